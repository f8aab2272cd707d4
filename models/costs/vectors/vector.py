"""Arithmetic of cost vectors: what a value is made of, to the cent.

A vector is {key: amount}. A key is (kind, id of the run that incurred it or False).
Amounts may be weights: unrounded, and known only up to a factor.
"""

from collections import defaultdict


def add(vectors):
    """Return the sum of vectors."""
    total = defaultdict(float)
    for vector in vectors:
        for key, amount in vector.items():
            total[key] += amount
    return dict(total)


def scale(vector, factor):
    return {key: amount * factor for key, amount in vector.items()}


def stretch(vector, total):
    """Return the vector in proportion, so that it sums to `total`, unrounded.

    Returns {} for a vector that sums to nothing: it has no proportions.
    """
    weight = sum(vector.values())
    largest = max(map(abs, vector.values()), default=0)
    if abs(weight) < 1e-6 * max(largest, 1e-6):
        return {}
    return scale(vector, total / weight)


def split(total, weights, rounding, default):
    """Split a rounded total in proportion to weights, without losing a cent.

    By the method of the largest remainder; equal remainders are served in the order
    of their keys, so that the same input always gives the same parts.

    :param total: an amount, a multiple of `rounding`
    :param weights: {key: weight}; negative ones are allowed (a variance)
    :param rounding: the currency's smallest unit
    :param default: the key that takes all where the weights have no proportions
    :return: {key: amount}, without zeros, that sums to `total`
    """
    units = round(total / rounding)
    if not units:
        return {}
    shares = stretch(weights, units) or {default: units}
    keys = sorted(shares, key=str)
    whole = {key: int(shares[key] // 1) for key in keys}
    left = units - sum(whole.values())
    by_remainder = sorted(keys, key=lambda key: whole[key] - shares[key])
    for key in by_remainder[:left]:
        whole[key] += 1
    return {key: count * rounding for key, count in whole.items() if count}


def settle(total, changes, rounding, default):
    """Round the parts of a change, whatever their signs, so that they sum to `total`.

    Unlike `split` it does not stretch them: what does not change stays as it is, and
    what is missing to the total goes to the largest part.

    :param total: an amount, a multiple of `rounding`
    :param changes: {key: unrounded change}
    :param default: the key that takes the total where there are no changes

    >>> settle(2, {"price": -1, "exchange": 3}, 0.01, "price")
    {'exchange': 3.0, 'price': -1.0}
    >>> settle(0, {"price": -0.3333, "exchange": 0.3333}, 0.01, "price")
    {'exchange': 0.33, 'price': -0.33}
    """
    units = round(total / rounding)
    shares = {key: amount / rounding for key, amount in changes.items()}
    largest = max(shares, key=lambda key: (abs(shares[key]), str(key)), default=default)
    shares[largest] = shares.get(largest, 0) + units - sum(shares.values())
    keys = sorted(shares, key=str)
    # What is whole but for the last bit of a float is whole.
    whole = {key: int((shares[key] + 1e-6) // 1) for key in keys}
    by_remainder = sorted(keys, key=lambda key: whole[key] - shares[key])
    for key in by_remainder[: units - sum(whole.values())]:
        whole[key] += 1
    return {key: count * rounding for key, count in whole.items() if count}


def split_rest(total, weights, booked, rounding, default):
    """Split what is booked next so that everything booked is in proportion.

    Rounding the whole and taking away what is booked keeps the parts of many small
    amounts from drifting away from the parts of their sum.

    :param total: the amount to book now
    :param weights: {key: weight} of all that is booked after it
    :param booked: {key: amount} booked before
    :return: {key: amount} that sums to `total`
    """
    target = split(total + sum(booked.values()), weights, rounding, default)
    rest = {
        key: round((target.get(key, 0) - booked.get(key, 0)) / rounding)
        for key in {**target, **booked}
    }
    return {key: units * rounding for key, units in rest.items() if units}
