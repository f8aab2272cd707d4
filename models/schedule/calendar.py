"""Working time: when a work center works, and what of that time is still free.

Arithmetic without records. Moments are datetimes in UTC, intervals are `(start, end)`.
Inside, moments are whole minutes: what begins or ends within a minute gives that minute
up, and work of part of a minute takes a whole one, so that no date is too early.

Work is counted in minutes of working time. An hour of work that is begun half an hour
before the end of a shift ends half an hour after the next begins; in working time it is
in one piece. Whether it fits between two other jobs is then a subtraction, however many
nights and holidays lie between.
"""

import math
from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta

# Nothing is looked for later than this after the moment of asking.
HORIZON = timedelta(days=731)

EPOCH = datetime(1970, 1, 1)
MINUTE = timedelta(minutes=1)


def to_minute(moment, up=False):
    """Return the minute in which a moment lies; `up`: the first that is not before it.

    >>> to_minute(datetime(1970, 1, 1, 1, 0, 59)), to_minute(datetime(1970, 1, 2))
    (60, 1440)
    >>> to_minute(datetime(1970, 1, 1, 1, 0, 1), up=True)
    61
    """
    return -((EPOCH - moment) // MINUTE) if up else (moment - EPOCH) // MINUTE


def to_moment(minute):
    """Return the moment at which a minute begins.

    >>> to_moment(60)
    datetime.datetime(1970, 1, 1, 1, 0)
    """
    return EPOCH + minute * MINUTE


def to_work(minutes):
    """Return how many whole minutes so much work takes.

    Figures that are none take none, and what is endless more than there are.

    >>> to_work(90), to_work(59.5), to_work(60.000001), to_work(-5)
    (90, 60, 60, 0)
    >>> to_work(float("nan")), to_work(float("inf")) > HORIZON // MINUTE
    (0, True)
    """
    if not minutes > 0:
        return 0
    return math.ceil(round(min(minutes, 1e12), 4))


def merge(intervals):
    """Return intervals sorted, those that touch or overlap as one, empty ones left out.

    >>> merge([(5, 7), (1, 3), (3, 4), (6, 9), (8, 8), (12, 11)])
    [(1, 4), (5, 9)]
    """
    merged = []
    for start, end in sorted(intervals):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            start, last = merged.pop()
            end = max(end, last)
        merged.append((start, end))
    return merged


def subtract(intervals, taken):
    """Return what is left of intervals without others.

    >>> subtract([(1, 10), (20, 30)], [(2, 3), (5, 21), (40, 50)])
    [(1, 2), (3, 5), (21, 30)]
    >>> subtract([(1, 10)], [(0, 11)])
    []
    """
    left, taken = [], merge(taken)
    ends = [end for _start, end in taken]
    for start, end in merge(intervals):
        for taken_start, taken_end in taken[bisect_right(ends, start) :]:
            if taken_start >= end:
                break
            left.append((start, taken_start))
            start = taken_end
        left.append((start, end))
    return [(start, end) for start, end in left if start < end]


class Hours:
    """The working time of a calendar, within the window it was asked for.

    A lunch break and a night are not worked; here 100 minutes from 11:00 on 1 January:

    >>> day = datetime(2026, 1, 1)
    >>> at = lambda hours: day + timedelta(hours=hours)
    >>> hours = Hours([(at(8), at(12)), (at(13), at(17)), (at(32), at(36))])
    >>> [str(moment) for moment in hours.walk(at(11), 100)]
    ['2026-01-01 11:00:00', '2026-01-01 13:40:00']
    >>> [str(moment) for moment in hours.walk_back(at(13.5), 100)]
    ['2026-01-01 10:50:00', '2026-01-01 13:30:00']

    Work that ends with a shift ends then; what begins after it begins with the next:

    >>> [str(moment) for moment in hours.walk(at(16), 60)]
    ['2026-01-01 16:00:00', '2026-01-01 17:00:00']
    >>> [str(moment) for moment in hours.walk(at(17), 60)]
    ['2026-01-02 08:00:00', '2026-01-02 09:00:00']

    There is no answer where the hours end first:

    >>> hours.walk(at(8), 12 * 60 + 1) is None, hours.walk_back(at(8), 1) is None
    (True, True)
    """

    def __init__(self, intervals):
        whole = merge(
            (to_minute(start, up=True), to_minute(end)) for start, end in intervals
        )
        self._set(whole)

    def _set(self, whole):
        self._starts = [start for start, _end in whole]
        self._ends = [end for _start, end in whole]
        self._worked, total = [], 0  # before each interval
        for start, end in whole:
            self._worked.append(total)
            total += end - start
        self.total = total

    @classmethod
    def around_the_clock(cls, start, end):
        """Return the hours of what never closes.

        >>> Hours.around_the_clock(datetime(2026, 1, 1), datetime(2026, 1, 3)).total
        2880
        """
        return cls([(start, end)])

    def get_intervals(self):
        """Return the intervals, merged and sorted, as moments."""
        return [
            (to_moment(start), to_moment(end))
            for start, end in zip(self._starts, self._ends, strict=True)
        ]

    def without(self, taken):
        """Return these hours without leaves or whatever else takes them.

        >>> day = datetime(2026, 1, 1)
        >>> hours = Hours([(day, day + timedelta(hours=8))])
        >>> hours.without([(day + timedelta(hours=1), day + timedelta(hours=3))]).total
        360
        """
        return Hours(subtract(self.get_intervals(), taken))

    def walk(self, moment, minutes):
        """Return (start, end) of work that begins at a moment or as soon after as there
        are hours; None where they end before."""
        work = to_work(minutes)
        worked = self.count(to_minute(moment, up=True))
        if worked + work > self.total or worked == self.total:
            return None
        start = self.get_start(worked)
        return to_moment(start), to_moment(
            self.get_end(worked + work) if work else start
        )

    def walk_back(self, moment, minutes):
        """Return (start, end) of work that ends at a moment or as shortly before as
        there are hours; None where they begin after."""
        work = to_work(minutes)
        worked = self.count(to_minute(moment))
        if worked < work or not worked:
            return None
        end = self.get_end(worked)
        return to_moment(self.get_start(worked - work) if work else end), to_moment(end)

    # === In minutes: of the clock, and of working time ===

    def count(self, minute):
        """Return the minutes of working time before a minute of the clock."""
        index = bisect_right(self._starts, minute) - 1
        if index < 0:
            return 0
        return (
            self._worked[index] + min(minute, self._ends[index]) - self._starts[index]
        )

    def get_start(self, worked):
        """Return the minute of the clock at which work begins that comes after so many
        minutes of working time; there must be more than those."""
        index = bisect_right(self._worked, worked) - 1
        return self._starts[index] + worked - self._worked[index]

    def get_end(self, worked):
        """Return the minute of the clock at which so many minutes have been worked."""
        index = max(bisect_left(self._worked, worked) - 1, 0)
        return self._starts[index] + worked - self._worked[index]

    def is_open(self, minute):
        """Tell whether a minute of the clock is worked.

        >>> hours = Hours([(to_moment(10), to_moment(20))])
        >>> [hours.is_open(minute) for minute in (9, 10, 19, 20)]
        [False, True, True, False]
        """
        index = bisect_right(self._starts, minute) - 1
        return index >= 0 and minute < self._ends[index]


class FreeTime:
    """What is free of a work center's hours: one job at a time.

    A job goes on over the end of a shift, never over another job. Here four hours a
    day, with an hour taken on the first:

    >>> at = lambda hours: datetime(2026, 1, 1) + timedelta(hours=hours)
    >>> hours = Hours([(at(8), at(12)), (at(32), at(36))])
    >>> free = FreeTime(hours, [(at(9), at(10), "a job")])
    >>> free.get_first(0, 60), free.get_first(0, 61)
    (0, 120)
    >>> free.take(120, 150, "ours")
    >>> free.get_first(0, 61), free.get_last(480, 61)
    (270, 419)
    >>> free.get_taker_before(270), free.get_taker_before(120)
    ('ours', 'a job')

    All in minutes of working time, as :meth:`Hours.count` counts them.
    """

    def __init__(self, hours, load=()):
        """:param load: [(start, end, what)], in any order; it may overlap, and lie
        outside the hours: then no job is under way meanwhile either"""
        self.hours = hours
        spans = sorted(
            (hours.count(to_minute(start)), hours.count(to_minute(end, up=True)), what)
            for start, end, what in _with_number(load)
        )
        self._taken_to = {end: what for _start, end, (_number, what) in spans}
        self._taken_from = {start: what for start, _end, (_number, what) in spans}
        self._starts, self._ends, free_from = [], [], 0
        for start, end, _what in spans:
            self._add_gap(free_from, start)
            free_from = max(free_from, end)
        self._add_gap(free_from, hours.total)

    def _add_gap(self, start, end):
        if start < end:
            self._starts.append(start)
            self._ends.append(end)

    def duplicate(self):
        """Return the same free time, to be taken apart from this one."""
        copied = object.__new__(FreeTime)
        copied.hours = self.hours
        copied._starts, copied._ends = self._starts[:], self._ends[:]
        copied._taken_to = self._taken_to.copy()
        copied._taken_from = self._taken_from.copy()
        return copied

    def get_first(self, worked, work):
        """Return where the first job of so much work begins, from so many minutes of
        working time on; None if there is no room."""
        for index in range(bisect_right(self._ends, worked), len(self._ends)):
            start = max(self._starts[index], worked)
            if self._ends[index] - start >= work:
                return start
        return None

    def get_last(self, worked, work):
        """Return where the last job of so much work begins that ends by so many minutes
        of working time; None if there is no room."""
        for index in range(bisect_left(self._starts, worked) - 1, -1, -1):
            start = min(self._ends[index], worked) - work
            if start >= self._starts[index]:
                return start
        return None

    def take(self, start, work, what):
        """Take free time, which must be free."""
        index = bisect_right(self._starts, start) - 1
        first, last = self._starts[index], self._ends[index]
        end = start + work
        rest = [(a, b) for a, b in ((first, start), (end, last)) if a < b]
        self._starts[index : index + 1] = [a for a, _b in rest]
        self._ends[index : index + 1] = [b for _a, b in rest]
        self._taken_to.setdefault(end, what)
        self._taken_from.setdefault(start, what)

    def place(self, moment, minutes, what):
        """Take the first room for so much work from a moment on; return its (start,
        end), None if there is none.

        >>> at = lambda hour: datetime(2026, 1, 1, hour)
        >>> free = FreeTime(Hours([(at(8), at(12))]), [(at(9), at(10), "a job")])
        >>> [str(end) for _start, end in [free.place(at(8), 60, n) for n in (1, 2)]]
        ['2026-01-01 09:00:00', '2026-01-01 11:00:00']
        >>> free.place(at(8), 61, 3) is None
        True
        """
        work = to_work(minutes)
        worked = self.get_first(self.hours.count(to_minute(moment, up=True)), work)
        if worked is None:
            return None
        self.take(worked, work, what)
        return (
            to_moment(self.hours.get_start(worked)),
            to_moment(self.hours.get_end(worked + work)),
        )

    def get_taker_before(self, worked):
        """Return what is done right before a minute of working time."""
        return self._taken_to.get(worked)

    def get_taker_after(self, worked):
        """Return what is done from a minute of working time on."""
        return self._taken_from.get(worked)


def _with_number(load):
    """Number what takes time: it may be anything, which need not compare."""
    return [
        (start, end, (index, what)) for index, (start, end, what) in enumerate(load)
    ]
