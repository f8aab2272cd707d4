from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .books import SetupCommon


@tagged("post_install", "-at_install")
class TestSetupTime(SetupCommon):
    """What of the logged time was setup, and what the run is worth then."""

    def _check_setup(self, run, minutes, measured, value):
        order = run.workorder_ids
        self.assertRecordValues(
            order, [{"setup_minutes": minutes, "setup_measured": measured}]
        )
        self.assertEqual(self._get_value(run), value)
        self.assertEqual(
            order.setup_cost,
            minutes / 60 * order.costs_hour + order.setup_fixed_planned,
        )
        self.assertAlmostEqual(sum(order._get_cost_split().values()), order._cal_cost())
        self._check_books(absorbed=order.setup_fixed_planned)

    def test_nothing_logged(self):
        run = self._produce(1)
        self._check_setup(run, 15, False, value=63)

    def test_only_the_run_logged(self):
        run = self._make_run(1)
        self._log(run.workorder_ids, 0, 20)
        self._finish(run)
        # 10 component + 20 logged + 8 fixed: 15 of the 20 are assumed to be setup
        self._check_setup(run, 15, False, value=38)

    def test_less_logged_than_the_planned_setup(self):
        run = self._make_run(1)
        self._log(run.workorder_ids, 0, 9)
        self._finish(run)
        self._check_setup(run, 9, False, value=27)

    def test_only_setup_logged(self):
        run = self._make_run(1)
        self._log(run.workorder_ids, 0, 40, setup=True)
        self._finish(run)
        self._check_setup(run, 40, True, value=58)

    def test_overlapping_logs_count_once(self):
        run = self._make_run(1)
        self._log(run.workorder_ids, 0, 20, setup=True)
        self._log(run.workorder_ids, 10, 20, setup=True)
        self._finish(run)
        # core's duration sums the logs; what is charged is the 30 minutes they cover
        self.assertEqual(run.workorder_ids.duration, 40)
        self._check_setup(run, 30, True, value=48)

    def test_run_logged_during_the_setup_is_setup(self):
        run = self._make_run(1)
        self._log(run.workorder_ids, 0, 20, setup=True)
        self._log(run.workorder_ids, 10, 20)
        self._finish(run)
        self._check_setup(run, 20, True, value=48)

    def test_setup_outside_working_hours_counts_whole(self):
        run = self._make_run(1)
        # from 23 o'clock: a productive log counts as it was worked
        self._log(run.workorder_ids, 15 * 60, 25, setup=True)
        self._log(run.workorder_ids, 15 * 60 + 25, 30)
        self._finish(run)
        self._check_setup(run, 25, True, value=73)

    def test_loss_outside_working_hours_is_charged_as_in_plain_odoo(self):
        self.lathe.resource_calendar_id.tz = "UTC"
        run = self._make_run(1)
        # 11:15 to 12:15, of which the last 15 minutes are the break
        stop = self.env.ref("mrp.block_reason0").id
        log = self._log(run.workorder_ids, 3 * 60 + 15, 60, loss_id=stop)
        self._finish(run)
        self.assertEqual(log.duration, 45)
        # 10 + 60 + 8; and of the 60 charged the planned 15 come first
        self._check_setup(run, 15, False, value=78)

    def test_work_center_without_calendar(self):
        self.lathe.resource_calendar_id = False
        run = self._make_run(1)
        self._log(run.workorder_ids, 0, 25, setup=True)
        self._log(run.workorder_ids, 25, 30)
        self._finish(run)
        self._check_setup(run, 25, True, value=73)

    def test_operation_that_is_archived_meanwhile(self):
        run = self._make_run(1)
        self.bom.operation_ids.action_archive()
        self._finish(run)
        self._check_setup(run, 15, False, value=63)

    def test_work_order_without_operation(self):
        run = self._make_run(1)
        run.workorder_ids.unlink()
        order = self.env["mrp.workorder"].create(
            {
                "name": "By hand",
                "production_id": run.id,
                "workcenter_id": self.lathe.id,
                "duration_expected": 45,
            }
        )
        self.assertRecordValues(
            order,
            [
                {
                    "setup_frozen": True,
                    "setup_minutes_planned": 15,
                    "setup_cost_planned": 23,
                }
            ],
        )
        self._finish(run)
        self._check_setup(run, 15, False, value=63)

    def test_capacity_line_replaces_the_work_center(self):
        self.lathe.capacity_ids = [
            Command.create(
                {
                    "product_id": self.table.id,
                    "capacity": 5,
                    "time_start": 40,
                    "time_stop": 5,
                    "setup_cost": 3,
                }
            )
        ]
        expected = {}
        for quantity in (1, 5, 6, 10):
            order = self._make_run(quantity).workorder_ids
            expected[quantity] = order.duration_expected
            self.assertEqual(order.setup_minutes_planned, 45)
            self.assertEqual(order.setup_fixed_planned, 3)
        self.assertEqual(expected, {1: 75, 5: 75, 6: 105, 10: 105})
        run = self._produce(6)
        # 60 components + (45 + 60) min + 3 fixed
        self._check_setup(run, 45, False, value=168)

    def test_cancelled_with_time_logged_is_lost_setup(self):
        run = self._make_run(1)
        self._log(run.workorder_ids, 0, 25, setup=True)
        run.action_cancel()
        self.assertRecordValues(
            run.workorder_ids,
            [{"state": "cancel", "setup_minutes": 25, "setup_cost": 33}],
        )
        self.assertFalse(run.setup_move_ids)
        self._check_books(absorbed=0)

    def test_cancelled_before_it_began_lost_nothing(self):
        run = self._make_run(1)
        run.action_cancel()
        self.assertRecordValues(
            run.workorder_ids, [{"setup_minutes": 0, "setup_cost": 0}]
        )

    def test_cancelled_work_order_of_a_done_run_keeps_what_was_lost(self):
        bom = self._make_bom(
            self._make_product("Desk", self.category_fifo_auto),
            operations=[("Rough", self.lathe, 10), ("Fine", self.lathe, 30)],
        )
        run = self._make_run(1, bom)
        rough, fine = run.workorder_ids
        self._log(rough, 0, 25, setup=True)
        rough.action_cancel()
        self._finish(run)
        # 10 component + 45 + 8 of the second; core deletes the time of the first
        self.assertEqual(self._get_value(run), 63)
        self.assertFalse(rough.time_ids)
        self.assertRecordValues(
            rough | fine,
            [
                {"setup_minutes": 25, "setup_cost": 33, "setup_measured": True},
                {"setup_minutes": 15, "setup_cost": 23, "setup_measured": False},
            ],
        )
        self._check_books(absorbed=8)

    def test_scrapped_first_piece_is_not_setup_money(self):
        """Plain Odoo leaves scrap out of the run's cost; so do we."""
        run = self._make_run(1)
        self.env["stock.scrap"].create(
            {"product_id": self.component.id, "scrap_qty": 1, "production_id": run.id}
        ).action_validate()
        self._finish(run)
        self.assertEqual(self._get_value(run), 63)

    def test_learned_operation_time_leaves_setup_out(self):
        operation = self.bom.operation_ids
        operation.time_mode = "auto"
        self._produce(1)
        operation.invalidate_recordset(["time_cycle", "time_total"])
        self.assertAlmostEqual(operation.time_cycle, 30)
        self.assertAlmostEqual(operation.time_total, 45)
        self.assertEqual(self._make_run(1).workorder_ids.duration_expected, 45)
        self.assertEqual(self._make_run(10).workorder_ids.duration_expected, 315)


@tagged("post_install", "-at_install")
class TestSetupLock(SetupCommon):
    """The value of goods does not change silently when times are edited later."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.run_done = cls._make_run(1)
        cls.order = cls.run_done.workorder_ids
        cls._log(cls.order, 0, 25, setup=True)
        cls._log(cls.order, 25, 30)
        cls._finish(cls, cls.run_done)

    def test_times_of_a_done_run_are_locked(self):
        log = self.order.time_ids[0]
        edits = [
            lambda: log.write({"date_end": log.date_end + timedelta(minutes=10)}),
            lambda: log.write({"is_setup": not log.is_setup}),
            log.unlink,
            lambda: self._log(self.order, 60, 10),
            lambda: self.order.write({"duration": 100}),
        ]
        for edit in edits:
            with self.assertRaisesRegex(UserError, "is done and its cost is in"):
                edit()
        self.assertEqual(self._get_value(self.run_done), 73)

    def test_reason_and_description_stay_open(self):
        self.order.time_ids[0].description = "Chuck jaws worn"
        self.order.setup_reason_id = self.env.ref(
            "pull_through_production.setup_reason_tool"
        )
        self.assertEqual(self.order.setup_cost, 33)

    def test_rate_changed_later_changes_neither_value_nor_setup(self):
        self.lathe.write({"costs_hour": 90, "setup_cost": 20, "time_start": 60})
        self.assertRecordValues(
            self.order,
            [{"setup_cost_planned": 23, "setup_cost": 33, "setup_variance": 10}],
        )
        self.assertEqual(self._get_value(self.run_done), 73)


@tagged("post_install", "-at_install")
class TestSetupLogs(SetupCommon):
    def test_setup_needs_a_work_order(self):
        with self.assertRaisesRegex(ValidationError, "needs the work order"):
            self.env["mrp.workcenter.productivity"].create(
                {
                    "workcenter_id": self.lathe.id,
                    "loss_id": self.env.ref("mrp.block_reason7").id,
                    "is_setup": True,
                }
            )

    def test_setup_is_productive_time(self):
        order = self._make_run(1).workorder_ids
        with self.assertRaisesRegex(ValidationError, "category Productive"):
            self._log(
                order, 0, 10, setup=True, loss_id=self.env.ref("mrp.block_reason0").id
            )

    def test_setup_cannot_end_before_it_starts(self):
        order = self._make_run(1).workorder_ids
        with self.assertRaisesRegex(ValidationError, "cannot end before"):
            self._log(order, 0, -10, setup=True)

    def test_timers_of_setup_and_run(self):
        run = self._make_run(1)
        order = run.workorder_ids
        with freeze_time("2026-01-05 08:00:00"):
            order.action_start_setup()
            self.assertEqual(order.setup_step, "finish")
        order.setup_reason_id = self._get_setup_reason("other")
        with freeze_time("2026-01-05 08:25:00"):
            order.action_finish_setup()
            self.assertEqual(order.setup_step, "run")
            self.assertTrue(order.is_user_working)
        with freeze_time("2026-01-05 08:55:00"):
            self._finish(run)
        self.assertEqual(self._get_value(run), 73)
        self.assertRecordValues(order, [{"setup_minutes": 25, "setup_measured": True}])

    def test_overrun_of_a_setup_timer_stays_setup(self):
        """Core splits a log where it passes the expected time, as a copy."""
        run = self._make_run(1)
        order = run.workorder_ids
        with freeze_time("2026-01-05 08:00:00"):
            order.action_start_setup()
        order.setup_reason_id = self._get_setup_reason("other")
        with freeze_time("2026-01-05 09:00:00"):
            order.action_finish_setup()
        self.assertEqual(order.setup_minutes, 60)
        with freeze_time("2026-01-05 09:30:00"):
            self._finish(run)
        # 10 component + 60 setup + 30 run + 8 fixed
        self.assertEqual(self._get_value(run), 108)
