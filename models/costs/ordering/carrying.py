"""Arithmetic of carrying cost: what it costs to hold stock."""

DAYS = 365


def get_carrying_cost(value_days, rate):
    """Return the cost of holding stock.

    The standard formula: average value of stock x yearly rate. A value held for some
    days is on average that value x days / 365 over the year. See Silver, Pyke and
    Thomas, "Inventory and Production Management in Supply Chains", 4th edition, on the
    carrying charge r.

    :param value_days: value x days in stock
    :param rate: capital, storage, insurance and obsolescence, in percent a year

    >>> get_carrying_cost(1000 * 365, 20)
    200.0
    """
    return value_days * rate / 100 / DAYS
