"""Arithmetic of runs: plain numbers, no records."""

import re

from odoo.tools import float_compare, float_round


def count_runs(quantity, run_size, rounding):
    """Return {quantity of a run: how many} of the runs that make `quantity`.

    Runs are filled to the run size and the last holds the remainder: their sum is the
    need, never more. A run size of 0 makes the whole need in one run.

    >>> count_runs(7, 3, 0.01)
    {3.0: 2, 1.0: 1}
    >>> count_runs(6, 3, 0.01)
    {3.0: 2}
    >>> count_runs(2, 3, 0.01)
    {2: 1}
    >>> count_runs(7, 0, 0.01)
    {7: 1}
    >>> count_runs(0.2999, 0.1, 0.01)
    {0.1: 3}
    >>> count_runs(0, 3, 0.01)
    {}
    """
    if float_compare(quantity, 0, precision_rounding=rounding) <= 0:
        return {}
    run_size = float_round(run_size, precision_rounding=rounding)
    if run_size <= 0 or float_compare(quantity, run_size, None, rounding) <= 0:
        return {quantity: 1}
    quantity = float_round(quantity, precision_rounding=rounding)
    full = int(float_round(quantity / run_size, 0, rounding_method="DOWN"))
    rest = float_round(quantity - full * run_size, precision_rounding=rounding)
    return {run_size: full, **({rest: 1} if rest > 0 else {})}


def split_into_runs(quantity, run_size, rounding):
    """Return the quantities of these runs, one by one; nothing is one run of nothing.

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
    >>> split_into_runs(0, 3, 0.01)
    [0]
    """
    counts = count_runs(quantity, run_size, rounding)
    return [run for run, count in counts.items() for _ in range(count)] or [quantity]


def get_run_name(name, old, new):
    """Return the name of a run whose number among those of its need has changed.

    A name that a person has given stays.

    :param tuple old: its number and their count as the name says them
    :param tuple new: as they are; one run alone is not numbered

    >>> get_run_name("MO/12", (1, 1), (1, 2))
    'MO/12 (1/2)'
    >>> get_run_name("MO/12 (2/3)", (2, 3), (1, 1))
    'MO/12'
    >>> get_run_name("MO/12 (2/3)-002", (2, 3), (1, 2))
    'MO/12 (1/2)-002'
    >>> get_run_name("For the fair", (2, 3), (1, 2))
    'For the fair'
    """
    number = f" ({new[0]}/{new[1]})" if new[1] > 1 else ""
    if old[1] <= 1:
        return name + number
    return re.sub(rf" \({old[0]}/{old[1]}\)(?=-\d+$|$)", number, name)
