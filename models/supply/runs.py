"""Arithmetic of runs and of stock taken first: plain numbers, no records."""

from odoo.tools import float_compare, float_round


def split_into_runs(quantity, run_size, rounding):
    """Return the quantities of the runs that make `quantity`, in the same unit.

    Runs are filled to the run size and the last holds the remainder: their sum is the
    need, never more. A run size of 0 makes the whole need in one run.

    >>> split_into_runs(7, 3, 0.01)
    [3.0, 3.0, 1.0]
    >>> split_into_runs(3, 1, 0.01)
    [1.0, 1.0, 1.0]
    >>> split_into_runs(7, 0, 0.01)
    [7]
    >>> split_into_runs(2.5, 5, 0.01)
    [2.5]
    >>> split_into_runs(0.3, 0.1, 0.01)
    [0.1, 0.1, 0.1]
    """
    if run_size <= 0 or float_compare(quantity, run_size, None, rounding) <= 0:
        return [quantity]
    runs = []
    left = quantity
    while float_compare(left, 0, precision_rounding=rounding) > 0:
        run = float_round(min(run_size, left), precision_rounding=rounding)
        runs.append(run)
        left = float_round(left - run, precision_rounding=rounding)
    return runs


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
