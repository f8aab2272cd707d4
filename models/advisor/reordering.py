"""Between which levels a reordering rule keeps what is in stock.

Quantities are in one unit. Source: Silver, Pyke and Thomas 2017 on (s, S) by the lot
and the stock of safety that are known from elsewhere; a place that serves a share of
independent demand has the square root of it in safety and lot (Maister 1976).
"""

from math import sqrt

from .numbers import check_number


def reorder_levels(mean, periods, safety, lot, share=1.0):
    """Return the level at which to reorder and the one to fill up to.

    The lower one lasts, on average, until what is reordered arrives, and for the
    safety stock; a lot lies between them.

    :param mean: units of demand a period, at least 0
    :param periods: how many periods replenishing takes, at least 0
    :param safety: units of safety stock of all demand together, at least 0
    :param lot: units of a lot for all demand together, above 0
    :param share: share of the demand that the place serves, above 0 and at most 1
    :raise ValueError: a number that it cannot be

    >>> reorder_levels(mean=20, periods=2, safety=8, lot=60)
    (48.0, 108.0)

    One of four alike warehouses:

    >>> reorder_levels(mean=20, periods=2, safety=8, lot=60, share=0.25)
    (14.0, 44.0)
    """
    mean = check_number("mean", mean, at_least=0)
    periods = check_number("periods", periods, at_least=0)
    safety = check_number("safety", safety, at_least=0)
    lot = check_number("lot", lot, above=0, remedy="An order is the least lot.")
    share = check_number("share", share, above=0, remedy="Leave the place out.")
    if share > 1:
        raise ValueError(f"share is {share:g}: it is of the whole, at most 1.")
    least = share * mean * periods + sqrt(share) * safety
    return least, least + sqrt(share) * lot
