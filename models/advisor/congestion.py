"""How busy a machine is, and how long work waits before it.

Source: Kingman 1961, as Hopp and Spearman (Factory Physics, 2011) write it: variability
times utilisation times time. With both variations 1 it is exact for an M/M/1 queue;
where nothing is known of them, 1 is what a job shop is like.
"""

from dataclasses import dataclass
from math import inf

from .numbers import check_number


@dataclass(frozen=True)
class Load:
    """The work of one machine in some period.

    :param minutes: of all its jobs, setups included
    :param jobs: how many
    :param capacity: minutes that it works in the period

    >>> day = Load(minutes=360, jobs=12, capacity=480)
    >>> day.utilisation, day.get_waiting()
    (0.75, 90.0)

    One product less, made in four of the jobs:

    >>> less = day.add(-120, -4)
    >>> less.utilisation, less.get_waiting()
    (0.5, 30.0)
    """

    minutes: float
    jobs: float
    capacity: float

    @property
    def utilisation(self):
        """Share of its time that it works; 0 where it never does."""
        return self.minutes / self.capacity if self.capacity > 0 else 0.0

    def add(self, minutes, jobs):
        """Return the load with more work, or with less: never below none."""
        minutes, jobs = max(self.minutes + minutes, 0.0), max(self.jobs + jobs, 0.0)
        return Load(minutes if jobs else 0.0, jobs if minutes else 0.0, self.capacity)

    def get_waiting(self, arrivals=1.0, work=1.0):
        """Return the minutes of its working time that a job waits for it.

        :param arrivals: squared variation of the times between jobs
        :param work: squared variation of the times of jobs
        :return: infinite where there is more work than time
        """
        if not self.jobs:
            return 0.0
        return waiting(self.utilisation, self.minutes / self.jobs, arrivals, work)


def waiting(utilisation, minutes, arrivals=1.0, work=1.0):
    """Return how long a job waits before a machine: (a + w) / 2 · u / (1 - u) · t.

    :param utilisation: share of its time that it works, at least 0
    :param minutes: mean time of a job, at least 0
    :param arrivals: squared variation of the times between jobs, at least 0
    :param work: squared variation of the times of jobs, at least 0
    :return: minutes, infinite from a utilisation of 1 on
    :raise ValueError: a number that it cannot be

    >>> round(waiting(0.85, 30), 6), round(waiting(0.85, 30, work=0), 6)
    (170.0, 85.0)
    >>> waiting(1.2, 30)
    inf
    """
    utilisation = check_number("utilisation", utilisation, at_least=0)
    minutes = check_number("minutes", minutes, at_least=0)
    arrivals = check_number("arrivals", arrivals, at_least=0)
    work = check_number("work", work, at_least=0)
    if utilisation >= 1:
        return inf
    return (arrivals + work) / 2 * utilisation / (1 - utilisation) * minutes
