"""Arithmetic of stock taken first: plain numbers, no records."""

from odoo.tools import float_round


def take_stock_first(needs, free, rounding):
    """Return what each need takes from the free stock, first come first served.

    :param list[float] needs: quantities needed, in the product's unit
    :param float free: quantity on hand that is promised to nobody
    :return: list of quantities taken, aligned with `needs`; the rest is the shortage

    >>> take_stock_first([4, 4], 4, 0.01)
    [4.0, 0.0]
    >>> take_stock_first([2, 3, 1], 4, 0.01)
    [2.0, 2.0, 0.0]
    >>> take_stock_first([5], -3, 0.01)
    [0.0]
    """
    taken = []
    for need in needs:
        take = float_round(max(min(need, free), 0), precision_rounding=rounding)
        taken.append(take)
        free -= take
    return taken
