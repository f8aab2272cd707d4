from datetime import date, timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import tagged

from .books import SetupCommon

# Minutes after 8 o'clock of 5 January 2026, from which the tests' logs count.
JANUARY_30 = 25 * 24 * 60
FEBRUARY_3 = 29 * 24 * 60


@tagged("post_install", "-at_install")
class TestSetupValue(SetupCommon):
    def test_run_of_one(self):
        run = self._produce(1)
        # 10 component + 45 min at 60/h + 8 fixed
        self.assertEqual(self._get_value(run), 63)
        self._check_books(absorbed=8)

    def test_run_of_ten(self):
        run = self._produce(10)
        # 100 components + (15 + 300) min at 60/h + 8 fixed
        self.assertEqual(self._get_value(run), 423)
        self._check_books(absorbed=8)

    def test_setup_and_run_logged(self):
        run = self._make_run(1)
        order = run.workorder_ids
        self._log(order, 0, 25, setup=True)
        self._log(order, 25, 30)
        self._finish(run)
        # 10 component + 25 setup + 30 run + 8 fixed
        self.assertEqual(self._get_value(run), 73)
        self._check_books(absorbed=8)
        self.assertRecordValues(
            order,
            [
                {
                    "setup_minutes_planned": 15,
                    "setup_cost_planned": 23,
                    "setup_minutes": 25,
                    "setup_measured": True,
                    "setup_cost": 33,
                    "setup_variance": 10,
                }
            ],
        )
        self.assertRecordValues(
            run,
            [
                {
                    "setup_minutes": 25,
                    "setup_cost": 33,
                    "setup_cost_unit": 33,
                    "run_cost": 73,
                    "setup_variance": 10,
                }
            ],
        )
        self.assertAlmostEqual(run.setup_share, 33 / 73)

    def test_by_product_takes_its_share(self):
        self.bom.byproduct_ids = [
            Command.create(
                {
                    "product_id": self._make_product(
                        "Offcut", self.category_fifo_auto
                    ).id,
                    "product_qty": 1,
                    "cost_share": 33.33,
                }
            )
        ]
        run = self._make_run(1)
        # 63 + 25: 88 in all, of which 33.33 % goes to the by-product
        self._log(run.workorder_ids, 0, 40, setup=True)
        self._log(run.workorder_ids, 40, 30)
        self._finish(run)
        self.assertEqual(sorted(run.move_finished_ids.mapped("value")), [29.33, 58.67])
        self._check_books(absorbed=8)

    def test_average_cost(self):
        self.component.categ_id = self.table.categ_id = self.category_avco_auto
        self._produce(1)
        self._produce(10)
        # the 63 and 423 of the runs, on 11 units
        self.assertAlmostEqual(self.table.standard_price, 44.18, places=2)
        self.assertAlmostEqual(self.table.total_value, 486)
        self._check_books(absorbed=16)

    def test_average_cost_at_one_point_of_time(self):
        self.component.categ_id = self.table.categ_id = self.category_avco_auto
        run = self._produce(1)
        self.assertEqual(self._get_value(run), 63)
        self._check_books(absorbed=8)

    def test_standard_cost_posts_the_variance(self):
        price_difference = self._make_account("Price difference", "510920")
        self.category_standard_auto.property_price_difference_account_id = (
            price_difference
        )
        self.table.categ_id = self.category_standard_auto
        self.table.standard_price = 30
        one, ten = self._produce(1), self._produce(10)
        self.assertEqual(self._get_value(one), 30)
        self.assertEqual(self._get_value(ten), 300)
        self.assertEqual(one.run_cost, 63)
        self.assertEqual(ten.run_cost, 423)
        # 63 - 30 and 423 - 300
        self.assertEqual(self._get_balance(price_difference), 156)
        self._check_books(absorbed=16)

    def test_periodic_valuation_posts_nothing_before_closing(self):
        self.production_location.valuation_account_id = False
        self.component.categ_id = self.table.categ_id = self.category_fifo
        before = self.env["account.move"].search_count([])
        run = self._produce(1)
        self.assertEqual(self._get_value(run), 63)
        self.assertEqual(self.env["account.move"].search_count([]), before)
        self._close()
        self._check_books(absorbed=0)

    def test_periodic_closing_books_conversion_as_plain_odoo_does(self):
        """Core's closing leaves on the production account what work added."""
        self.component.categ_id = self.table.categ_id = self.category_fifo
        self._produce(1)
        self.assertEqual(self._get_balance(self.account_production), 0)
        self._close()
        self.assertEqual(self._get_balance(self.account_production), -45 - 8)
        self.assertEqual(self._get_gap(), 0)

    def test_periodic_average_and_standard_cost(self):
        self.production_location.valuation_account_id = False
        self.component.categ_id = self.table.categ_id = self.category_avco
        self.assertEqual(self._get_value(self._produce(10)), 423)
        self.table.categ_id = self.category_standard
        self.table.standard_price = 30
        run = self._produce(1)
        self.assertEqual(self._get_value(run), 30)
        self.assertEqual(run.run_cost, 63)
        self._close()
        self._check_books(absorbed=0)

    def test_no_production_account_posts_nothing(self):
        self.production_location.valuation_account_id = False
        run = self._produce(1)
        self.assertEqual(self._get_value(run), 63)
        self.assertFalse(run.setup_move_ids)
        self.assertEqual(self._get_balance(self.account_absorbed), 0)

    def test_fixed_cost_stands_once_in_the_entries(self):
        run = self._produce(1)
        entry = run.setup_move_ids
        self.assertRecordValues(
            entry.line_ids.sorted("balance"),
            [
                {"account_id": self.account_absorbed.id, "balance": -8},
                {"account_id": self.account_production.id, "balance": 8},
            ],
        )
        labour = run.workorder_ids.time_ids.account_move_line_id.move_id
        self.assertEqual(sum(labour.line_ids.mapped("debit")), 45)

    def test_each_work_center_has_its_absorbed_account(self):
        other = self._make_account("Setup absorbed: saw", "510930")
        saw = self._make_workcenter("Saw", setup_cost=5, setup_account_id=other.id)
        bom = self._make_bom(
            self._make_product("Desk", self.category_fifo_auto),
            operations=[("Sawing", saw, 10), ("Turning", self.lathe, 30)],
        )
        run = self._make_run(1, bom)
        self._finish(run)
        # component 10, sawing 15 + 10 min and 5, turning 15 + 30 min and 8
        self.assertEqual(self._get_value(run), 93)
        self.assertEqual(self._get_balance(other), -5)
        self._check_books(absorbed=8)

    def test_several_operations_on_one_work_center_each_have_a_setup(self):
        bom = self._make_bom(
            self._make_product("Desk", self.category_fifo_auto),
            operations=[("Rough", self.lathe, 10), ("Fine", self.lathe, 30)],
        )
        run = self._make_run(1, bom)
        self._finish(run)
        # component 10, rough 15 + 10 min and 8, fine 15 + 30 min and 8
        self.assertEqual(self._get_value(run), 96)
        self._check_books(absorbed=16)

    def test_two_levels(self):
        leg = self._make_product("Leg", self.category_fifo_auto)
        self._make_bom(leg)
        bom = self._make_bom(
            self._make_product("Desk", self.category_fifo_auto), components={leg: 2}
        )
        self._finish(self._make_run(2, leg.bom_ids))
        run = self._make_run(1, bom)
        self._finish(run)
        # two legs: 20 + 75 + 8; the desk: 103 + 45 + 8
        self.assertEqual(self._get_value(run), 156)
        self.assertEqual(run.setup_cost, 23)
        self._check_books(absorbed=16)

    def test_rounding_leaves_nothing_on_the_production_account(self):
        self.lathe.costs_hour = 33.33
        self.lathe.setup_cost = 7.77
        bom = self._make_bom(
            self._make_product("Desk", self.category_fifo_auto),
            operations=[(f"Step {step}", self.lathe, 7) for step in range(1, 8)],
        )
        bom.byproduct_ids = [
            Command.create(
                {
                    "product_id": self._make_product(
                        f"Offcut {number}", self.category_fifo_auto
                    ).id,
                    "product_qty": 1,
                    "cost_share": 11.11,
                }
            )
            for number in range(3)
        ]
        self._finish(self._make_run(3, bom))
        self._check_books(absorbed=54.39)

    def test_extra_cost_stays_as_in_plain_odoo(self):
        run = self._make_run(1)
        run.extra_cost = 5
        self._finish(run)
        self.assertEqual(self._get_value(run), 68)
        self.assertEqual(run.run_cost, 68)
        self.assertEqual(self._get_balance(self.account_production), -5)
        self.assertEqual(self._get_balance(self.account_absorbed), -8)

    def test_runs_of_several_products_are_done_at_once(self):
        desk = self._make_product("Desk", self.category_fifo_auto)
        runs = self._make_run(1) | self._make_run(1, self._make_bom(desk))
        for run in runs:
            run.qty_producing = 1
        runs.move_raw_ids.picked = True
        runs.button_mark_done()
        self.assertEqual(runs.move_finished_ids.mapped("value"), [63, 63])
        self._check_books(absorbed=16)

    def test_work_in_process_takes_the_fixed_cost_once_begun(self):
        run = self._make_run(1)
        order = run.workorder_ids
        later = fields.Datetime.now() + timedelta(days=1)
        self.assertEqual(order._cal_cost(later), 0)
        self._log(order, 0, 25, setup=True)
        self.assertEqual(order._cal_cost(later), 33)

    def _get_wip(self, run, date):
        """Return (components, work) in core's entry of work in process."""
        wizard = self.env["mrp.account.wip.accounting"].with_context(active_ids=run.ids)
        wizard = wizard.create({"date": date, "reversal_date": "2026-12-31"})
        components, work, _debit = wizard.line_ids
        return components.credit, work.credit

    def test_a_setup_of_february_is_no_work_in_process_of_january(self):
        run = self._make_run(1)
        self._log(run.workorder_ids, FEBRUARY_3, 25, setup=True)
        self.assertEqual(self._get_wip(run, "2026-01-31"), (0, 0))
        # 25 min at 60/h + 8 fixed
        self.assertEqual(self._get_wip(run, "2026-02-03"), (0, 33))

    def test_a_setup_that_goes_on_over_the_end_of_the_month(self):
        run = self._make_run(1)
        order = run.workorder_ids
        self._log(order, JANUARY_30, 10, setup=True)
        self._log(order, FEBRUARY_3, 15, setup=True)
        self._log(order, FEBRUARY_3 + 15, 30)
        # Begun in January: its fixed cost was spent, and of its time 10 minutes.
        self.assertEqual(self._get_wip(run, "2026-01-31"), (0, 18))
        self.assertEqual(self._get_wip(run, "2026-02-28"), (0, 63))

    def test_estimated_work_of_february_is_no_work_in_process_of_january(self):
        self.bom.operation_ids.cost_mode = "estimated"
        run = self._make_run(1)
        order = run.workorder_ids
        with freeze_time("2026-02-03 09:00:00"):
            order.button_start()
        order.time_ids.unlink()
        self.assertEqual(order.state, "progress")
        self.assertEqual(self._get_wip(run, "2026-01-31"), (0, 0))
        # The component was taken then too; 15 + 30 min at 60/h + 8 fixed
        self.assertEqual(self._get_wip(run, "2026-02-03"), (10, 53))

    def test_the_closing_entry_of_january_takes_the_setups_of_january(self):
        runs = self._make_run(1) | self._make_run(1)
        self._log(runs[0].workorder_ids, JANUARY_30, 15, setup=True)
        self._log(runs[1].workorder_ids, FEBRUARY_3, 15, setup=True)
        self.company.account_production_wip_account_id = self._make_account(
            "Work in process", "100103", "asset_current"
        )
        self.company.account_production_wip_overhead_account_id = self.account_absorbed
        wizard = self.env["mrp.account.wip.accounting"].with_context(
            active_ids=runs.ids
        )
        wizard = wizard.create({"date": "2026-01-31", "reversal_date": "2026-02-01"})
        wizard.confirm()
        entries = runs.wip_move_ids.sorted("date")
        self.assertEqual(entries.mapped("date"), [date(2026, 1, 31), date(2026, 2, 1)])
        self.assertEqual(entries.mapped("amount_total"), [23, 23])

    def test_estimated_cost_keeps_the_planned_setup(self):
        self.bom.operation_ids.cost_mode = "estimated"
        run = self._make_run(1)
        self._log(run.workorder_ids, 0, 25, setup=True)
        self._log(run.workorder_ids, 25, 50)
        self._finish(run)
        # expected time: 15 + 30
        self.assertEqual(self._get_value(run), 63)
        self.assertRecordValues(
            run.workorder_ids,
            [{"setup_minutes": 25, "setup_cost": 23, "setup_variance": 0}],
        )
        self._check_books(absorbed=8)

    def test_split_of_the_cost_sums_to_what_is_charged(self):
        run = self._make_run(3)
        order = run.workorder_ids
        self._log(order, 0, 25, setup=True)
        self._log(order, 20, 31)
        self._finish(run)
        split = order._get_cost_split()
        self.assertEqual(split, {"setup_time": 25, "setup_fixed": 8, "run": 26})
        self.assertEqual(sum(split.values()), order._cal_cost())


@tagged("post_install", "-at_install")
class TestSetupSpending(SetupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.pull_setup_spend_account_id = cls.account_spent

    def test_absorbed_account_is_plan_minus_spent(self):
        run = self._make_run(1)
        run.workorder_ids.setup_fixed_spent = 10
        self._finish(run)
        self.assertEqual(self._get_value(run), 63)
        self._check_books(absorbed=8 - 10)
        self.assertEqual(self._get_balance(self.account_spent), -10)
        self.assertRecordValues(
            run.workorder_ids, [{"setup_cost": 25, "setup_variance": 2}]
        )

    def test_spent_is_corrected_after_the_run_is_done(self):
        run = self._produce(1)
        order = run.workorder_ids
        order.setup_fixed_spent = 10
        order.setup_fixed_spent = 6.5
        self._check_books(absorbed=8 - 6.5)
        order.setup_fixed_spent = 0
        self._check_books(absorbed=8)
        self.assertEqual(order.setup_cost, 15)
        self.assertEqual(self._get_balance(self.account_spent), 0)
        self.assertEqual(self._get_value(run), 63)

    def test_without_spending_account_it_is_only_reported(self):
        self.company.pull_setup_spend_account_id = False
        run = self._produce(1)
        run.workorder_ids.setup_fixed_spent = 10
        self.assertEqual(run.setup_cost, 25)
        self._check_books(absorbed=8)

    def test_spending_on_a_cancelled_run_is_not_absorbed(self):
        run = self._make_run(1)
        self._log(run.workorder_ids, 0, 20, setup=True)
        run.workorder_ids.setup_fixed_spent = 10
        run.action_cancel()
        self.assertEqual(run.workorder_ids.setup_cost, 30)
        self._check_books(absorbed=0)


@tagged("post_install", "-at_install")
class TestSetupAccounts(SetupCommon):
    def test_company_account_when_the_work_center_has_none(self):
        other = self._make_account("Setup absorbed: company", "510930")
        self.company.pull_setup_account_id = other
        self.lathe.setup_account_id = False
        self._produce(1)
        self.assertEqual(self._get_balance(other), -8)
        self._check_books(absorbed=0)

    def test_expense_account_of_the_work_center_comes_next(self):
        self.lathe.setup_account_id = False
        self.lathe.expense_account_id = other = self._make_account("Labour", "510930")
        self._produce(1)
        self.assertEqual(self._get_balance(other), -53)
        self._check_books(absorbed=0)

    def test_expense_account_of_the_product_comes_last(self):
        self.lathe.setup_account_id = False
        before = self._get_balance(self.account_expense)
        self._produce(1)
        self.assertEqual(self._get_balance(self.account_expense), before - 53)

    def test_an_archived_account_makes_room_for_the_next(self):
        before = self._get_balance(self.account_expense)
        self.account_absorbed.active = False
        run = self._produce(1)
        self.assertEqual(run.state, "done")
        self.assertEqual(self._get_balance(self.account_expense), before - 53)
        self.assertEqual(self._get_gap(), 0)

    def test_no_account_at_all_says_what_to_do(self):
        self.lathe.setup_account_id = False
        self.lathe.costs_hour = 0
        self.company.expense_account_id = False
        self.env["product.category"].search([]).write(
            {"property_account_expense_categ_id": False}
        )
        run = self._produce(1)
        self.assertEqual(run.state, "done")
        self.assertEqual(self._get_value(run), 18)
        notes = str(run.message_ids.mapped("body"))
        self.assertRegex(notes, "Lathe.*no account absorbs it")

    def test_an_entry_that_cannot_be_posted_leaves_the_runs_done(self):
        mill = self._make_workcenter("Mill", setup_account_id=False)
        mill.setup_account_id = account = self._make_account("Abroad", "510960")
        account.currency_id = self.env.ref("base.EUR")
        shelf = self._make_product("Shelf", self.category_fifo_auto)
        bom = self._make_bom(shelf, operations=[("Milling", mill, 30)])
        runs = self._make_run(1) + self._make_run(1, bom=bom)
        runs.qty_producing = 1
        runs.move_raw_ids.picked = True
        runs.button_mark_done()
        self.assertEqual(runs.mapped("state"), ["done", "done"])
        # The other run's entry is posted all the same.
        self.assertEqual(self._get_balance(self.account_absorbed), -8)
        self.assertIn("not in the ledger", str(runs[1].message_ids.mapped("body")))

    def test_a_setup_entry_reset_to_draft_is_posted_again(self):
        entry = self._produce(1).setup_move_ids
        entry.button_draft()
        self.assertEqual(self._get_balance(self.account_absorbed), 0)
        entry.action_post()
        self._check_books(absorbed=8)


@tagged("post_install", "-at_install")
class TestSetupOverview(SetupCommon):
    def _get_operations(self, run):
        report = self.env["report.mrp.report_mo_overview"]
        data = report.get_report_values(run.id)["data"]
        return data["operations"], data["summary"], data["extras"]

    def test_planned_run(self):
        operations, summary, _extras = self._get_operations(self._make_run(1))
        self.assertEqual(operations["summary"]["mo_cost"], 53)
        self.assertEqual(operations["details"][0]["bom_cost"], 53)
        self.assertFalse(operations["details"][0]["mo_cost_decorator"])
        self.assertEqual(summary["mo_cost"], 63)

    def test_running_run(self):
        run = self._make_run(1)
        self._log(run.workorder_ids, 0, 25, setup=True)
        operations, _summary, _extras = self._get_operations(run)
        self.assertEqual(operations["summary"]["real_cost"], 33)

    def test_done_run_shows_what_the_ledger_has(self):
        run = self._make_run(1)
        self._log(run.workorder_ids, 0, 20, setup=True)
        self._log(run.workorder_ids, 10, 20)
        self._finish(run)
        operations, _summary, extras = self._get_operations(run)
        # 30 minutes charged, of 40 logged, and 8
        self.assertEqual(operations["details"][0]["real_cost"], 38)
        self.assertEqual(operations["summary"]["real_cost"], 38)
        self.assertEqual(extras["total_real_cost"], 48)
        self.assertEqual(self._get_value(run), 48)


@tagged("post_install", "-at_install")
class TestSetupTracking(SetupCommon):
    def test_lot_valuated_runs_keep_their_own_setup(self):
        self.table.write({"tracking": "lot", "lot_valuated": True})
        values = []
        for quantity in (1, 10):
            run = self._make_run(quantity)
            run.lot_producing_ids = self.env["stock.lot"].create(
                {"product_id": self.table.id, "name": f"LOT{quantity}"}
            )
            self._finish(run)
            values.append(run.lot_producing_ids.total_value)
        self.assertEqual(values, [63, 423])
        self._check_books(absorbed=16)

    def test_runs_of_another_company(self):
        company = self.other_company
        self.env.user.company_ids = [Command.link(company.id)]
        env = self.env(context={"allowed_company_ids": company.ids})
        production = env["account.account"].create(
            {"name": "Production", "code": "100102", "account_type": "expense"}
        )
        env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", company.id)]
        ).valuation_account_id = production
        absorbed = env["account.account"].create(
            {"name": "Absorbed", "code": "510900", "account_type": "expense"}
        )
        company.pull_setup_account_id = absorbed
        self.category_fifo_auto.with_env(env).write(
            {"property_cost_method": "fifo", "property_valuation": "real_time"}
        )
        mill = env["mrp.workcenter"].create(
            {"name": "Mill", "costs_hour": 60, "setup_cost": 7}
        )
        part, desk = env["product.product"].create(
            [
                {
                    "name": name,
                    "is_storable": True,
                    "categ_id": self.category_fifo_auto.id,
                }
                for name in ("Part", "Desk")
            ]
        )
        bom = env["mrp.bom"].create(
            {
                "product_tmpl_id": desk.product_tmpl_id.id,
                "product_id": desk.id,
                "company_id": company.id,
                "bom_line_ids": [Command.create({"product_id": part.id})],
                "operation_ids": [
                    Command.create(
                        {
                            "name": "Milling",
                            "workcenter_id": mill.id,
                            "time_cycle_manual": 30,
                        }
                    )
                ],
            }
        )
        run = env["mrp.production"].create({"bom_id": bom.id, "product_qty": 1})
        run.action_confirm()
        # marked done while another company is the current one
        run = run.with_context(allowed_company_ids=(company | self.company).ids)
        self.assertEqual(run.setup_currency_id, company.currency_id)
        run.qty_producing = 1
        run.move_raw_ids.write({"quantity": 1, "picked": True})
        run.with_company(company).button_mark_done()
        self.assertEqual(sum(run.move_finished_ids.mapped("value")), 37)
        entry = run.setup_move_ids
        self.assertEqual(entry.company_id, company)
        self.assertEqual(entry.line_ids.account_id, production | absorbed)


@tagged("post_install", "-at_install")
class TestSetupContext(SetupCommon):
    """A client may send any context: it changes nothing of what a setup costs."""

    def _make_sent(self):
        """Return the environment's context with all that setup once listened to."""
        keys = ("setup_time_only", "setup_charge", "setup_minutes", "setup_timer")
        return {**dict.fromkeys(keys, 1), "setup_minutes": [90]}

    def test_the_value_of_a_run_stays(self):
        run = self._make_run(1).with_context(**self._make_sent())
        self._finish(run)
        self.assertEqual(self._get_value(run), 63)
        self._check_books(absorbed=8)

    def test_the_expected_minutes_stay(self):
        sent = self._make_sent()
        order = self._make_run(1).workorder_ids.with_context(**sent)
        self.assertEqual(order._get_duration_expected(), 45)
        capacity = self.lathe.with_context(**sent)._get_capacity(
            self.table, self.table.uom_id
        )
        self.assertEqual(capacity[1:], (10, 5))
        operation = self.bom.operation_ids.with_context(**sent)
        self.assertEqual(operation.time_total, 45)

    def test_the_timer_of_a_run_stays_one(self):
        order = self._make_run(1).workorder_ids
        order.with_context(**self._make_sent()).button_start()
        self.assertRecordValues(order.time_ids, [{"is_setup": False}])
