from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from ..models.schedule.placement import Step
from .world import PullCommon

NOW = "2026-03-23 08:00:00"  # a Monday: clocks go forward on Sunday, 29 March
HOURS = ((8, 12), (13, 17))


def at(text):
    """Return a moment of March or April 2026: `at("03-23 08:00")`."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M")


@freeze_time(NOW)
class ScheduleCommon(PullCommon):
    """SUB is sawn (60 minutes) and welded (30 minutes), in Brussels."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls._make_calendar("Brussels", "Europe/Brussels")
        cls.saw = cls._make_workcenter("Saw", cls.calendar)
        cls.weld = cls._make_workcenter("Weld", cls.calendar)
        cls.centers = cls.saw | cls.weld
        cls._make_chain()
        cls.sub_bom.operation_ids = [
            Command.create(
                {
                    "name": center.name,
                    "workcenter_id": center.id,
                    "time_mode": "manual",
                    "time_cycle_manual": minutes,
                }
            )
            for center, minutes in ((cls.saw, 60), (cls.weld, 30))
        ]

    @classmethod
    def _make_calendar(cls, name, zone, days=range(5)):
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": zone,
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": f"{day} {first}",
                            "dayofweek": str(day),
                            "hour_from": first,
                            "hour_to": last,
                            "day_period": "morning" if last < 13 else "afternoon",
                        }
                    )
                    for day in days
                    for first, last in HOURS
                ],
            }
        )

    @classmethod
    def _make_workcenter(cls, name, calendar):
        return cls.env["mrp.workcenter"].create(
            {"name": name, "resource_calendar_id": calendar.id, "time_start": 0}
        )

    def _make_run(self, quantity=1):
        run = self.env["mrp.production"].create(
            {
                "product_id": self.sub.id,
                "product_qty": quantity,
                "bom_id": self.sub_bom.id,
            }
        )
        run.action_confirm()
        return run

    def _place(self, workorder, start, end):
        workorder.sudo().write(
            {"pull_date_start": at(start), "pull_date_finish": at(end)}
        )

    def _make_leave(self, start, end, center=None, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "calendar_id": self.calendar.id,
                "resource_id": center.resource_id.id if center else False,
                "date_from": at(start),
                "date_to": at(end),
                **values,
            }
        )


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestScheduleHours(ScheduleCommon):
    """When work centers work."""

    def _get_hours(self, center, start="03-23 00:00", end="03-24 00:00"):
        hours = center._get_pull_working_hours(at(start), at(end))[center]
        return [
            tuple(moment.strftime("%m-%d %H:%M") for moment in interval)
            for interval in hours.get_intervals()
        ]

    def test_hours_are_those_of_the_calendars_zone(self):
        monday = [("03-23 07:00", "03-23 11:00"), ("03-23 12:00", "03-23 16:00")]
        self.assertEqual(self._get_hours(self.saw), monday)
        self.saw.resource_id.tz = "America/New_York"
        self.assertEqual(self._get_hours(self.saw), monday, "as Odoo plans")
        york = self._make_calendar("York", "America/New_York")
        self.saw.resource_calendar_id = york
        self.assertEqual(
            self._get_hours(self.saw),
            [("03-23 12:00", "03-23 16:00"), ("03-23 17:00", "03-23 21:00")],
        )

    def test_clocks_go_forward(self):
        self.assertEqual(
            self._get_hours(self.saw, "03-27 12:00", "03-31 00:00"),
            [
                ("03-27 12:00", "03-27 16:00"),
                ("03-30 06:00", "03-30 10:00"),
                ("03-30 11:00", "03-30 15:00"),
            ],
        )

    def test_days_off_of_the_company_and_of_one_work_center(self):
        self._make_leave("03-23 00:00", "03-23 11:30")
        self._make_leave("03-23 14:00", "03-23 15:00", self.weld)
        self.assertEqual(self._get_hours(self.saw), [("03-23 12:00", "03-23 16:00")])
        self.assertEqual(
            self._get_hours(self.weld),
            [("03-23 12:00", "03-23 14:00"), ("03-23 15:00", "03-23 16:00")],
        )

    def test_without_calendar_it_never_closes(self):
        self.saw.resource_calendar_id = False
        self.assertEqual(self._get_hours(self.saw), [("03-23 00:00", "03-24 00:00")])

    def test_without_hours_or_archived_it_never_opens(self):
        self.weld.resource_calendar_id = self._make_calendar("Never", "UTC", ())
        self.assertEqual(self._get_hours(self.weld), [])
        self.saw.active = False
        self.assertEqual(self._get_hours(self.saw), [])

    def test_many_work_centers_cost_what_one_costs(self):
        more = self.centers
        for number in range(5):
            more |= self._make_workcenter(f"More {number}", self.calendar)
        counts = []
        for centers in (self.saw, more):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            centers._get_pull_working_hours(at("03-23 00:00"), at("06-23 00:00"))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestScheduleLoad(ScheduleCommon):
    """What takes the time of work centers, each thing once."""

    def _get_load(self, start="03-23 08:00", end="04-23 00:00", centers=None):
        centers = self.centers if centers is None else centers
        load = centers._get_pull_load(at(start), at(end))
        self.assertEqual(set(load), set(centers))
        return [
            tuple(m.strftime("%m-%d %H:%M") for m in (first, last)) + (what,)
            for spans in load.values()
            for first, last, what in spans
        ]

    # === What nobody placed ===

    def test_work_that_nobody_placed_is_done_one_after_the_other(self):
        runs = [self._make_run() for _number in range(10)]
        hours = [8, 9, 10, 12, 13, 14, 15]  # 7 to 11 and 12 to 16 in UTC
        expected = [at(f"03-23 {hour}:00") for hour in hours]
        expected += [at(f"03-24 {hour}:00") for hour in (7, 8, 9)]
        load = self.saw._get_pull_load(at("03-23 08:00"), at("04-23 00:00"))
        self.assertEqual(
            load[self.saw],
            [
                (start, start + timedelta(hours=1), run.workorder_ids[0])
                for start, run in zip(expected, runs, strict=True)
            ],
        )

    def test_work_that_nobody_placed_begins_with_its_run(self):
        late, soon = self._make_run(), self._make_run(quantity=2)
        late.date_start, soon.date_start = at("03-24 07:00"), at("03-20 07:00")
        self.assertEqual(
            self._get_load(centers=self.saw),
            [
                ("03-23 08:00", "03-23 10:00", soon.workorder_ids[0]),
                ("03-24 07:00", "03-24 08:00", late.workorder_ids[0]),
            ],
        )

    def test_work_that_nobody_placed_takes_the_minutes_that_are_left(self):
        run = self._make_run(quantity=2)
        saw = run.workorder_ids[0]
        saw.duration = 30
        self.assertEqual(
            self._get_load(centers=self.saw), [("03-23 08:00", "03-23 09:30", saw)]
        )
        saw.duration = 200
        self.assertEqual(self._get_load(centers=self.saw), [])

    def test_work_that_nobody_placed_gives_way_to_what_somebody_did(self):
        other, planned = self._make_run(quantity=2), self._make_run()
        placed = self._make_run()
        planned.button_plan()
        self._place(placed.workorder_ids[0], "03-23 09:30", "03-23 10:30")
        leave = self._make_leave(
            "03-23 12:00", "03-23 13:00", self.saw, time_type="other"
        )
        self.assertEqual(
            self._get_load(centers=self.saw),
            [
                ("03-23 08:00", "03-23 09:00", planned.workorder_ids[0]),
                ("03-23 09:30", "03-23 10:30", placed.workorder_ids[0]),
                ("03-23 12:00", "03-23 13:00", leave),
                ("03-23 13:00", "03-23 15:00", other.workorder_ids[0]),
            ],
        )

    def test_work_that_nobody_placed_and_has_no_room_is_none(self):
        self.saw.resource_calendar_id = self._make_calendar("Never", "UTC", ())
        self._make_run()
        self.assertEqual(self._get_load(centers=self.saw), [])

    def test_drafts_are_none(self):
        self._make_run().copy()
        self.assertEqual(len(self._get_load(centers=self.saw)), 1)

    def test_what_belongs_to_who_asks_does_not_count(self):
        mine, other = self._make_run(), self._make_run()
        load = self.saw._get_pull_load(
            at("03-23 08:00"), at("03-24 00:00"), own=mine.workorder_ids
        )
        self.assertEqual(
            load[self.saw],
            [(at("03-23 08:00"), at("03-23 09:00"), other.workorder_ids[0])],
        )

    # === What somebody placed ===

    def test_what_a_person_planned_counts_once(self):
        run = self._make_run()
        run.button_plan()
        saw, weld = run.workorder_ids
        self.assertEqual(
            self._get_load(),
            [
                ("03-23 08:00", "03-23 09:00", saw),
                ("03-23 09:00", "03-23 09:30", weld),
            ],
        )
        self._place(saw, "03-24 08:00", "03-24 09:00")
        self.assertEqual(self._get_load()[0], ("03-23 08:00", "03-23 09:00", saw))
        run.button_unplan()
        self.assertEqual(
            self._get_load(),
            [
                ("03-24 08:00", "03-24 09:00", saw),
                ("03-23 08:00", "03-23 08:30", weld),
            ],
        )

    def test_what_was_placed_is_no_plan_of_a_person(self):
        run = self._make_run()
        run.pull_date_planned = run.date_start
        for workorder in run.workorder_ids:
            self._place(workorder, "03-24 08:00", "03-24 09:00")
        run.sudo().pull_is_placed = True
        self.env.invalidate_all()
        self.assertFalse(run.is_planned)
        self.assertFalse(run._is_pull_planned_by_person())
        self.assertFalse(run.workorder_ids.leave_id)
        self.assertEqual(len(self._get_load()), 2)
        self.assertFalse(run.copy().pull_is_placed)
        self.assertFalse(run.copy().workorder_ids.filtered("pull_date_start"))

    def test_only_the_minutes_that_are_left_of_what_was_begun(self):
        run = self._make_run(quantity=3)
        saw = run.workorder_ids[0]
        self._place(saw, "03-23 07:00", "03-23 10:00")
        saw.button_start()
        saw.duration = 30
        for start in ("03-23 08:00", "03-23 10:00"):
            self.assertEqual(
                self._get_load(start=start, centers=self.saw),
                [("03-23 08:00", "03-23 10:30", saw)],
            )
        saw.duration = 180
        self.assertEqual(self._get_load(centers=self.saw), [])

    def test_what_was_to_begin_by_now_waits_for_what_is_under_way(self):
        late, begun = self._make_run(quantity=4), self._make_run(quantity=2)
        late, begun = late.workorder_ids[0], begun.workorder_ids[0]
        self._place(late, "03-20 08:00", "03-20 12:00")
        begun.button_start()
        begun.duration = 30
        self.assertEqual(
            self._get_load(centers=self.saw),
            [
                ("03-23 08:00", "03-23 09:30", begun),
                ("03-23 09:30", "03-23 14:30", late),
            ],
        )

    def test_what_has_no_room_takes_all_that_is_asked_for(self):
        self.saw.resource_calendar_id = self._make_calendar("Never", "UTC", ())
        saw = self._make_run().workorder_ids[0]
        self._place(saw, "03-20 08:00", "03-20 12:00")
        self.assertEqual(
            self._get_load(centers=self.saw), [("03-23 08:00", "04-23 00:00", saw)]
        )

    def test_what_is_done_or_cancelled_takes_nothing(self):
        cancelled, done = self._make_run(), self._make_run()
        for run in (cancelled, done):
            run.button_plan()
            self._place(run.workorder_ids[0], "03-24 08:00", "03-24 09:00")
        cancelled.action_cancel()
        done.workorder_ids.button_finish()
        self.assertEqual(self._get_load(), [])

    def test_what_else_is_planned_on_a_work_center(self):
        leave = self._make_leave(
            "03-24 08:00", "03-24 10:00", self.weld, time_type="other"
        )
        self._make_leave("03-25 08:00", "03-25 10:00", self.weld)  # no hours: no load
        self.assertEqual(self._get_load(), [("03-24 08:00", "03-24 10:00", leave)])
        self.assertEqual(self._get_load(centers=self.saw), [])
        self.assertEqual(self._get_load(start="03-24 10:00"), [])
        self.assertEqual(self._get_load(end="03-24 08:00"), [])

    def test_who_sells_may_ask(self):
        run = self._make_run()
        run.button_plan()
        centers = self.centers.with_user(self.salesperson)
        load = centers._get_pull_load(at("03-23 08:00"), at("03-24 00:00"))
        what = load[self.saw][0][2]
        self.assertEqual(what, run.workorder_ids[0])
        self.assertEqual((what.env.user, what.env.su), (self.salesperson, False))
        schedule = centers._get_pull_schedule()
        self.assertEqual(schedule.centers.keys(), {*self.centers})

    def test_a_step_is_placed_after_the_load(self):
        run = self._make_run(quantity=8)
        run.button_plan()  # sawn until 16:00, welded from then on
        schedule = self.centers._get_pull_schedule()
        placed = schedule.place_forward([Step(1, centers=[(self.saw, 90)])])[1]
        self.assertEqual(placed.start, at("03-24 08:00"))
        self.assertEqual(placed.end, at("03-24 09:30"))
        self.assertEqual(
            (placed.reason, placed.blocker), ("capacity", run.workorder_ids[0])
        )

    def test_many_work_orders_cost_what_one_costs(self):
        self._get_load()  # what is asked once by a process
        counts = []
        for _round in range(2):
            for number in range(4):
                saw = self._make_run().workorder_ids[0]
                self._place(saw, f"03-2{number + 3} 07:30", f"03-2{number + 3} 09:00")
                self._make_run()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._get_load()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
