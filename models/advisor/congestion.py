"""How busy a machine is, and how long work waits before it.

Source: Pollaczek 1930 and Khinchine 1932: jobs that come at random and are done in the
order in which they come wait for λ E(S²) / 2 (1 - u), whatever their times are. Jobs of
several kinds add up: more work never makes anybody wait less.
"""

from dataclasses import dataclass
from math import inf

from .numbers import check_number


@dataclass(frozen=True)
class Load:
    """The work of one machine in some period.

    :param minutes: of all its jobs, setups included
    :param squares: the minutes of each job squared, summed
    :param capacity: minutes that it works in the period

    Twelve jobs of half an hour; one product less, made in four of them:

    >>> day = Load(minutes=360, squares=12 * 30**2, capacity=480)
    >>> day.utilisation, day.get_waiting()
    (0.75, 45.0)
    >>> less = day.add(-120, -4 * 30**2)
    >>> less.utilisation, less.get_waiting()
    (0.5, 15.0)
    """

    minutes: float
    squares: float
    capacity: float

    @property
    def utilisation(self):
        """Share of its time that it works; 0 where it never does."""
        return self.minutes / self.capacity if self.capacity > 0 else 0.0

    def add(self, minutes, squares):
        """Return the load with more work, or with less: never below none.

        Where longer jobs are taken away than there are, the rest is as long as all.

        >>> Load(120, 2 * 60**2, 480).add(-60, -(100**2)).squares
        3600.0
        """
        minutes, squares = max(self.minutes + minutes, 0.0), self.squares + squares
        if squares <= 0 and self.minutes:
            squares = self.squares * minutes / self.minutes
        return Load(minutes, max(squares, 0.0) if minutes else 0.0, self.capacity)

    def get_waiting(self):
        """Return the minutes of its working time that a job waits for it; infinite
        where there is more work than time."""
        if not self.minutes:
            return 0.0
        if self.capacity <= 0:
            return inf
        return waiting(self.utilisation, self.squares / self.capacity)


def waiting(utilisation, squares):
    """Return how long a job waits before a machine.

    :param utilisation: share of its time that it works, at least 0
    :param squares: the squared minutes of its jobs, per minute: λ E(S²), at least 0
    :return: minutes, infinite from a utilisation of 1 on
    :raise ValueError: a number that it cannot be

    At random times of 30 minutes on average, E(S²) is twice 30², and it waits for
    u / (1 - u) jobs; at 30 minutes sharp for half as many.

    >>> round(waiting(0.85, 0.85 / 30 * 2 * 30**2), 6)
    170.0
    >>> round(waiting(0.85, 0.85 / 30 * 30**2), 6)
    85.0
    >>> waiting(1.2, 30)
    inf
    """
    utilisation = check_number("utilisation", utilisation, at_least=0)
    squares = check_number("squares", squares, at_least=0)
    if utilisation >= 1:
        return inf
    return squares / 2 / (1 - utilisation)
