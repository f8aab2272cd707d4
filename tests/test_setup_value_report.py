from datetime import date, timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .books import SetupCommon


@tagged("post_install", "-at_install")
class TestSetupReport(SetupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.saw = cls._make_workcenter("Saw", time_start=5, time_stop=0, setup_cost=2)
        cls.desk_bom = cls._make_bom(
            cls._make_product("Desk", cls.category_fifo_auto),
            operations=[("Sawing", cls.saw, 10), ("Turning", cls.lathe, 30)],
        )
        cls.report = cls.env["pull.setup.report"]
        cls.ours = [("company_id", "=", cls.company.id)]
        cls.operator = new_test_user(
            cls.env,
            "setup_operator",
            groups="mrp.group_mrp_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _make_history(self):
        """Done and measured, done and assumed, with a backorder, lost, not begun."""
        measured = self._make_run(1)
        self._log(measured.workorder_ids, 0, 25, setup=True)
        self._log(measured.workorder_ids, 25, 30)
        self._finish(measured)
        desks = self._make_run(10, self.desk_bom)
        self._finish(self._finish(desks, 4, backorder=True))
        lost = self._make_run(1)
        self._log(lost.workorder_ids, 100, 20, setup=True)
        lost.action_cancel()
        self._make_run(3)
        return measured, desks, lost

    def _get_groups(self, field, aggregates, domain=()):
        rows = self.report._read_group([*self.ours, *domain], [field], aggregates)
        return {row[0]: row[1:] for row in rows}

    def test_report_agrees_with_the_records(self):
        self._make_history()
        orders = self.env["mrp.workorder"].search(self.ours)
        self.env.flush_all()
        groups = self._get_groups(
            "workcenter_id", ["minutes:sum", "cost:sum", "cost_variance:sum"]
        )
        for center in (self.lathe, self.saw):
            own = orders.filtered(lambda order, c=center: order.workcenter_id == c)
            self.assertEqual(
                groups[center],
                (
                    sum(own.mapped("setup_minutes")),
                    sum(own.mapped("setup_cost")),
                    sum(own.mapped("setup_variance")),
                ),
            )

    def test_figures_by_hand(self):
        self._make_history()
        groups = self._get_groups(
            "workcenter_id",
            [
                "setup_count:sum",
                "minutes_planned:sum",
                "minutes:sum",
                "minutes_measured:sum",
                "minutes_lost:sum",
                "cost_planned:sum",
                "cost:sum",
                "cost_lost:sum",
            ],
        )
        self.assertEqual(
            groups,
            {
                # measured 25, desks 15 assumed, 20 lost; the run of 3 is not begun
                self.lathe: (3, 45, 60, 45, 20, 69, 33 + 23 + 28, 28),
                self.saw: (1, 5, 5, 0, 0, 7, 7, 0),
            },
        )

    # === The setup absorbed account ===

    def _check_absorbed(self, fixed, spent=0):
        """The fixed cost is what the account was credited with, month by month."""
        self.env.flush_all()
        booked = self._get_groups("date_booked:month", ["cost_fixed:sum"])
        booked = {month: amount for month, (amount,) in booked.items() if amount}
        items = self.env["account.move.line"]._read_group(
            [
                ("account_id", "=", self.account_absorbed.id),
                ("parent_state", "=", "posted"),
                ("balance", "<", 0),
            ],
            ["date:month"],
            ["balance:sum"],
        )
        self.assertEqual(booked, {month: -balance for month, balance in items})
        self.assertEqual(sum(booked.values()), fixed)
        self.assertEqual(self._get_balance(self.account_absorbed), spent - fixed)

    def test_fixed_cost_is_that_of_the_absorbed_account(self):
        self._make_history()
        # a table 8; desks 8 + 2, once for both parts; lost and not begun: nothing
        self._check_absorbed(18)

    def test_fixed_cost_month_by_month(self):
        with freeze_time("2026-01-20 10:00:00"):
            run = self._make_run(1)
            self._log(run.workorder_ids, 0, 25, setup=True)
            self._produce(1)
        with freeze_time("2026-02-03 10:00:00"):
            self._finish(run)
            self._produce(10, bom=self.desk_bom)
        self._check_absorbed(26)
        booked = self._get_groups("date_booked:month", ["cost_fixed:sum"])
        self.assertEqual(booked, {date(2026, 1, 1): (8,), date(2026, 2, 1): (18,)})

    def test_what_was_really_spent_stands_beside_it(self):
        self.company.pull_setup_spend_account_id = self.account_spent
        self._produce(1).workorder_ids.setup_fixed_spent = 6.5
        self._check_absorbed(8, spent=6.5)

    def test_a_run_that_is_not_in_the_ledger_has_booked_nothing(self):
        table = self._make_product("Loose table", self.category_fifo)
        self._produce(1, bom=self._make_bom(table))
        self._check_absorbed(0)

    def test_per_unit_and_share_count_each_run_once(self):
        _measured, desks, _lost = self._make_history()
        self.desk_bom.product_id.invalidate_recordset()
        groups = self._get_groups(
            "product_id",
            ["cost_unit:avg", "minutes_unit:avg", "cost_share:avg"],
            [("state", "=", "done")],
        )
        # one table: 33 of 73; four desks: 23 + 7 on two operations
        self.assertEqual(groups[self.table][:2], (33, 25))
        self.assertAlmostEqual(groups[self.table][2], 33 / 73)
        # four desks: 40 + (15 + 120) + 8 + (5 + 40) + 2
        self.assertEqual(desks.run_cost, 230)
        cost_unit, minutes_unit, share = groups[self.desk_bom.product_id]
        self.assertAlmostEqual(cost_unit, 30 / 4)
        self.assertAlmostEqual(minutes_unit, 20 / 4)
        self.assertAlmostEqual(share, 30 / 230)

    def test_runs_without_a_known_cost_do_not_raise_the_share(self):
        runs = self._produce(1) | self._produce(1)
        runs[0].run_cost = 0  # as if done before the module was installed
        self.env.flush_all()
        groups = self._get_groups("product_id", ["cost:sum", "cost_share:avg"])
        self.assertEqual(groups[self.table][0], 46)
        self.assertAlmostEqual(groups[self.table][1], 23 / 63)

    def test_basis_and_run_size(self):
        self._make_history()
        self.assertEqual(
            self._get_groups("basis", ["__count"]),
            {"measured": (2,), "assumed": (2,), "planned": (1,)},
        )
        for quantity, bucket in [(1, "1"), (2, "2"), (9, "5"), (12, "10"), (50, "50")]:
            run = self._make_run(quantity)
            row = self.report.browse(run.workorder_ids.id)
            self.assertEqual((row.run_size, row.quantity), (bucket, quantity))

    def test_dozens_count_as_units(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        run = self._make_run(2, product_uom_id=dozen.id)
        self.assertEqual(self.report.browse(run.workorder_ids.id).quantity, 24)

    def test_customer_order_of_a_run(self):
        self.table.supply_policy = "pull"
        first, second = (self._sell_table(name) for name in "AB")
        run = self._get_run_for(first)
        self.assertEqual(self._get_served(run), (first, first.partner_id))
        # what is left over goes to another customer
        run.move_finished_ids.move_dest_ids += second.picking_ids.move_ids
        self.assertFalse(any(self._get_served(run)))

    def test_an_order_that_only_shares_its_reference_is_not_the_runs(self):
        self.table.supply_policy = "pull"
        order = self._sell_table("A")
        run = self._make_run(1)
        run.reference_ids = self._get_run_for(order).reference_ids
        self.assertTrue(run.reference_ids.sale_ids)
        self.assertFalse(any(self._get_served(run)))

    def _sell_table(self, customer):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": customer}).id,
                "order_line": [Command.create({"product_id": self.table.id})],
            }
        )
        order.action_confirm()
        return order

    def _get_run_for(self, order):
        runs = self.env["mrp.production"]
        return runs.search([("pull_order_ids", "in", order.ids)])

    def _get_served(self, run):
        self.env.flush_all()
        row = self.report.browse(run.workorder_ids.id)
        row.invalidate_recordset()
        return row.order_id, row.partner_id

    def test_operator_is_who_logged_the_setup(self):
        run = self._make_run(1)
        order = run.workorder_ids
        self._log(order, 0, 15, setup=True, user_id=self.operator.id)
        self._log(order, 15, 30)
        self.assertEqual(self.report.browse(order.id).user_id, self.operator)

    def test_operator_sees_minutes_but_no_money(self):
        measured, *_rest = self._make_history()
        report = self.report.with_user(self.operator)
        row = report.browse(measured.workorder_ids.id)
        self.assertEqual(row.minutes, 25)
        with self.assertRaises(AccessError):
            row.read(["cost"])
        for aggregate in ("cost:sum", "cost_unit:avg", "cost_share:avg"):
            with self.assertRaises(AccessError):
                report._read_group(self.ours, ["workcenter_id"], [aggregate])
        groups = report._read_group(
            self.ours, ["workcenter_id"], ["minutes:sum", "minutes_unit:avg"]
        )
        self.assertEqual(len(groups), 2)
        views = report.get_views([(False, kind) for kind in ("graph", "pivot", "list")])
        for view in views["views"].values():
            self.assertNotIn("cost", view["arch"].replace("Setup Costs", ""))

    def test_other_companies_stay_hidden(self):
        run = self._make_run(1)
        stranger = new_test_user(
            self.env,
            "setup_stranger",
            groups="mrp.group_mrp_manager",
            company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
        )
        found = self.report.with_user(stranger).search([])
        self.assertNotIn(run.workorder_ids.id, found.ids)

    def test_row_opens_its_work_order(self):
        run = self._make_run(1)
        action = self.report.browse(run.workorder_ids.id).action_open()
        self.assertEqual(action["res_id"], run.workorder_ids.id)
        self.assertEqual(action["res_model"], "mrp.workorder")

    def test_accountant_ties_a_row_to_its_entry(self):
        run = self._produce(1)
        accountant = new_test_user(
            self.env,
            "setup_accountant",
            groups="account.group_account_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        row = self.report.with_user(accountant).browse(run.workorder_ids.id)
        self.assertEqual(row.cost, 23)
        action = row.action_open()
        self.assertEqual(action["res_model"], "account.move")
        entries = self.env["account.move"].with_user(accountant)
        self.assertEqual(entries.search(action["domain"]), run.setup_move_ids)

    def test_setups_of_the_week_on_the_work_center(self):
        self._produce(1)
        run = self._make_run(1)
        run.workorder_ids.setup_reason_id = self._get_setup_reason("other")
        now = fields.Datetime.now()
        for minutes, setup in [(20, True), (30, False)]:
            self.env["mrp.workcenter.productivity"].create(
                {
                    "workorder_id": run.workorder_ids.id,
                    "workcenter_id": self.lathe.id,
                    "date_start": now - timedelta(minutes=minutes),
                    "date_end": now,
                    "loss_id": self.env.ref("mrp.block_reason7").id,
                    "is_setup": setup,
                }
            )
        self._finish(run)
        self.assertRecordValues(
            self.lathe | self.saw,
            [
                {"setup_week_count": 2, "setup_week_minutes": 35 / 60},
                {"setup_week_count": 0, "setup_week_minutes": 0},
            ],
        )
        action = self.lathe.with_context(
            search_default_this_week=1
        ).action_view_setups()
        self.assertEqual(
            action["context"]["search_default_workcenter_id"], self.lathe.id
        )
        self.assertEqual(action["context"]["search_default_this_week"], 1)

    def test_setups_of_a_product(self):
        self._produce(1)
        self._produce(2)
        template = self.table.product_tmpl_id
        self.assertEqual((self.table.setup_count, template.setup_count), (2, 2))
        self.assertFalse(self.component.setup_count)
        action = template.action_view_setups()
        self.assertEqual(self.report.search_count(action["domain"]), 2)
