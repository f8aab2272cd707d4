"""What must be done, and in which order it may be: steps and what they wait for.

Arithmetic without records; see :mod:`placement`.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import Any

from .calendar import to_work

STOCK, PURCHASE, RUN = "stock", "purchase", "run"
OPERATION, TRANSFER = "operation", "transfer"


@dataclass(slots=True)
class Step:
    """Something that takes time, or must be there: what placement places.

    A step takes `minutes` of the clock (a vendor's days, a transfer, the manufacturing
    lead time of a run without operations), or minutes of work on one of its `centers`,
    or it is `fixed`. It begins when all that it comes `after` has ended.

    :param key: by which others name it; anything that can be the key of a dict
    :param kind: stock, purchase, run, operation or transfer: only told back
    :param minutes: of the clock, where it takes no work center
    :param centers: ((work center, minutes of work there), ...): its own, then those
        that do when they finish earlier. Setup is in these minutes, once for each run
    :param after: keys of what must have ended: operations before, components, runs
    :param follows: key of the same operation of the run before: each work center takes
        the runs of a need in sequence, so this one does not begin earlier than that,
        nor on the same work center before that has ended
    :param run: key of the run that this is an operation of
    :param group: what has the lower group is placed first, as lines of an order
    :param fixed: (start, end) that somebody has decided: a receipt that is on its way,
        a work order that a person planned. It follows nothing, and takes nothing of a
        work center: the load has it
    :param due: when the last step is wanted, for placing backward
    :param buffer: minutes of the clock between its end and the need for it, when it is
        placed backward
    """

    key: Any
    kind: str = OPERATION
    minutes: float = 0
    centers: tuple = ()
    after: tuple = ()
    follows: Any = None
    run: Any = None
    group: int = 0
    fixed: tuple | None = None
    due: datetime | None = None
    buffer: float = 0


def make_run(key, operations, after=(), previous=None, **values):
    """Return the steps of a run: its operations, then the run, which others come after.

    :param operations: [(name, centers, names of the operations before it, keys of
        components that only it needs)]
    :param after: keys of the components that the run needs from its beginning
    :param previous: key of the run before it for the same need
    :param values: of all its steps (`group`, `buffer`...); `minutes` is the lead time
        of a run without operations

    >>> saw, glue, run = make_run(
    ...     7,
    ...     [("saw", (("Saw", 30),), (), ()), ("glue", (("Bench", 20),), ["saw"], [2])],
    ...     after=[1],
    ...     previous=6,
    ... )
    >>> saw.key, saw.after, saw.follows, saw.run
    ((7, 'saw'), (1,), (6, 'saw'), 7)
    >>> glue.after, run.key, run.after
    (((7, 'saw'), 2, 1), 7, ((7, 'saw'), (7, 'glue')))
    >>> [step.minutes for step in make_run(8, [], minutes=1440)]
    [1440]
    """
    if not operations:
        return [Step(key, RUN, after=tuple(after), **values)]
    values.pop("minutes", None)  # its operations take the time
    steps = [
        Step(
            (key, name),
            centers=tuple(centers),
            after=(*((key, other) for other in before), *components, *after),
            follows=None if previous is None else (previous, name),
            run=key,
            **values,
        )
        for name, centers, before, components in operations
    ]
    values.pop("buffer", None)
    last = Step(key, RUN, after=tuple(step.key for step in steps), **values)
    return [*steps, last]


class Network:
    """Steps, and what they wait for.

    What waits for itself, or for what does, can never be done; nor can what waits for
    something that is not there.

    >>> network = Network([Step("a", after=["b"]), Step("b", after=["a"]), Step("c")])
    >>> sorted(network.endless), network.get_sequence({})
    (['a', 'b'], ['c'])
    """

    def __init__(self, steps):
        self.steps = {step.key: step for step in steps}
        self.before = {key: self._get_before(step) for key, step in self.steps.items()}
        self.missing = {key for key, s in self.steps.items() if self._lacks(s)}
        self.next = self._turn_round({key: s.after for key, s in self.steps.items()})
        self.followers = self._turn_round(
            {key: (self._get_follows(s),) for key, s in self.steps.items()}
        )
        self._later = self._turn_round(self.before)
        self._index = {key: index for index, key in enumerate(self.steps)}
        self._order = self._sort(self.before, self._later, self._index.get)
        self.rank = {key: rank for rank, key in enumerate(self._order)}
        self.endless = self.steps.keys() - self.rank.keys()

    def _get_before(self, step):
        """Return what must be placed before a step, each once."""
        before = {*step.after, self._get_follows(step)}
        return [key for key in before if key in self.steps]

    def _get_follows(self, step):
        """Return what a step follows; what somebody fixed follows nothing."""
        return None if step.fixed else step.follows

    def _lacks(self, step):
        return not self.steps.keys() >= {*step.after}

    def _turn_round(self, before):
        later = {key: [] for key in self.steps}
        for key, others in before.items():
            for other in others:
                if other in later:
                    later[other].append(key)
        return later

    def _sort(self, before, later, priority):
        """Return the keys, each after all before it, else by priority."""
        waits = {key: len(others) for key, others in before.items()}
        heap = [
            (priority(key), self._index[key], key) for key in waits if not waits[key]
        ]
        heapify(heap)
        order = []
        while heap:
            key = heappop(heap)[-1]
            order.append(key)
            for other in later[key]:
                waits[other] -= 1
                if not waits[other]:
                    heappush(heap, (priority(other), self._index[other], other))
        return order

    # === Priorities ===

    def get_sequence(self, stretch):
        """Return the order in which steps are placed forward: of each group, first what
        has most before it until the end.

        It depends on the steps alone, neither on load nor on when things arrive.

        :param stretch: {work center: minutes of the clock for a minute of its work}
        """
        left = self._get_left(stretch)
        return self._sort(
            self.before, self._later, lambda key: (self.steps[key].group, -left[key])
        )

    def get_sequence_back(self, stretch):
        """Return the order in which steps are placed backward: of each group, first
        what has least before it until the end."""
        left = self._get_left(stretch)
        return self._sort(
            self._later,
            self.before,
            lambda key: (self.steps[key].group, left.get(key, 0)),
        )

    def sort_by(self, priority):
        """Return the order by another priority, a function of a key."""
        return self._sort(self.before, self._later, priority)

    def sort_back_by(self, priority):
        """Return the order by another priority, from the end to the beginning."""
        return self._sort(self._later, self.before, priority)

    def _get_left(self, stretch):
        """Return {key: minutes of the clock from a step's beginning to the end}, were
        there nothing else to do."""
        left = {}
        for key in reversed(self._order):
            after = max((left.get(other, 0) for other in self.next[key]), default=0)
            own = after + self._get_length(self.steps[key], stretch)
            left[key] = max([own, *(left.get(o, 0) for o in self.followers[key])])
        return left

    def _get_length(self, step, stretch):
        if not step.centers:
            return to_work(step.minutes)
        center, minutes = step.centers[0]
        return to_work(minutes) * stretch.get(center, 1)

    # === Which are placed together ===

    def split_by_unit(self, sequence):
        """Return {unit: its keys, in this order}. A unit is a number, the same for all
        steps that hang together and for all of a group: where one of them does not come
        in time, all are late."""
        units = {}
        for key in sequence:
            units.setdefault(self._units[key], []).append(key)
        return units

    def get_unit(self, unit):
        """Return all keys of a unit."""
        return [key for key in self.steps if self._units[key] == unit]

    @cached_property
    def _units(self):
        parent = {}

        def find(item):
            while parent.setdefault(item, item) != item:
                parent[item] = parent[parent[item]]
                item = parent[item]
            return item

        for key, step in self.steps.items():
            parent[find(("step", key))] = find(("group", step.group))
            for other in self.before[key]:
                parent[find(("step", other))] = find(("step", key))
        numbers = {}
        return {
            key: numbers.setdefault(find(("step", key)), len(numbers))
            for key in self.steps
        }
