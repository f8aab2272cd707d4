"""What is supplied for an order, and the times and setups of that, for any quantity. No
records here."""

from dataclasses import dataclass, field
from math import ceil

DAYS, MINUTES = 7, 60


@dataclass(frozen=True)
class Work:
    """One operation of a run.

    :param setup: minutes of setup and cleanup
    :param cycle: minutes of a cycle
    :param capacity: units of a cycle
    :param hours: that the work center works in a week
    :param center: the work center, as a key

    >>> Work(setup=30, cycle=10, capacity=4, hours=40).get_minutes(9)
    60
    """

    setup: float
    cycle: float
    capacity: float
    hours: float
    center: object = None

    def get_minutes(self, quantity):
        cycles = ceil(round(quantity / self.capacity, 6)) if self.capacity else 0
        return self.setup + cycles * self.cycle

    def get_days(self, quantity):
        """Return days of the calendar, nights and free days included."""
        return self.get_minutes(quantity) / MINUTES / (self.hours or 168) * DAYS


@dataclass
class Part:
    """A product of a chain. Quantities are in its unit.

    :param name: how people call it
    :param days: that its vendor takes, or its run where that has no operations
    :param setup: money for the setups of one run, or for one purchase
    :param largest_run: the most units of one run, 0 = all in one
    :param works: the operations of one run, one after the other
    :param parts: [(quantity for one unit, Part)]
    :param is_supplied: somebody makes or sells it
    :param is_kit: its parts are supplied, itself never is

    Two runs of a table, each with its own run of legs, which is waited for:

    >>> leg = Part("Leg", days=2, setup=5)
    >>> works = [Work(60, 20, 1, 42)]
    >>> table = Part("Table", 0, 20, largest_run=3, works=works, parts=[(4, leg)])
    >>> table.get_setup(6), table.get_setup(6, whole=True)
    (50, 25)
    >>> round(table.get_days(6), 3), table.get_path(6)
    (2.667, [('Leg', 2), ('Table', 0.6666666666666666)])
    """

    name: str
    days: float = 0.0
    setup: float = 0.0
    largest_run: float = 0.0
    works: list = field(default_factory=list)
    parts: list = field(default_factory=list)
    is_supplied: bool = True
    is_kit: bool = False
    # Many products share their parts, and wait for as many of them.
    _setups: dict = field(default_factory=dict, repr=False)
    _paths: dict = field(default_factory=dict, repr=False)
    _loads: dict = field(default_factory=dict, repr=False)

    def get_setup(self, quantity, whole=False):
        """Return the money for the setups and purchases of a need.

        :param whole: in one run, whatever its size
        """
        key = (round(quantity, 6), whole)
        if key not in self._setups:
            runs = 1 if whole else self._count_runs(quantity)
            below = sum(
                part.get_setup(quantity / runs * ratio) for ratio, part in self.parts
            )
            self._setups[key] = runs * (self.setup + below)
        return self._setups[key]

    def get_loads(self, quantity, whole=False):
        """Return {work center: (minutes, the minutes of each job squared)} of a need,
        its parts included.

        >>> saw = Work(30, 10, 1, 40, center="saw")
        >>> shelf = Part("Shelf", largest_run=2, works=[saw])
        >>> shelf.get_loads(4), shelf.get_loads(4, whole=True)
        ({'saw': (100, 5000)}, {'saw': (70, 4900)})
        """
        key = (round(quantity, 6), whole)
        if key not in self._loads:
            runs = 1 if whole else self._count_runs(quantity)
            times = [work.get_minutes(quantity / runs) for work in self.works]
            found = [
                (work.center, (minutes, minutes**2))
                for work, minutes in zip(self.works, times, strict=True)
            ]
            for ratio, part in self.parts:
                found += part.get_loads(quantity / runs * ratio).items()
            self._loads[key] = _sum_loads(found, runs)
        return self._loads[key]

    def _count_runs(self, quantity):
        return (
            max(ceil(round(quantity / self.largest_run, 6)), 1)
            if self.largest_run
            else 1
        )

    def get_days(self, quantity):
        """Return the days from an order to its goods."""
        return sum(days for _name, days in self.get_path(quantity))

    def get_path(self, quantity):
        """Return [(name, days)] of what is waited for, the first first."""
        key = round(quantity, 6)
        if key not in self._paths:
            self._paths[key] = self._find_path(quantity)
        return self._paths[key]

    def _find_path(self, quantity):
        runs = self._count_runs(quantity)
        below = [part.get_path(quantity / runs * ratio) for ratio, part in self.parts]
        longest = max(below, key=_sum_days, default=[])
        own = self.get_own_days(quantity)
        return longest if self.is_kit else [*longest, (self.name, own)]

    def get_own_days(self, quantity):
        """Return the days that it takes with all its parts in stock: its runs follow
        each other, each operation begins the next run while the others end the last."""
        if not self.works:
            return self.days
        runs = self._count_runs(quantity)
        days = [work.get_days(quantity / runs) for work in self.works]
        return sum(days) + (runs - 1) * max(days)

    def get_unsupplied(self):
        """Return the first product below, or this one, that nobody makes or sells."""
        if not self.is_supplied:
            return self.name
        found = (part.get_unsupplied() for _ratio, part in self.parts)
        return next(filter(None, found), None)


def _sum_loads(found, runs):
    loads = {}
    for center, (minutes, squares) in found:
        before = loads.get(center, (0, 0))
        loads[center] = (before[0] + minutes * runs, before[1] + squares * runs)
    return loads


def _sum_days(path):
    return sum(days for _name, days in path)
