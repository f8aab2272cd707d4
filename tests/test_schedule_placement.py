import doctest
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..models.schedule import calendar, network, placement
from ..models.schedule.calendar import FreeTime, Hours, to_minute, to_moment
from ..models.schedule.network import Network
from ..models.schedule.placement import (
    OPERATION,
    PURCHASE,
    STOCK,
    TRANSFER,
    Schedule,
    Step,
    get_causes,
    make_run,
)
from .examples import tried_with

DAY = 24 * 60
UTC = ZoneInfo("UTC")


def at(text):
    """Return a moment of 2023, as in the worked cases: `at("12-15 08:00")`."""
    return datetime.strptime(f"2023-{text}", "%Y-%m-%d %H:%M")


def get_hours(start, days, shifts=((8, 12), (13, 17)), closed=(), zone=UTC):
    """Return the hours of Monday to Friday, in a zone, without these dates."""
    intervals = []
    for day in (start + timedelta(days=number) for number in range(days)):
        if day.weekday() < 5 and day.date() not in closed:
            intervals += [
                tuple(
                    day.replace(hour=hour, tzinfo=zone)
                    .astimezone(UTC)
                    .replace(tzinfo=None)
                    for hour in shift
                )
                for shift in shifts
            ]
    return Hours(intervals)


class PlacementCase(BaseCase):
    """Worlds of a few work centers that work Monday to Friday, 8-12 and 13-17, from
    Monday 7 August 2023 on."""

    now = at("08-07 08:00")

    def _make_schedule(self, load=(), names=("Saw", "Weld"), **values):
        hours = get_hours(at("08-07 00:00"), 100, **values)
        loads = {name: [] for name in names}
        for name, start, end in load:
            loads[name].append((at(start), at(end), "another order"))
        frees = {name: FreeTime(hours, spans) for name, spans in loads.items()}
        return Schedule(self.now, frees)

    def _check(self, placement, key, start, end, reason=None):
        placed = placement[key]
        self.assertEqual((placed.start, placed.end), (at(start), at(end)), key)
        if reason:
            self.assertEqual(placed.reason, reason, key)


class TestSchedulePlacement(PlacementCase):
    """Worked cases, to the minute."""

    def test_doctests_hold(self):
        for module in (calendar, network, placement):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0)
            self.assertEqual(result.failed, 0)

    def test_backward_through_a_holiday(self):
        closed = [at("12-25 00:00").date()]
        hours = get_hours(at("12-01 00:00"), 60, closed=closed)
        schedule = Schedule(at("12-01 00:00"), {"Line": FreeTime(hours)})
        steps = [
            *make_run("run", [("make", [("Line", 48 * 60)], (), ())]),
            Step("transport", TRANSFER, minutes=2 * DAY, after=["run"]),
        ]
        placed = schedule.place_backward(steps, at("12-27 12:00"))
        self._check(placed, "transport", "12-25 12:00", "12-27 12:00", "none")
        self._check(placed, "run", "12-15 08:00", "12-22 17:00")
        self.assertEqual(placed["run", "make"].reason, "calendar")
        self.assertFalse(placed.turned)

    def test_over_a_closed_day(self):
        hours = [
            (at(f"08-{day} 09:00"), at(f"08-{day} 17:00")) for day in (12, 13, 14, 15)
        ]
        holiday = [(at("08-13 00:00"), at("08-14 00:00"))]
        free = FreeTime(Hours(hours).without(holiday))
        schedule = Schedule(at("08-12 15:00"), {"Line": free})
        placed = schedule.place_forward([Step(1, centers=[("Line", 600)])])
        self._check(placed, 1, "08-12 15:00", "08-14 17:00", "past")

    def test_two_jobs_on_one_machine_and_on_two(self):
        nine = Schedule(at("08-07 09:00"), self._make_schedule().centers)
        one = [Step(n, centers=[("Saw", 120)]) for n in (1, 2)]
        placed = nine.place_forward(one)
        self._check(placed, 1, "08-07 09:00", "08-07 11:00", "past")
        self._check(placed, 2, "08-07 11:00", "08-07 14:00", "capacity")
        self.assertEqual(placed[2].binding, 1)
        two = [Step(n, centers=[("Saw", 120), ("Weld", 120)]) for n in (1, 2)]
        placed = nine.place_forward(two)
        for number, center in ((1, "Saw"), (2, "Weld")):
            self._check(placed, number, "08-07 09:00", "08-07 11:00", "past")
            self.assertEqual(placed[number].center, center)

    def test_an_alternative_is_used_when_it_ends_earlier(self):
        schedule = self._make_schedule([("Saw", "08-07 08:00", "08-07 10:00")])
        slower = [Step(1, centers=[("Saw", 60), ("Weld", 170)])]
        self.assertEqual(schedule.place_forward(slower)[1].center, "Weld")
        slower = [Step(1, centers=[("Saw", 60), ("Weld", 180)])]
        self.assertEqual(schedule.place_forward(slower)[1].center, "Saw")

    def test_three_levels_with_parallel_branches(self):
        """A frame (welded of sawn tubes) and a bought top become a table."""
        schedule = self._make_schedule(names=("Saw", "Weld", "Bench"))
        steps = [
            Step("tube", PURCHASE, minutes=2 * DAY),
            Step("top", PURCHASE, minutes=7 * DAY),
            *make_run("leg", [("saw", [("Saw", 300)], (), ())], after=["tube"]),
            *make_run("frame", [("weld", [("Weld", 240)], (), ())], after=["leg"]),
            *make_run(
                "table", [("join", [("Bench", 60)], (), ())], after=["frame", "top"]
            ),
        ]
        placed = schedule.place_forward(steps)
        self._check(placed, "tube", "08-07 08:00", "08-09 08:00", "lead_time")
        self._check(placed, "leg", "08-09 08:00", "08-09 14:00")
        self._check(placed, "frame", "08-09 14:00", "08-10 09:00")
        self._check(placed, "top", "08-07 08:00", "08-14 08:00", "lead_time")
        self._check(placed, "table", "08-14 08:00", "08-14 09:00")
        self.assertEqual(placed["table", "join"].reason, "material")
        path = [step.key for step in placed.get_path("table")]
        self.assertEqual(path, ["top", ("table", "join"), "table"])
        slack = placed.get_slack()
        self.assertEqual(slack["top"], 0)
        # The frame may be welded by Friday at 17:00, Monday 8:00 is when it is needed.
        self.assertEqual(slack["frame"], 3 * DAY + 23 * 60)
        self.assertEqual(slack["frame", "weld"], DAY + 8 * 60)

    def test_stock_covers_a_part(self):
        """Four of ten are in stock: the run that makes the rest is what is waited for,
        and neither waits where all are there."""
        schedule = self._make_schedule()
        steps = [
            Step("stock", STOCK),
            *make_run("rest", [("saw", [("Saw", 60 * 6)], (), ())]),
            *make_run(
                "end", [("weld", [("Weld", 60)], (), ())], after=["stock", "rest"]
            ),
        ]
        placed = schedule.place_forward(steps)
        self._check(placed, "stock", "08-07 08:00", "08-07 08:00", "none")
        self._check(placed, "rest", "08-07 08:00", "08-07 15:00")
        self._check(placed, "end", "08-07 15:00", "08-07 16:00")
        steps[-2].after = ("stock",)
        self._check(schedule.place_forward(steps), "end", "08-07 08:00", "08-07 09:00")

    def test_a_machine_is_full_for_a_week(self):
        schedule = self._make_schedule([("Saw", "08-07 00:00", "08-14 00:00")])
        placed = schedule.place_forward(make_run(1, [("saw", [("Saw", 60)], (), ())]))
        self._check(placed, 1, "08-14 08:00", "08-14 09:00")
        self.assertEqual(placed[1, "saw"].reason, "capacity")
        self.assertEqual(placed[1, "saw"].blocker, "another order")

    def test_runs_follow_each_other(self):
        """Five runs of one piece: run 2 is sawn while run 1 is welded."""
        schedule = self._make_schedule()
        steps = self._make_runs(5, saw=30, weld=45)
        placed = schedule.place_forward(steps)
        for number in range(5):
            saw, weld = placed[number, "saw"], placed[number, "weld"]
            self.assertEqual(saw.begin - to_minute(self.now), 30 * number)
            self.assertEqual(weld.begin - to_minute(self.now), 30 + 45 * number)
        self._check(placed, 4, "08-07 10:00", "08-07 13:15")

    def test_a_run_waits_for_its_turn(self):
        """The saw takes the runs of a need in sequence, though the second could begin
        while the first waits for its wood."""
        schedule = self._make_schedule()
        first, second = (
            ("saw", [("Saw", 30)], (), [part]) for part in ("wood", "rest")
        )
        steps = [
            Step("wood", PURCHASE, minutes=DAY),
            Step("rest", STOCK),
            *make_run(0, [first]),
            *make_run(1, [second], previous=0),
        ]
        placed = schedule.place_forward(steps)
        self._check(placed, (0, "saw"), "08-08 08:00", "08-08 08:30", "material")
        self._check(placed, (1, "saw"), "08-08 08:30", "08-08 09:00", "capacity")
        self.assertEqual(placed[1, "saw"].binding, (0, "saw"))

    def test_work_does_not_go_on_over_what_is_done_at_night(self):
        schedule = self._make_schedule([("Saw", "08-07 19:00", "08-07 20:00")])
        placed = schedule.place_forward([Step(1, centers=[("Saw", 600)])])
        self._check(placed, 1, "08-08 08:00", "08-09 10:00", "capacity")

    def _make_runs(self, count, saw, weld):
        steps = []
        for number in range(count):
            steps += make_run(
                number,
                [
                    ("saw", [("Saw", saw)], (), ()),
                    ("weld", [("Weld", weld)], ["saw"], ()),
                ],
                previous=number - 1 if number else None,
            )
        return steps

    def test_work_centers_of_two_time_zones(self):
        start = at("08-07 00:00")
        frees = {
            zone: FreeTime(get_hours(start, 30, zone=ZoneInfo(zone)))
            for zone in ("Europe/Brussels", "America/New_York")
        }
        schedule = Schedule(start, frees)
        steps = make_run(
            1,
            [
                ("there", [("Europe/Brussels", 480)], (), ()),
                ("here", [("America/New_York", 60)], ["there"], ()),
            ],
        )
        placed = schedule.place_forward(steps)
        # 8:00 to 17:00 in Brussels are 6:00 to 15:00; it is 11:00 in New York then.
        self._check(placed, (1, "there"), "08-07 06:00", "08-07 15:00", "calendar")
        self._check(placed, (1, "here"), "08-07 15:00", "08-07 16:00", "none")

    def test_a_week_with_a_night_of_25_hours(self):
        """Clocks go back on Sunday 29 October 2023 in Brussels: a day of work is one
        before and after, a lead time in days goes round the clock."""
        hours = get_hours(at("10-23 00:00"), 30, zone=ZoneInfo("Europe/Brussels"))
        schedule = Schedule(at("10-27 06:00"), {"Saw": FreeTime(hours)})
        steps = [
            Step(1, centers=[("Saw", 2 * 480)]),
            Step(2, TRANSFER, minutes=DAY, after=[1]),
        ]
        placed = schedule.place_forward(steps)
        self._check(placed, 1, "10-27 06:00", "10-30 16:00", "past")
        self._check(placed, 2, "10-30 16:00", "10-31 16:00", "material")
        back = schedule.place_backward(steps, at("10-31 16:00"))
        self._check(back, 1, "10-27 06:00", "10-30 16:00")


class TestScheduleBackward(PlacementCase):
    """As late as safely possible; what would begin before now, begins now."""

    def test_a_buffer_is_kept_before_the_need(self):
        schedule = self._make_schedule()
        steps = [
            Step("wood", PURCHASE, minutes=DAY, buffer=2 * DAY),
            *make_run("box", [("saw", [("Saw", 60)], (), ())], after=["wood"]),
        ]
        placed = schedule.place_backward(steps, at("08-18 17:00"))
        self._check(placed, "box", "08-18 16:00", "08-18 17:00")
        self._check(placed, "wood", "08-15 16:00", "08-16 16:00", "material")
        self.assertEqual(placed.get_slack()["wood"], 2 * DAY)

    def test_what_would_begin_before_now_begins_now(self):
        schedule = self._make_schedule()
        steps = [
            Step("wood", PURCHASE, minutes=7 * DAY),
            *make_run("box", [("saw", [("Saw", 60)], (), ())], after=["wood"]),
            *make_run("bag", [("weld", [("Weld", 60)], (), ())], group=1),
        ]
        placed = schedule.place_backward(steps, at("08-11 17:00"))
        self._check(placed, "wood", "08-07 08:00", "08-14 08:00", "lead_time")
        self._check(placed, "box", "08-14 08:00", "08-14 09:00")
        self.assertEqual(placed.turned, {"wood", ("box", "saw"), "box"})
        self._check(placed, "bag", "08-11 16:00", "08-11 17:00")
        self.assertEqual(placed.get_lateness("box"), 2 * DAY + 16 * 60)
        slack = placed.get_slack()
        self.assertEqual(slack["wood"], -placed.get_lateness("box"))
        self.assertEqual(slack["bag"], 0)

    def test_what_is_turned_round_leaves_nothing_taken(self):
        """A run was placed on Friday before its wood was found to come too late."""
        schedule = self._make_schedule()
        steps = [
            Step("wood", PURCHASE, minutes=7 * DAY),
            *make_run("box", [("saw", [("Saw", 60)], (), ())], after=["wood"]),
            *make_run("bag", [("saw", [("Saw", 60)], (), ())], group=1),
        ]
        placed = schedule.place_backward(steps, at("08-11 17:00"))
        self._check(placed, "bag", "08-11 16:00", "08-11 17:00")

    def test_two_lines_share_what_is_late(self):
        schedule = self._make_schedule()
        steps = [
            Step("wood", PURCHASE, minutes=7 * DAY),
            *make_run("box", [("saw", [("Saw", 60)], (), ())], after=["wood"]),
            *make_run("bag", [("saw", [("Saw", 60)], (), ())], ["wood"], group=1),
        ]
        placed = schedule.place_backward(steps, at("08-11 17:00"))
        self.assertEqual(placed.turned, set(placed))
        self._check(placed, "bag", "08-14 09:00", "08-14 10:00")

    def test_each_last_step_has_its_own_due_date(self):
        schedule = self._make_schedule()
        steps = [
            Step(1, centers=[("Saw", 60)], due=at("08-10 12:00")),
            Step(2, centers=[("Saw", 60)]),
        ]
        placed = schedule.place_backward(steps, at("08-18 17:00"))
        self._check(placed, 1, "08-10 11:00", "08-10 12:00", "none")
        self._check(placed, 2, "08-18 16:00", "08-18 17:00", "none")

    def test_runs_follow_each_other_backward(self):
        schedule = self._make_schedule()
        steps = []
        for number in range(3):
            operations = [
                ("saw", [("Saw", 30)], (), ()),
                ("weld", [("Weld", 45)], ["saw"], ()),
            ]
            steps += make_run(number, operations, previous=number - 1)
        placed = schedule.place_backward(steps, at("08-11 17:00"))
        self._check(placed, (2, "weld"), "08-11 16:15", "08-11 17:00")
        self._check(placed, (1, "weld"), "08-11 15:30", "08-11 16:15", "capacity")
        self._check(placed, (0, "weld"), "08-11 14:45", "08-11 15:30", "capacity")
        self._check(placed, (2, "saw"), "08-11 15:45", "08-11 16:15", "none")
        self._check(placed, (1, "saw"), "08-11 15:00", "08-11 15:30", "none")
        self._check(placed, (0, "saw"), "08-11 14:15", "08-11 14:45", "none")


class TestScheduleBadInput(PlacementCase):
    """Whatever is put in: a defined answer."""

    def _place(self, steps, schedule=None):
        schedule = schedule or self._make_schedule()
        forward = schedule.place_forward(steps)
        backward = schedule.place_backward(steps, at("08-18 17:00"))
        self.assertEqual(forward.get_problems(), backward.get_problems())
        self.assertEqual(forward.get_slack().keys(), backward.get_slack().keys())
        return forward

    def test_nothing_to_do(self):
        placed = self._place([])
        self.assertEqual(placed.get_end(), self.now)

    def test_no_time_at_all(self):
        placed = self._place([Step(1, centers=[("Saw", 0)])])
        self._check(placed, 1, "08-07 08:00", "08-07 08:00", "past")
        placed = self._place([Step(1, centers=[("Saw", float("nan"))])])
        self._check(placed, 1, "08-07 08:00", "08-07 08:00")

    def test_more_work_than_two_years_have(self):
        for minutes in (10**6, float("inf")):
            placed = self._place(
                [Step(1, centers=[("Saw", minutes)]), Step(2, after=[1])]
            )
            self.assertEqual(placed.get_problems(), {1: "horizon", 2: "waits"})
            self.assertIsNone(placed[1].end)
            self.assertIsNone(placed.get_end())
            self.assertEqual([step.key for step in placed.get_path(2)], [1, 2])

    def test_a_vendor_who_takes_274_years(self):
        for days in (10**5, 10**9):
            placed = self._place([Step(1, PURCHASE, minutes=days * DAY)])
            self.assertEqual(placed.get_problems(), {1: "horizon"})

    def test_work_centers_without_hours(self):
        nothing = {"Saw": FreeTime(Hours([])), "Weld": FreeTime(Hours([]), [])}
        schedule = Schedule(self.now, nothing)
        for centers in ([("Saw", 1)], [("Saw", 1), ("Weld", 1)], [("Unknown", 1)]):
            placed = self._place([Step(1, centers=centers)], schedule)
            self.assertEqual(placed.get_problems(), {1: "no_hours"})

    def test_steps_that_wait_for_themselves(self):
        steps = [
            Step(1),
            Step(2, after=[1, 3]),
            Step(3, after=[2]),
            Step(4, after=[3]),
            Step(5, after=[5]),
            Step(6, group=1),
        ]
        placed = self._place(steps)
        self.assertEqual(placed.get_problems(), dict.fromkeys((2, 3, 4, 5), "cycle"))
        self.assertEqual(placed[1].end, self.now)

    def test_what_is_not_there(self):
        placed = self._place([Step(1, after=["?"]), Step(2, after=[1])])
        self.assertEqual(placed.get_problems(), {1: "missing", 2: "waits"})

    def test_due_in_the_past_and_beyond_the_hours(self):
        schedule, steps = self._make_schedule(), [Step(1, centers=[("Saw", 60)])]
        past = schedule.place_backward(steps, at("01-01 00:00"))
        self._check(past, 1, "08-07 08:00", "08-07 09:00", "past")
        self.assertEqual(past.turned, {1})
        later = schedule.place_backward(steps, at("08-07 00:00") + timedelta(days=3000))
        self._check(later, 1, "11-14 16:00", "11-14 17:00", "calendar")

    def test_what_somebody_fixed(self):
        """A receipt on its way, one that is overdue, a work order that was planned."""
        fixed = (at("08-09 10:00"), at("08-09 11:00"))
        steps = [
            Step("receipt", PURCHASE, fixed=(at("08-08 12:00"),) * 2),
            Step("overdue", PURCHASE, fixed=(at("07-01 12:00"),) * 2),
            Step(
                "planned",
                OPERATION,
                centers=[("Saw", 60)],
                fixed=fixed,
                after=["receipt"],
            ),
            Step("next", centers=[("Weld", 60)], after=["planned", "overdue"]),
        ]
        placed = self._place(steps)
        self._check(placed, "receipt", "08-08 12:00", "08-08 12:00", "lead_time")
        self.assertEqual(placed["overdue"].end, self.now)
        self._check(placed, "planned", "08-09 10:00", "08-09 11:00")
        self._check(placed, "next", "08-09 11:00", "08-09 12:00")
        steps[0].fixed = (at("08-10 09:00"),) * 2
        placed = self._place(steps)
        self._check(placed, "planned", "08-10 09:00", "08-10 10:00", "material")


class TestScheduleCauses(PlacementCase):
    """Which steps an end is late for, and by how much each."""

    def _get_steps(self, wood=7, paint=1, saw=60):
        return [
            Step("wood", PURCHASE, minutes=wood * DAY),
            Step("paint", PURCHASE, minutes=paint * DAY),
            *make_run("box", [("saw", [("Saw", saw)], (), ())], after=["wood"]),
            *make_run("end", [("weld", [("Weld", 60)], (), ())], ["box", "paint"]),
        ]

    def _get_causes(self, load=(), buffer=0, **values):
        plan = self._make_schedule().place_forward(self._get_steps())
        planned = {key: plan[key].end for key in plan}
        promised = plan["end"].end + timedelta(minutes=buffer)
        now = self._make_schedule(load).place_forward(self._get_steps(**values))
        causes = get_causes(now, "end", promised, planned)
        late = max(now.get_lateness("end", promised), 0)
        self.assertEqual(sum(minutes for _placed, minutes in causes), late)
        return {placed.key: (minutes, placed.reason) for placed, minutes in causes}

    def test_nothing_is_late(self):
        self.assertEqual(self._get_causes(), {})
        self.assertEqual(self._get_causes(paint=6), {}, "needed later")

    def test_a_vendor_is_late(self):
        self.assertEqual(self._get_causes(wood=9), {"wood": (2 * DAY, "lead_time")})
        self.assertEqual(
            self._get_causes(wood=9, buffer=DAY), {"wood": (DAY, "lead_time")}
        )

    def test_a_machine_is_busy_and_work_takes_longer(self):
        busy = [("Saw", "08-14 08:00", "08-14 09:00")]
        self.assertEqual(self._get_causes(busy), {("box", "saw"): (60, "capacity")})
        both = self._get_causes([("Saw", "08-15 08:00", "08-15 09:00")], wood=8, saw=90)
        self.assertEqual(
            both, {"wood": (DAY, "lead_time"), ("box", "saw"): (90, "capacity")}
        )


# === Properties ===

WIDTH = 240  # minutes of a small world; later its work centers never close
CENTERS = ("A", "B", "C")
SPAN = st.tuples(st.integers(0, WIDTH), st.integers(1, 60)).map(
    lambda pair: (pair[0], pair[0] + pair[1])
)
SPANS = st.lists(SPAN, max_size=6)


@st.composite
def _steps(draw, centers=2, fixed=True, groups=2):
    """Steps of a small world: each waits for some of those before it."""
    steps = []
    for key in range(draw(st.integers(1, 8))):
        names = draw(st.lists(st.sampled_from(CENTERS), max_size=centers, unique=True))
        work = [(name, draw(st.integers(0, 40))) for name in names]
        before = range(key)
        step = Step(
            key,
            minutes=draw(st.integers(0, 60)),
            centers=tuple(work),
            after=tuple(
                draw(st.lists(st.sampled_from(before), max_size=2)) if key else ()
            ),
            follows=draw(st.sampled_from([None, *before]))
            if draw(st.booleans())
            else None,
            group=draw(st.integers(0, groups - 1)),
        )
        if fixed and draw(st.integers(0, 9)) == 0:
            step.fixed = tuple(map(to_moment, draw(SPAN)))
        steps.append(step)
    return steps


@st.composite
def _shops(draw):
    """({work center: spans it is closed}, {work center: spans it is busy})."""
    return (
        {name: draw(SPANS) for name in CENTERS},
        {name: draw(SPANS) for name in CENTERS},
    )


def _to_moments(spans):
    return [tuple(map(to_moment, span)) for span in spans]


def _make_schedule(shop, now=0):
    closed, busy = shop
    horizon = [(to_moment(now), to_moment(2000))]
    return Schedule(
        to_moment(now),
        {
            name: FreeTime(
                Hours(horizon).without(_to_moments(closed[name])),
                [(*span, "load") for span in _to_moments(busy[name])],
            )
            for name in CENTERS
        },
    )


class _Simulation:
    """A shop minute by minute, which knows nothing of intervals: each minute it begins
    what can begin, if it feels like it.

    A job begins while the work center is open and idle, and if no load comes before it
    is done.
    """

    def __init__(self, steps, shop, random):
        self.steps, (self.closed, self.busy) = steps, shop
        self.random = random
        self.begin, self.end, self.center = {}, {}, {}

    def run(self):
        minute = 0
        while len(self.begin) < len(self.steps):
            for _again in self.steps:  # what takes no time lets others begin at once
                for step in self.steps:
                    if step.key not in self.begin and self._can_begin(step, minute):
                        self._begin(step, minute)
            minute += 1
        return self

    def _can_begin(self, step, minute):
        if any(self.end.get(key, minute + 1) > minute for key in step.after):
            return False
        follows = step.follows
        if follows is not None and self.begin.get(follows, minute + 1) > minute:
            return False
        return self.random.random() < 0.7

    def _begin(self, step, minute):
        if not step.centers:
            self._set(step, minute, minute + step.minutes, None)
            return
        center, work = self.random.choice(step.centers)
        end = self._get_end(center, minute, work)
        if end is not None and self._is_turn(step, center, minute):
            self._set(step, minute, end, center)

    def _set(self, step, begin, end, center):
        self.begin[step.key], self.end[step.key] = begin, end
        self.center[step.key] = center

    def _is_turn(self, step, center, minute):
        follows = step.follows
        same = follows is not None and self.center[follows] == center
        return not same or self.end[follows] <= minute

    def _get_end(self, center, minute, work):
        """Return when work that begins now would be done, None if it cannot."""
        if not work:
            return minute
        if not self._is_open(center, minute):
            return None
        end = minute
        while work:
            work -= self._is_open(center, end)
            end += 1
        return end if self._is_idle(center, minute, end) else None

    def _is_open(self, center, minute):
        return not any(start <= minute < end for start, end in self.closed[center])

    def _is_idle(self, center, start, end):
        taken = self.busy[center] + [
            (self.begin[key], self.end[key])
            for key, other in self.center.items()
            if other == center and self.begin[key] < self.end[key]
        ]
        return all(end <= other or start >= stop for other, stop in taken)

    # What `place_forward(like=...)` asks for.

    def get_begin(self, key):
        return self.begin[key], key

    def get_centers(self):
        return self.center


class TestScheduleProperties(BaseCase):
    """Whatever the shop, its load and what is to be done."""

    def _get_ends(self, placement):
        return {key: placement[key].finish for key in placement}

    def _check_none_later(self, placement, ends):
        for key, end in self._get_ends(placement).items():
            self.assertLessEqual(end, ends[key], key)

    def _check_feasible(self, placement, steps, shop):
        closed, busy = shop
        spans = {name: list(busy[name]) for name in CENTERS}
        for step in steps:
            placed = placement[step.key]
            for key in step.after:
                self.assertLessEqual(placement[key].finish, placed.begin)
            if not step.centers or step.fixed:
                continue
            work = dict(step.centers)[placed.center]
            worked = [
                minute
                for minute in range(placed.begin, placed.finish)
                if not any(a <= minute < b for a, b in closed[placed.center])
            ]
            self.assertEqual(len(worked), work)
            if work:
                self.assertEqual(worked[0], placed.begin)
                self.assertEqual(worked[-1], placed.finish - 1)
                self._check_apart(spans[placed.center], placed)
            self._check_turn(placement, step, placed)

    def _check_apart(self, spans, placed):
        for start, end in spans:
            self.assertTrue(placed.finish <= start or placed.begin >= end)
        spans.append((placed.begin, placed.finish))

    def _check_turn(self, placement, step, placed):
        if step.follows is not None:
            before = placement[step.follows]
            same = before.center == placed.center
            self.assertGreaterEqual(
                placed.begin, before.finish if same else before.begin
            )

    @tried_with(_steps(), _shops(), st.booleans())
    def test_nothing_overlaps_and_nothing_is_done_outside_hours(
        self, steps, shop, passing
    ):
        placement = _make_schedule(shop).place_forward(steps, passing=passing)
        self._check_feasible(placement, steps, shop)

    @tried_with(_steps(), _shops(), st.integers(0, 500))
    def test_nothing_overlaps_backward(self, steps, shop, due):
        schedule = _make_schedule(shop)
        placement = schedule.place_backward(steps, to_moment(due))
        self._check_feasible(placement, steps, shop)
        for key in set(placement) - placement.turned:
            self.assertLessEqual(placement[key].finish, due)

    @tried_with(_steps(fixed=False), _shops(), st.integers(0, 10**6))
    def test_no_simulation_ends_earlier(self, steps, shop, seed):
        """With the same priorities: in the order in which the simulation began."""
        simulation = _Simulation(steps, shop, Random(seed)).run()
        placement = _make_schedule(shop).place_forward(steps, like=simulation)
        self._check_feasible(placement, steps, shop)
        self._check_none_later(placement, simulation.end)

    @tried_with(_steps(), _shops(), st.integers(0, 500))
    def test_backward_then_forward_ends_by_the_due_date(self, steps, shop, due):
        schedule = _make_schedule(shop)
        backward = schedule.place_backward(steps, to_moment(due))
        start = min(backward[key].begin for key in backward)
        later = Schedule(to_moment(max(start, 0)), schedule.centers)
        forward = later.place_forward(steps, like=backward)
        self._check_none_later(forward, self._get_ends(backward))

    @tried_with(_steps(), _shops(), _shops(), st.data())
    def test_less_load_and_earlier_deliveries_never_make_a_date_later(
        self, steps, shop, more, data
    ):
        """With the same priorities: whatever can be done with more load and with later
        deliveries can be done with less."""
        later, loaded = self._make_worse(steps, shop, more, data)
        worse = _make_schedule(loaded).place_forward(later)
        better = _make_schedule(shop).place_forward(steps, like=worse)
        self._check_none_later(better, self._get_ends(worse))

    @tried_with(_steps(centers=1, groups=1), _shops(), _shops(), st.data())
    def test_in_sequence_more_load_never_makes_a_date_earlier(
        self, steps, shop, more, data
    ):
        later, loaded = self._make_worse(steps, shop, more, data)
        better = _make_schedule(shop).place_forward(steps, passing=False)
        worse = _make_schedule(loaded).place_forward(later, passing=False)
        self._check_none_later(better, self._get_ends(worse))

    @tried_with(_steps(), _shops(), _shops())
    def test_the_first_whose_place_changes_with_load_is_never_earlier(
        self, steps, shop, more
    ):
        loaded = self._add_load(shop, more)
        before = _make_schedule(shop).place_forward(steps)
        after = _make_schedule(loaded).place_forward(steps)
        for key in before.sequence:
            if before[key].finish != after[key].finish:
                self.assertGreater(after[key].finish, before[key].finish)
                break
            if before[key].center != after[key].center:
                break

    def _add_load(self, shop, more):
        closed, busy = shop
        return closed, {name: busy[name] + more[1][name] for name in CENTERS}

    def _make_worse(self, steps, shop, more, data):
        """Return the steps, some of which take longer, and the shop with more load."""
        later = [
            Step(
                s.key,
                minutes=s.minutes,
                centers=s.centers,
                after=s.after,
                follows=s.follows,
                group=s.group,
                fixed=s.fixed,
            )
            for s in steps
        ]
        for step in later:
            if not step.centers:
                step.minutes += data.draw(st.sampled_from([0, 0, 10, 100]))
        return later, self._add_load(shop, more)

    @tried_with(_steps(), _shops(), st.integers(0, 500), st.data())
    def test_slack_is_what_a_step_may_slip(self, steps, shop, due, data):
        """A step that slips by its slack makes nothing end later, if what comes after
        it is done as late as that leaves room for; one that slips by more does."""
        placement = _make_schedule(shop).place_forward(steps)
        slack = placement.get_slack()
        self.assertEqual(slack.keys(), set(placement))
        self.assertGreaterEqual(min(slack.values()), 0)
        network = Network(steps)
        for key, minutes in slack.items():
            if not network.next[key]:
                self.assertEqual(minutes, 0)
            for after in network.next[key]:
                if not network.steps[after].fixed:
                    room = (
                        placement[after].finish + slack[after] - placement[key].finish
                    )
                    self.assertLessEqual(minutes, room)

    @tried_with(_steps(), _shops(), _shops(), st.data())
    def test_causes_sum_to_the_lateness(self, steps, shop, more, data):
        plan = _make_schedule(shop).place_forward(steps)
        planned = {key: plan[key].end for key in plan if data.draw(st.integers(0, 9))}
        later, loaded = self._make_worse(steps, shop, more, data)
        now = _make_schedule(loaded).place_forward(later)
        for key in plan:
            promised = plan[key].end + timedelta(minutes=data.draw(st.integers(-9, 30)))
            causes = get_causes(now, key, promised, planned)
            late = max(now.get_lateness(key, promised), 0)
            self.assertEqual(sum(minutes for _placed, minutes in causes), late)
            self.assertTrue(all(minutes > 0 for _placed, minutes in causes))
