from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .books import SetupCommon


@tagged("post_install", "-at_install")
class TestSetupFreeze(SetupCommon):
    def _get_plans(self, runs):
        return [
            (
                order.setup_minutes_planned,
                order.sudo().setup_fixed_planned,
                order.duration_expected,
            )
            for order in runs.workorder_ids
        ]

    def test_plan_is_taken_when_the_run_is_confirmed(self):
        run = self._make_run(1, confirm=False)
        self.lathe.write({"costs_hour": 90, "setup_cost": 10, "time_start": 20})
        run.action_confirm()
        self.lathe.write({"costs_hour": 30, "setup_cost": 1, "time_start": 1})
        # 25 minutes at 90 an hour + 10
        self.assertRecordValues(
            run.workorder_ids,
            [
                {
                    "setup_minutes_planned": 25,
                    "setup_rate_planned": 90,
                    "setup_fixed_planned": 10,
                    "setup_cost_planned": 47.5,
                }
            ],
        )

    def test_copied_run_takes_a_plan_of_its_own(self):
        run = self._make_run(1)
        self.lathe.write({"setup_cost": 11, "time_start": 20})
        copy = run.copy()
        copy.action_confirm()
        self.assertEqual(self._get_plans(run)[0][:2], (15, 8))
        self.assertEqual(self._get_plans(copy)[0][:2], (25, 11))

    def test_changed_quantity_keeps_one_setup(self):
        run = self._make_run(1)
        self.env["change.production.qty"].create(
            {"mo_id": run.id, "product_qty": 10}
        ).change_prod_qty()
        self.assertEqual(self._get_plans(run), [(15, 8, 315)])
        self._finish(run)
        self.assertEqual(self._get_value(run), 423)
        self._check_books(absorbed=8)

    def test_changed_quantity_keeps_the_minutes_of_that_day(self):
        run = self._make_run(1)
        self.lathe.time_start += 30
        self.env["change.production.qty"].create(
            {"mo_id": run.id, "product_qty": 2}
        ).change_prod_qty()
        self.assertEqual(self._get_plans(run), [(15, 8, 75)])

    def test_backorder_carries_no_setup(self):
        run = self._make_run(10)
        backorder = self._finish(run, 4, backorder=True)
        self.assertEqual(self._get_plans(backorder), [(0, 0, 180)])
        self._finish(backorder)
        # 40 + (15 + 120) + 8, then 60 + 180: the whole is a run of ten
        self.assertEqual(self._get_value(run), 183)
        self.assertEqual(self._get_value(backorder), 240)
        self._check_books(absorbed=8)

    def test_backorder_without_fixed_cost_is_planned_as_in_plain_odoo(self):
        self.lathe.setup_cost = 0
        backorder = self._finish(self._make_run(10), 4, backorder=True)
        self.assertEqual(self._get_plans(backorder), [(15, 0, 195)])
        self.lathe.setup_once = True
        backorder = self._finish(self._make_run(10), 4, backorder=True)
        self.assertEqual(self._get_plans(backorder), [(0, 0, 180)])

    def test_backorder_of_a_run_made_to_order_has_no_setup(self):
        self.lathe.setup_cost = 0
        run = self._make_run(10, supply_policy="pull")
        backorder = self._finish(run, 4, backorder=True)
        self.assertEqual(self._get_plans(backorder), [(0, 0, 180)])

    def test_backorder_set_up_again(self):
        run = self._make_run(10)
        backorder = self._finish(run, 4, backorder=True)
        order = backorder.workorder_ids
        self._log(order, 600, 20, setup=True)
        self.assertEqual(self._get_plans(backorder), [(15, 8, 195)])
        self._log(order, 620, 180)
        self._finish(backorder)
        # 60 + 20 + 180 + 8
        self.assertEqual(self._get_value(backorder), 268)
        self._check_books(absorbed=16)

    def test_backorder_of_a_work_order_without_operation(self):
        run = self._make_run(10)
        run.workorder_ids.unlink()
        self.env["mrp.workorder"].create(
            {
                "name": "By hand",
                "production_id": run.id,
                "workcenter_id": self.lathe.id,
                "duration_expected": 45,
            }
        )
        backorder = self._finish(run, 4, backorder=True)
        # core does not scale what no operation scales; the setup is taken out once
        self.assertEqual(self._get_plans(backorder), [(0, 0, 30)])
        self.assertEqual(backorder.workorder_ids._get_duration_expected(), 30)

    def test_second_backorder_carries_none_either(self):
        run = self._make_run(10)
        first = self._finish(run, 4, backorder=True)
        second = self._finish(first, 2, backorder=True)
        self.assertEqual(self._get_plans(second), [(0, 0, 120)])
        self._finish(second)
        self._check_books(absorbed=8)

    def _split(self, run, parts):
        """Split as in the dialog: {quantity, date, user} of each part."""
        wizard = self.env["mrp.production.split"].create({"production_id": run.id})
        wizard.production_detailed_vals_ids = [
            Command.clear(),
            *(
                Command.create(
                    {"date": run.date_start, "user_id": run.user_id.id, **part}
                )
                for part in parts
            ),
        ]
        before = run
        wizard.action_split()
        return run.production_group_id.production_ids.sorted("id") - before

    def test_split_sets_up_always(self):
        run = self._make_run(10)
        part = self._split(run, [{"quantity": 4}, {"quantity": 6}])
        self.assertEqual(self._get_plans(run), [(15, 8, 135)])
        self.assertEqual(self._get_plans(part), [(15, 8, 195)])
        self._finish(run)
        self._finish(part)
        # two runs: 40 + 135 + 8 and 60 + 195 + 8
        self.assertEqual(self._get_value(run), 183)
        self.assertEqual(self._get_value(part), 263)
        self._check_books(absorbed=16)

    def test_split_never_sets_up_again(self):
        self.lathe.setup_on_split = "never"
        run = self._make_run(10)
        part = self._split(run, [{"quantity": 4}, {"quantity": 6}])
        self.assertEqual(self._get_plans(run), [(15, 8, 135)])
        self.assertEqual(self._get_plans(part), [(0, 0, 180)])

    def test_split_to_another_day_or_operator_sets_up_again(self):
        self.lathe.setup_on_split = "change"
        operator = self.env.ref("base.user_admin")
        run = self._make_run(10)
        run.user_id = self.env.user
        tomorrow = run.date_start + timedelta(days=1)
        parts = self._split(
            run,
            [
                {"quantity": 3},
                {"quantity": 3},
                {"quantity": 2, "date": tomorrow},
                {"quantity": 2, "date": tomorrow, "user_id": operator.id},
            ],
        )
        self.assertEqual(self._get_plans(parts), [(0, 0, 90), (15, 8, 75), (15, 8, 75)])

    def test_split_of_a_draft_run(self):
        self.lathe.setup_on_split = "never"
        run = self._make_run(10, confirm=False)
        part = self._split(run, [{"quantity": 4}, {"quantity": 6}])
        (run | part).action_confirm()
        self.assertEqual(self._get_plans(run), [(15, 8, 135)])
        self.assertEqual(self._get_plans(part), [(0, 0, 180)])

    def test_merged_runs_have_one_setup(self):
        runs = self._make_run(4) | self._make_run(6)
        runs.action_merge()
        merged = self.env["mrp.production"].search(
            [("product_id", "=", self.table.id), ("state", "!=", "cancel")]
        )
        self.assertEqual(self._get_plans(merged), [(15, 8, 315)])
        self._finish(merged)
        self.assertEqual(self._get_value(merged), 423)
        self._check_books(absorbed=8)

    def test_other_work_center_before_it_begins(self):
        mill = self._make_workcenter("Mill", time_start=25, setup_cost=20)
        run = self._make_run(1)
        run.workorder_ids.workcenter_id = mill
        self.assertEqual(self._get_plans(run), [(30, 20, 60)])
        self._finish(run)
        self.assertEqual(self._get_value(run), 90)
        self._check_books(absorbed=20)

    def test_alternative_work_center_chosen_by_planning(self):
        mill = self._make_workcenter("Mill", time_start=3, time_stop=0, setup_cost=20)
        self.lathe.alternative_workcenter_ids = mill
        run = self._make_run(1)
        run.button_plan()
        self.assertEqual(run.workorder_ids.workcenter_id, mill)
        self.assertEqual(self._get_plans(run), [(3, 20, 33)])

    def test_operation_with_its_own_setup(self):
        operation = self.bom.operation_ids
        operation.setup_minutes = 40
        operation.setup_cost = 2
        run = self._make_run(1)
        self.assertEqual(self._get_plans(run), [(40, 2, 70)])
        self._finish(run)
        # 10 + 70 + 2
        self.assertEqual(self._get_value(run), 82)
        self._check_books(absorbed=2)

    def test_operation_without_any_setup(self):
        operation = self.bom.operation_ids
        operation.write({"setup_time_override": True, "setup_cost_override": True})
        run = self._make_run(1)
        self.assertEqual(self._get_plans(run), [(0, 0, 30)])
        self._finish(run)
        self.assertEqual(self._get_value(run), 40)
        self.assertFalse(run.setup_move_ids)

    def test_produced_in_dozens(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        run = self._make_run(1, product_uom_id=dozen.id)
        self._finish(run)
        # 120 + 15 + 8 and what core expects for a dozen
        order = run.workorder_ids
        self.assertEqual(self._get_value(run), 128 + order.duration_expected)
        self.assertEqual(order.setup_minutes, 15)
        self._check_books(absorbed=8)

    def test_freezing_many_plans_takes_no_more_queries_than_one(self):
        counts = []
        for number in (1, 20):
            runs = self.env["mrp.production"].create(
                [{"bom_id": self.bom.id, "product_qty": 1} for _run in range(number)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            orders = runs.workorder_ids
            before = self.env.cr.sql_log_count
            orders._freeze_setup()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
