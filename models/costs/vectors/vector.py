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
