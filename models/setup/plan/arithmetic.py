"""The arithmetic of setups: what is planned, and what of the logged time was setup."""

from datetime import timedelta
from typing import NamedTuple

from odoo.tools.intervals import Intervals


class SetupPlan(NamedTuple):
    """One setup: minutes, what an hour costs and a fixed amount, in one currency.

    >>> SetupPlan(minutes=15, rate=60, fixed=8).cost
    23.0
    """

    minutes: float = 0.0
    rate: float = 0.0
    fixed: float = 0.0

    @property
    def cost(self):
        return self.minutes / 60 * self.rate + self.fixed


def get_minutes(spans):
    """Return the minutes that (start, end) spans cover; what overlaps counts once.

    As `mrp.workorder._cal_cost` counts, so that minutes times rate is the ledger's.

    >>> from datetime import datetime
    >>> get_minutes([(datetime(2026, 1, 1, 8, 0), datetime(2026, 1, 1, 8, 20)),
    ...              (datetime(2026, 1, 1, 8, 10), datetime(2026, 1, 1, 8, 30))])
    30.0
    >>> get_minutes([])
    0
    """
    return sum((end - start).total_seconds() / 60 for start, end, _ in _merge(spans))


def get_cut(spans, minutes):
    """Return when the spans have covered so many minutes: before it is setup.

    :return: a moment, or None when the spans cover less than that

    >>> from datetime import datetime
    >>> spans = [(datetime(2026, 1, 1, 8, 0), datetime(2026, 1, 1, 8, 20)),
    ...          (datetime(2026, 1, 1, 9, 0), datetime(2026, 1, 1, 9, 20))]
    >>> get_cut(spans, 30)
    datetime.datetime(2026, 1, 1, 9, 10)
    >>> get_cut(spans, 41)
    """
    left = timedelta(minutes=minutes)
    for start, end, _records in _merge(spans):
        if end - start >= left:
            return start + left
        left -= end - start
    return None


def _merge(spans):
    return Intervals([(start, end, frozenset()) for start, end in spans])


def split_minutes(total, planned, measured=None):
    """Return (setup, run) minutes of the time charged to a work order.

    Measured setup is what was logged as such. Without it the planned setup comes
    first: it is assumed, and never more than the whole.

    >>> split_minutes(45, 15)
    (15, 30)
    >>> split_minutes(10, 15)
    (10, 0)
    >>> split_minutes(55, 15, measured=25)
    (25, 30)
    """
    setup = min(planned if measured is None else measured, total)
    return setup, total - setup
