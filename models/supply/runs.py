"""Arithmetic of runs: plain numbers, no records."""

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
