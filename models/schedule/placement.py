"""Placement: when each step of an order can be done, and why not earlier or later.

Plain Python, without records. :class:`Step` says what there is to do and what it waits
for, :class:`~.calendar.FreeTime` what is free of the work centers, :class:`Schedule`
places the steps, and :class:`Placement` tells where each came and why:

>>> from datetime import datetime, timedelta
>>> from .calendar import FreeTime, Hours
>>> day = datetime(2026, 1, 5)
>>> at = lambda days, hours=0: day + timedelta(days=days, hours=hours)
>>> hours = Hours([(at(n, 8), at(n, 16)) for n in range(5)])
>>> schedule = Schedule(at(0), {"Saw": FreeTime(hours), "Bench": FreeTime(hours)})
>>> steps = [
...     Step("boards", PURCHASE, minutes=2 * 24 * 60),
...     *make_run("table", [("saw", [("Saw", 60)], [], []),
...                         ("glue", [("Bench", 600)], ["saw"], [])], after=["boards"]),
... ]
>>> placement = schedule.place_forward(steps)
>>> for placed in placement.get_path("table"):
...     print(placed.key, placed.start, placed.end, placed.reason)
boards 2026-01-05 00:00:00 2026-01-07 00:00:00 lead_time
('table', 'saw') 2026-01-07 08:00:00 2026-01-07 09:00:00 calendar
('table', 'glue') 2026-01-07 09:00:00 2026-01-08 11:00:00 none
table 2026-01-07 08:00:00 2026-01-08 11:00:00 none

As late as possible, for 9 January at noon:

>>> placement = schedule.place_backward(steps, at(4, 12))
>>> [str(placement["table"].start), str(placement["boards"].start)]
['2026-01-08 09:00:00', '2026-01-06 09:00:00']

**The rule.** Steps are placed one after the other, in a sequence that the steps alone
decide (:meth:`Network.get_sequence`). Each takes the first room that is large enough
from when all it waits for is there, also between jobs that were placed before it; of
several work centers the one where it ends first. What was placed stays.

What that guarantees (each is tested with random shops):

* A step never ends earlier when there is more load, when something it waits for comes
  later or takes longer, as long as the steps placed before it stay. The first step of
  the sequence whose place changes is therefore never earlier.
* Whatever is feasible can be placed `like` it: in the order in which it begins and on
  its work centers. No step then ends later than there. So nothing that anybody works
  out, backward or by hand, with more load or later deliveries, ends earlier than
  placing forward with the same priorities; and placing forward what was placed backward
  ends by the due date.
* With `passing=False`, each work center takes the steps of a group in sequence. A whole
  order then never ends earlier with more load or later deliveries, where its steps have
  no alternative work centers. A step waits behind another whose components are late.

With passing, the last can fail, as for every rule that looks at one step at a time
(R. L. Graham, *Bounds on multiprocessing timing anomalies*, 1969): when one step must
wait, another takes its turn, and the whole may end earlier by luck. Ours passes
nevertheless, for a work center that stands still behind a late delivery promises dates
that are weeks too late, and people would not work so either.
"""

from copy import copy
from dataclasses import replace

from .calendar import HORIZON, MINUTE, to_minute, to_moment
from .network import (
    OPERATION,
    PURCHASE,
    RUN,
    STOCK,
    TRANSFER,
    Network,
    Step,
    make_run,
)
from .passes import ENDLESS, BackwardPass, ForwardPass, Placed

__all__ = ["OPERATION", "PURCHASE", "RUN", "STOCK", "TRANSFER"]
__all__ += ["Placed", "Placement", "Schedule", "Step", "get_causes", "make_run"]


class Schedule:
    """What is free from a moment on, and the placing of steps in it.

    Placing takes nothing: each order is placed as if it came next. :meth:`book` keeps
    a placement, for what is placed after it.

    :param moment: now; nothing begins before it, and nothing is looked for later than
        `HORIZON` after it
    :param centers: {work center: FreeTime}; their hours should reach from the moment to
        the horizon. Later dues are met with what is known of the hours
    """

    def __init__(self, moment, centers):
        self.moment = to_minute(moment, up=True)
        self.horizon = self.moment + HORIZON // MINUTE
        self.centers = dict(centers)
        self._stretch = {
            key: self._get_stretch(free.hours) for key, free in self.centers.items()
        }

    def _get_stretch(self, hours):
        return max((self.horizon - self.moment) / hours.total, 1) if hours.total else 1

    def place_forward(self, steps, like=None, passing=True):
        """Place steps as early as possible.

        :param like: a placement of these steps: in the order in which they begin there,
            and on the same work centers
        :param passing: a step may be done before those of its group that come earlier
            in the sequence, where there is room meanwhile
        """
        network = Network(steps)
        centers = like and like.get_centers()
        if like:
            sequence = network.sort_by(like.get_begin)
        else:
            sequence = network.get_sequence(self._stretch)
        run = ForwardPass(self, network, centers, passing=passing)
        run.place(sequence)
        return Placement(self, network, run)

    def place_backward(self, steps, due):
        """Place steps as late as possible, those without a need for their own `due`, or
        else for this one.

        Where something would have to begin before now, or never comes in time, all that
        hangs together with it is placed forward instead: see `Placement.turned`.
        """
        network = Network(steps)
        run = BackwardPass(self, network, to_minute(due))
        back = network.split_by_unit(network.get_sequence_back(self._stretch))
        forward = network.split_by_unit(network.get_sequence(self._stretch))
        for unit, keys in forward.items():
            complete = not network.endless.intersection(network.get_unit(unit))
            if complete and run.place(back[unit]):
                continue
            ForwardPass(self, network, other=run).place(keys)
            run.turned.update(keys)
        return Placement(self, network, run, due)

    def book(self, placement):
        """Keep what a placement takes: what is placed from now on finds it taken."""
        self.centers = {**self.centers, **placement.free}


class Placement:
    """Where steps came: `placement[key]` is a step's :class:`Placed`.

    :ivar sequence: keys in the order in which they were placed
    :ivar free: {work center: FreeTime} as it is left
    :ivar turned: keys of steps that could not be done in time, and were placed forward
    """

    def __init__(self, schedule, network, run, due=None):
        self._schedule = copy(schedule)  # with the work centers as they are now
        self._network, self._due = network, due
        self._placed = run.placed
        self.sequence = list(run.placed)
        self.free, self.turned = run.free, run.turned
        for key in network.endless:
            self._placed[key] = Placed(key, problem=ENDLESS)
        self._span_runs()

    def _span_runs(self):
        """A run begins with the first of its operations, and ends with the last."""
        for key, step in self._network.steps.items():
            run, placed = self._placed.get(step.run), self._placed[key]
            if run is None or None in (run.begin, placed.begin):
                continue
            if run.first is None:
                ends = [
                    self._placed[k].finish for k in self._network.steps[run.key].after
                ]
                run.begin = run.finish = max(ends)
                run.first = run.begin
            run.first = min(run.first, placed.begin)

    def __getitem__(self, key):
        return self._placed[key]

    def __iter__(self):
        return iter(self._network.steps)

    def get_begin(self, key):
        """Return a step's place in the order in which they begin."""
        placed = self._placed[key]
        begin = self._schedule.horizon if placed.begin is None else placed.begin
        return begin, self._network.rank.get(key, 0)

    def get_centers(self):
        return {key: placed.center for key, placed in self._placed.items()}

    def get_problems(self):
        """Return {key: why it has no place}."""
        return {key: p.problem for key, p in self._placed.items() if p.problem}

    def get_end(self):
        """Return when all is done, None if that never is."""
        ends = [placed.end for placed in self._placed.values()]
        return (
            None
            if None in ends
            else max(ends, default=to_moment(self._schedule.moment))
        )

    def get_path(self, key):
        """Return the steps, each deciding when the next is done, that end with this
        one: the critical path, from its root, of what was placed forward."""
        path, seen = [], set()
        while key is not None and key not in seen:
            seen.add(key)
            path.append(self._placed[key])
            key = path[-1].binding
        return path[::-1]

    def get_lateness(self, key, promised=None):
        """Return the minutes by which a step ends after its due date, or after another
        moment; below 0 if it ends before, None if it never ends or nothing is due."""
        promised = promised or self._network.steps[key].due or self._due
        finish = self._placed[key].finish
        return None if None in (promised, finish) else finish - to_minute(promised)

    def get_slack(self):
        """Return {key: minutes by which a step may slip before one of the last steps
        ends later than it does now, or than it is due if that is later}.

        It is less than 0 where the end that a step leads to is late: by so much.
        What has no place has no slack.
        """
        network = Network(self._get_steps_placed())
        last = {
            key: self._placed[key] for key in network.steps if not network.next[key]
        }
        late = {key: self.get_lateness(key) or 0 for key in last}
        due = {key: placed.finish - min(late[key], 0) for key, placed in last.items()}
        run = BackwardPass(self._schedule, network, due, self.get_centers(), False)
        sequence = network.sort_back_by(lambda key: [-n for n in self.get_begin(key)])
        run.place(sequence)
        for key in sequence:
            late[key] = max([late.get(key, 0), *(late[n] for n in network.next[key])])
        return {
            key: placed.finish - self._placed[key].finish - max(late[key], 0)
            for key, placed in run.placed.items()
        }

    def _get_steps_placed(self):
        """Return the steps that have a place, what is fixed as it came."""
        for key, step in self._network.steps.items():
            placed = self._placed[key]
            if not placed.problem:
                fixed = (to_moment(placed.begin), placed.end)
                yield replace(step, due=None, fixed=fixed if step.fixed else None)


def get_causes(placement, key, promised, planned):
    """Return [(Placed, minutes)]: which steps make one end after it was promised.

    They are the steps of its critical path that took longer or began later than they
    were planned, beyond what those before them had passed on to them. Of what a step
    has passed on only what reaches the end counts: a purchase that is three days late
    for something needed in five is no cause. The minutes sum to the lateness.

    :param placement: what comes now, placed forward
    :param promised: when the step was to end
    :param planned: {key: when it was planned to end}; what was not planned passes on
        all, and answers for it where nothing comes before it
    """
    left = max(placement.get_lateness(key, promised) or 0, 0)
    path, causes = placement.get_path(key), []
    while path and left:
        placed = path.pop()
        passed = _get_passed(path[-1], planned, left) if path else 0
        if left > passed:
            causes.append((placed, left - passed))
        left = passed
    return causes


def _get_passed(placed, planned, left):
    """Return how much of the minutes left a step has passed on."""
    if placed.key not in planned:
        return left
    return min(left, max(placed.finish - to_minute(planned[placed.key]), 0))
