"""Working time, week by week. Arithmetic without records; moments are in UTC."""

from bisect import bisect_right
from datetime import datetime, timedelta

from ..schedule.calendar import to_minute

WEEK = timedelta(weeks=1)


def get_weeks(today, count, timezone):
    """Return [(Monday, start, end)]: this week and those after it.

    :param today: the day on which somebody asks, where they are
    :param timezone: theirs, of pytz

    >>> from datetime import date
    >>> from pytz import timezone
    >>> weeks = get_weeks(date(2026, 3, 26), 2, timezone("Europe/Paris"))
    >>> for monday, start, end in weeks:
    ...     print(monday, start, end)
    2026-03-23 2026-03-22 23:00:00 2026-03-29 22:00:00
    2026-03-30 2026-03-29 22:00:00 2026-04-05 22:00:00
    """
    first = today - timedelta(days=today.weekday())
    mondays = [first + number * WEEK for number in range(count + 1)]
    starts = [_to_utc(monday, timezone) for monday in mondays]
    return list(zip(mondays, starts, starts[1:], strict=False))


def _to_utc(day, timezone):
    moment = timezone.localize(datetime.combine(day, datetime.min.time()))
    return (moment - moment.utcoffset()).replace(tzinfo=None)


class WeeklyTime:
    """Counts working time by week.

    :param hours: :class:`~..schedule.calendar.Hours` of a work center
    :param weeks: see :func:`get_weeks`

    >>> from ..schedule.calendar import Hours
    >>> at = lambda hour: datetime(2026, 3, 23) + timedelta(hours=hour)
    >>> weeks = [("now", at(0), at(24)), ("next", at(24), at(48))]
    >>> time = WeeklyTime(Hours([(at(8), at(12)), (at(32), at(36))]), weeks)
    >>> time.get_capacity()
    [240, 240]
    >>> time.share(at(11), at(33)), time.share(at(40), at(50)), time.share(at(2), at(3))
    ({0: 60, 1: 60}, {}, {})
    """

    def __init__(self, hours, weeks):
        self._hours = hours
        self._starts = [to_minute(start) for _monday, start, _end in weeks]
        self._ends = [to_minute(end) for _monday, _start, end in weeks]

    def get_capacity(self):
        """Return the minutes of each week."""
        return [
            self._hours.count(end) - self._hours.count(start)
            for start, end in zip(self._starts, self._ends, strict=True)
        ]

    def share(self, start, end):
        """Return {number of a week: minutes of working time between two moments}."""
        start, end = to_minute(start), to_minute(end, up=True)
        shares = {}
        index = max(bisect_right(self._starts, start) - 1, 0)
        while index < len(self._starts) and self._starts[index] < end:
            first, last = max(start, self._starts[index]), min(end, self._ends[index])
            if minutes := self._hours.count(last) - self._hours.count(first):
                shares[index] = minutes
            index += 1
        return shares
