"""Arithmetic of carrying cost: what it costs to hold stock."""

DAYS = 365
# What holding stock costs, in percent of its value a year: of a company, or of its
# settings.
CAPITAL = "pull_carrying_capital"
PARTS = (
    CAPITAL,
    "pull_carrying_storage",
    "pull_carrying_insurance",
    "pull_carrying_obsolescence",
)


def get_rate(amounts):
    """Return the carrying rate: the sum of its parts.

    >>> get_rate(dict(zip(PARTS, (8, 5, 1, 4))))
    18
    """
    return sum(amounts[name] for name in PARTS)


def split_rate(rate, amounts):
    """Return the parts of a rate that is set as a whole: what the others do not hold is
    capital; where they hold more, capital is all of it.

    >>> list(split_rate(20, dict(zip(PARTS, (8, 5, 1, 4)))).values())
    [10, 5, 1, 4]
    >>> list(split_rate(9, dict(zip(PARTS, (8, 5, 1, 4)))).values())
    [9, 0, 0, 0]
    """
    others = {name: amounts[name] for name in PARTS if name != CAPITAL}
    if sum(others.values()) > rate:
        others = dict.fromkeys(others, 0)
    return {CAPITAL: rate - sum(others.values()), **others}


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
