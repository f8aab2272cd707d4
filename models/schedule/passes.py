"""The ways through the steps: forward and backward. See :mod:`placement`."""

from dataclasses import dataclass
from typing import Any

from .calendar import to_minute, to_moment, to_work
from .network import Step

# Why a step does not begin earlier, or does not end later when it is placed backward.
MATERIAL = "material"  # waits for another run, purchase, transfer
CAPACITY = "capacity"  # the work center does something else
CALENDAR = "calendar"  # nobody works
LEAD_TIME = "lead_time"  # takes that long, from now on
PAST = "past"  # would have to begin before now
NONE = "none"  # right after what comes before it, or on the day it is wanted

# Why a step has no place.
BEYOND = "horizon"  # not within two years
NO_HOURS = "no_hours"  # its work centers have no hours
ENDLESS = "cycle"  # waits for itself
MISSING = "missing"  # waits for what is not there
WAITING = "waits"  # waits for what has no place


@dataclass(slots=True)
class Placed:
    """Where a step came, in minutes of the clock, and why.

    :param binding: key of the step that decides where this one is: the last that it
        waits for, or that holds the work center; backward the first that needs it
    :param blocker: what holds the work center, as the load names it
    :param problem: why it has no place, None if it has one
    """

    key: Any
    begin: int | None = None
    finish: int | None = None
    center: Any = None
    reason: str = NONE
    binding: Any = None
    blocker: Any = None
    problem: str | None = None
    first: int | None = None  # of a run: when its first operation begins

    @property
    def start(self):
        begin = self.begin if self.first is None else self.first
        return None if begin is None else to_moment(begin)

    @property
    def end(self):
        return None if self.finish is None else to_moment(self.finish)


class Pass:
    """One way through the steps: what is placed so far, and what is still free."""

    def __init__(self, schedule, network, centers=None, other=None):
        self.schedule = schedule
        self.network = network
        self._chosen = centers or {}  # {key: the one work center it may take}
        self.free = other.free if other else {}
        self.placed = other.placed if other else {}
        self.turned = set()

    def _get_free(self, center):
        """Return a work center's free time, as this pass leaves it."""
        if center not in self.free and center in self.schedule.centers:
            self.free[center] = self.schedule.centers[center].duplicate()
        return self.free.get(center)

    def _get_centers(self, step):
        """Return [(work center, minutes of work)] that a step may take."""
        chosen = self._chosen.get(step.key)
        centers = [(key, to_work(minutes)) for key, minutes in step.centers]
        return [pair for pair in centers if chosen in (None, pair[0])] or centers

    def _take(self, placed, worked, work):
        if work:
            step = self.network.steps[placed.key]
            self.free[placed.center].take(worked, work, step)

    def _get_own(self, taker):
        """Return the key of who takes a work center, if it is placed here."""
        if isinstance(taker, Step) and self.network.steps.get(taker.key) is taker:
            return taker.key
        return None

    def _explain(self, placed, otherwise):
        """Say why a step that is not held up has its place: what it waits for, unless
        that belongs to the same run."""
        if placed.binding is None:
            placed.reason = otherwise
        elif self._get_run(placed.key) != self._get_run(placed.binding):
            placed.reason = MATERIAL

    def _get_run(self, key):
        run = self.network.steps[key].run
        return key if run is None else run

    def _refuse(self, step):
        """Return why a step cannot be placed anywhere, None if it can."""
        if step.key in self.network.missing:
            return Placed(step.key, problem=MISSING)
        for key in step.after:
            if self.placed[key].problem:
                return Placed(step.key, problem=WAITING, binding=key)
        return None


class ForwardPass(Pass):
    """Each step as early as possible."""

    def __init__(self, schedule, network, centers=None, passing=True, other=None):
        super().__init__(schedule, network, centers, other)
        self._passing = passing
        self._last = {}  # {(group, work center): the step placed last}

    def place(self, sequence):
        for key in sequence:
            step = self.network.steps[key]
            self.placed[key] = self._refuse(step) or self._place(step)

    def _place(self, step):
        begin, binding = self._get_ready(step)
        placed = Placed(step.key, begin, binding=binding)
        if step.fixed:
            return self._place_fixed(step, placed)
        if step.centers:
            return self._place_work(step, placed)
        placed.begin, before = self._get_turn(step, placed, None)
        placed.binding = placed.binding if before is None else before
        placed.finish = placed.begin + to_work(step.minutes)
        self._explain(placed, LEAD_TIME if step.minutes > 0 else NONE)
        return self._check_horizon(placed)

    def _get_ready(self, step):
        """Return (the minute from which all that a step waits for is there, the key of
        what comes last)."""
        ready, binding = self.schedule.moment, None
        for key in step.after:
            finish = self.placed[key].finish
            if finish > ready:
                ready, binding = finish, key
        return ready, binding

    def _check_horizon(self, placed):
        if placed.finish > self.schedule.horizon:
            return Placed(placed.key, problem=BEYOND, binding=placed.binding)
        return placed

    def _place_fixed(self, step, placed):
        """Where somebody put it; later, if what it waits for is late."""
        start, end = to_minute(step.fixed[0]), to_minute(step.fixed[1], up=True)
        late = max(placed.begin - start, 0) if placed.binding is not None else 0
        if late:
            self._explain(placed, NONE)
        else:
            placed.reason, placed.binding = LEAD_TIME, None
        placed.begin, placed.finish = start + late, end + late
        placed.finish = max(placed.finish, self.schedule.moment)
        return placed

    # === Work ===

    def _place_work(self, step, ready):
        best = None
        for center, work in self._get_centers(step):
            placed = self._place_at(step, ready, center, work)
            if placed and (best is None or placed[0].finish < best[0].finish):
                best = placed
        if best is None:
            return Placed(
                step.key, problem=self._get_problem(step), binding=ready.binding
            )
        self._take(*best)
        self._last[step.group, best[0].center] = step.key
        return best[0]

    def _get_problem(self, step):
        frees = [self._get_free(center) for center, _work in self._get_centers(step)]
        return BEYOND if any(free and free.hours.total for free in frees) else NO_HOURS

    def _place_at(self, step, ready, center, work):
        """Return (where a step comes on this work center, its minute of working time
        there, its work there), None if it finds no room."""
        free = self._get_free(center)
        from_minute, before = self._get_turn(step, ready, center)
        placed = Placed(step.key, from_minute, from_minute, center)
        placed.binding = ready.binding if before is None else before
        worked = None
        if work:
            worked = free and free.get_first(free.hours.count(from_minute), work)
            if worked is None:
                return None
            placed.begin = free.hours.get_start(worked)
            placed.finish = free.hours.get_end(worked + work)
        if not (work and self._is_held_up(placed, from_minute, free, worked)):
            self._explain(placed, PAST)
            placed.reason = placed.reason if before is None else CAPACITY
        return placed, worked, work

    def _get_turn(self, step, ready, center):
        """Return (the minute from which it is a step's turn, the key of whom it lets go
        first, if that decides)."""
        turn, before = ready.begin, None
        other = self.placed.get(step.follows)
        if other and other.begin is not None:
            same = center is not None and other.center == center
            minute = other.finish if same else other.begin
            if minute > turn:
                turn, before = minute, other.key
        last = None if self._passing else self._last.get((step.group, center))
        if last is not None and self.placed[last].finish > turn:
            turn, before = self.placed[last].finish, last
        return turn, before

    def _is_held_up(self, placed, turn, free, worked):
        """Tell whether work begins later than its turn, and say why."""
        if worked > free.hours.count(turn):
            placed.reason = CAPACITY
            placed.blocker = free.get_taker_before(worked)
            own = self._get_own(placed.blocker)
            placed.binding = placed.binding if own is None else own
        elif placed.begin > turn:
            placed.reason = CALENDAR
        return placed.begin > turn


def _first(pair):
    return pair[0]


class BackwardPass(Pass):
    """Each step as late as possible.

    :param due: in minutes, of what has no own; or {key: minute} of the last steps
    :param buffers: whether steps are done that much before they are needed
    """

    def __init__(self, schedule, network, due, centers=None, buffers=True):
        super().__init__(schedule, network, centers)
        self._due = due
        self._buffers = buffers

    def place(self, sequence):
        """Place steps; take back what was placed, and return False, if one of them
        would have to begin before now."""
        before = {center: free.duplicate() for center, free in self.free.items()}
        for key in sequence:
            step = self.network.steps[key]
            placed = None if key in self.network.missing else self._place(step)
            if placed is None or self._is_past(step, placed):
                self._undo(sequence, before)
                return False
            self.placed[key] = placed
        return True

    def _is_past(self, step, placed):
        """Tell whether a step has to begin before now; what somebody fixed may have."""
        return placed.begin < self.schedule.moment and not step.fixed

    def _undo(self, sequence, before):
        self.free.clear()
        self.free.update(before)
        for key in sequence:
            self.placed.pop(key, None)

    def _place(self, step):
        need, binding = self._get_need(step)
        placed = Placed(step.key, finish=need, binding=binding)
        if step.fixed:
            return self._place_fixed(step, placed)
        if step.centers:
            return self._place_work(step, placed)
        self._explain(placed, NONE)
        latest = self._get_latest_begin(step, placed)
        placed.begin = min(need - to_work(step.minutes), latest)
        placed.finish = placed.begin + to_work(step.minutes)
        return placed

    def _get_need(self, step):
        """Return (the minute by which a step must have ended, the key of what needs
        it first)."""
        needs = [(self.placed[key].begin, key) for key in self.network.next[step.key]]
        if step.due or not needs:
            needs.append((self._get_due(step), None))
        need, binding = min(needs, key=_first)
        return need - (to_work(step.buffer) if self._buffers else 0), binding

    def _get_due(self, step):
        if isinstance(self._due, dict):
            return self._due[step.key]
        return to_minute(step.due) if step.due else self._due

    def _place_fixed(self, step, placed):
        """Where somebody put it, if that is in time."""
        need, latest = placed.finish, self._get_latest_begin(step, placed)
        end = to_minute(step.fixed[1], up=True)
        placed.begin = to_minute(step.fixed[0])
        placed.finish = max(end, self.schedule.moment)  # what is overdue may come now
        placed.reason, placed.binding = LEAD_TIME, None
        in_time = placed.finish <= need and placed.begin <= latest
        return placed if in_time else None

    # === Work ===

    def _place_work(self, step, need):
        best = None
        for center, work in self._get_centers(step):
            placed = self._place_at(step, need, center, work)
            if placed and (best is None or placed[0].begin > best[0].begin):
                best = placed
        if best is None:
            return None
        self._take(*best)
        return best[0]

    def _place_at(self, step, need, center, work):
        """As forward: a step's place on this work center, None if it finds no room."""
        free = self._get_free(center)
        placed = Placed(
            step.key, need.finish, need.finish, center, binding=need.binding
        )
        latest = self._get_latest_begin(step, placed)
        if not work:
            placed.begin = placed.finish = min(need.finish, latest)
            self._explain(placed, NONE)
            return placed, None, 0
        worked = free and self._get_last(free, placed.finish, latest, work)
        if worked is None:
            return None
        placed.begin = free.hours.get_start(worked)
        placed.finish = free.hours.get_end(worked + work)
        self._explain_work(placed, need, free, worked + work)
        return placed, worked, work

    def _get_latest_begin(self, step, placed):
        """Return when a step must have begun for those that follow it elsewhere; those
        that do on this work center need it done."""
        latest = placed.finish
        for key in self.network.followers[step.key]:
            other = self.placed[key]
            same = placed.center is not None and other.center == placed.center
            if same and other.begin < placed.finish:
                placed.finish, placed.binding = other.begin, key
            latest = min(latest, other.begin)
        return latest

    def _get_last(self, free, finish, latest, work):
        hours = free.hours
        begin = hours.count(latest) - (not hours.is_open(latest))
        return free.get_last(min(hours.count(finish), begin + work), work)

    def _explain_work(self, placed, need, free, worked):
        """Say why work does not end later."""
        if worked < free.hours.count(need.finish):
            placed.reason = CAPACITY
            placed.blocker = free.get_taker_after(worked)
            own = self._get_own(placed.blocker)
            placed.binding = placed.binding if own is None else own
        elif placed.finish < need.finish:
            placed.reason = CALENDAR
        else:
            self._explain(placed, NONE)
