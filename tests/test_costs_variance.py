import doctest
from datetime import date

from freezegun import freeze_time
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from ..models.costs.variance import variance_types
from .books import CogsFlowsCommon

FEBRUARY = {"invoice_date": "2026-02-10", "date": "2026-02-10"}


class VarianceCommon(CogsFlowsCommon):
    """Two tables: 20 of wood + 60 of run + 15 + 8 of setup = 103; ten are 423."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # At standard cost a component costs what is written on it from now on.
        cls.wood = cls._make_product("Wood", cls.category_standard_auto, 10)
        cls._make_in_move(cls, cls.wood, 500, unit_cost=10)
        cls.bom.bom_line_ids.product_id = cls.wood
        cls.rows = cls.env["pull.cost.variance"]

    def _check(self, runs, planned, actual, **types):
        """Check the sums of runs, and that each run's rows are its own whole."""
        self.rows._keep_due()
        rows = runs.pull_variance_ids
        self.assertEqual(self._round(sum(rows.mapped("planned"))), planned)
        self.assertEqual(self._round(sum(rows.mapped("actual"))), actual)
        found = {}
        for row in rows:
            found[row.type] = self._round(found.get(row.type, 0) + row.amount)
        found = {type_: amount for type_, amount in found.items() if amount}
        self.assertEqual(found, types)

    def _scrap(self, run, product, quantity):
        scrap = self.env["stock.scrap"].create(
            {
                "production_id": run.id,
                "product_id": product.id,
                "scrap_qty": quantity,
                "company_id": self.company.id,
            }
        )
        scrap.action_validate()
        return scrap

    def _make_dear(self, run):
        """Wood costs 12 and 3 go in; setup takes 20 minutes, the run 70."""
        self.wood.standard_price = 12
        run.move_raw_ids.quantity = 3
        self._log(run.workorder_ids, 0, 20, setup=True)
        self._log(run.workorder_ids, 20, 70)
        run.qty_producing = 2
        run.move_raw_ids.write({"quantity": 3, "picked": True})
        run.with_context(skip_consumption=True).button_mark_done()


@tagged("post_install", "-at_install")
class TestCostVariance(VarianceCommon):
    """Why runs cost more or less than planned, type by type."""

    def test_doctests_hold(self):
        self.assertFalse(doctest.testmod(variance_types).failed)

    # === The worked cases of README ===

    def test_one_run_of_ten_is_made_as_ten_of_one(self):
        order = self._sell([(self.table, 10)])
        run = self._get_runs(order)
        parts = run._split_productions({run: [1] * 10})
        for part in parts:
            self._finish(part)
        self._check(parts, 423, 630, lot_size=207)
        self._check(parts[4], 42.3, 63, lot_size=20.7)

    def test_price_usage_and_efficiency_at_once(self):
        run = self._make_run(2)
        self._make_dear(run)
        # 36 + 20 + 70 + 8
        self._check(run, 103, 134, price=6, usage=10, efficiency=15)
        usage = run.pull_variance_ids.filtered(lambda row: row.type == "usage")
        self.assertEqual(usage.component_id, self.wood)
        minutes = run.pull_variance_ids.filtered(lambda row: row.type == "efficiency")
        self.assertEqual(minutes.workcenter_id, self.lathe)

    def test_at_standard_cost_each_type_is_posted_to_its_account(self):
        self.table.categ_id = self.category_standard_auto
        self.table.standard_price = 30
        other = self._make_account("Price difference", "510950")
        self.category_standard_auto.property_price_difference_account_id = other
        accounts = {
            type_: self._make_account(f"{type_} variance", f"51096{number}")
            for number, type_ in enumerate(("price", "usage", "efficiency"))
        }
        for type_, account in accounts.items():
            self.company[f"pull_variance_{type_}_account_id"] = account
        run = self._make_run(2)
        self._make_dear(run)
        self._check(run, 103, 134, price=6, usage=10, efficiency=15)
        balances = {t: self._get_balance(account) for t, account in accounts.items()}
        self.assertEqual(balances, {"price": 6, "usage": 10, "efficiency": 15})
        # What the plan of 103 differs from the standard of 60.
        self.assertEqual(self._get_balance(other), 43)
        self.assertEqual(self._get_balance(self.account_production), 0)
        self.assertEqual(self._get_balance(self.account_absorbed), -8)

    def test_scrap_and_a_by_product(self):
        offcut = self._make_product("Offcut", self.category_fifo_auto)
        self.bom.byproduct_ids = [
            Command.create(
                {"product_id": offcut.id, "product_qty": 1, "cost_share": 25}
            )
        ]
        run = self._make_run(2)
        self._scrap(run, self.wood, 1)
        self._finish(run)
        # What was scrapped is beside the cost of the goods: 103, of it 25.75 offcuts.
        self._check(run, 103, 113, scrap=10)
        self.assertEqual(self._get_value(run), 77.25)

    # === Every other type ===

    def test_a_dearer_hour(self):
        run = self._make_run(2)
        self.lathe.costs_hour = 80
        self._finish(run)
        # 75 minutes at 20 an hour more
        self._check(run, 103, 128, rate=25)

    def test_fewer_are_made_than_planned(self):
        order = self._sell([(self.table, 10)])
        run = self._get_runs(order)
        run.qty_producing = 8
        run.move_raw_ids.write({"quantity": 8, "picked": True})
        self._log(run.workorder_ids, 0, 15, setup=True)
        self._log(run.workorder_ids, 15, 240)
        run.with_context(skip_backorder=True, skip_consumption=True).button_mark_done()
        self.assertEqual(run.state, "done")
        self._check(run, 423, 343, volume=-80)

    def test_a_backorder_has_its_share_of_the_setup(self):
        order = self._sell([(self.table, 10)])
        run = self._get_runs(order)
        backorder = self._finish(run, 4, backorder=True)
        self._finish(backorder)
        self._check(run | backorder, 423, 423)
        self._check(run, 169.2, 183, lot_size=13.8)

    def test_runs_that_are_merged_save_setups(self):
        runs = self._make_run(1) | self._make_run(1)
        action = runs.action_merge()
        run = self.env["mrp.production"].browse(action["res_id"])
        self._finish(run)
        self._check(run, 126, 103, lot_size=-23)

    def test_what_runs_below_bring_is_their_variance(self):
        top = self._make_product("Top", self.category_fifo_auto)
        top.supply_policy = "pull"
        self._make_bom(top, {self.wood: 1})
        desk = self._make_product("Desk", self.category_fifo_auto)
        desk.supply_policy = "pull"
        self._make_bom(desk, {top: 1})
        order = self._sell([(desk, 1)])
        self.wood.standard_price = 14
        below, above = self._get_runs(order, top), self._get_runs(order, desk)
        self._make_all(order)
        self._check(below, 63, 67, price=4)
        self._check(above, 116, 120, below=4)
        # The runs of an order are added without what stands below.
        rows = (below | above).pull_variance_ids
        own = rows.filtered(lambda row: row.type != "below")
        self.assertEqual(self._round(sum(own.mapped("actual"))), 120)
        self.assertEqual(own.order_id, order)

    # === Later ===

    def test_a_bill_that_comes_late_adds_rows_of_its_day(self):
        lamp = self._make_bought(price=10)
        self.bom.bom_line_ids.product_id = lamp
        with freeze_time("2026-01-20 10:00:00"):
            order = self._sell([(self.table, 2)])
            bought = self._receive(order)
            self._make_all(order)
            run = self._get_runs(order)
            self._check(run, 103, 103)
        with freeze_time("2026-02-10 10:00:00"):
            bill = self._bill(bought, price=13, **FEBRUARY)
            self._check(run, 103, 109, price=6)
        late = run.pull_variance_ids.filtered("cause")
        self.assertEqual(
            (late.date, late.cause, late.amount, late.partner_id),
            (date(2026, 2, 10), bill.name, 6, self.vendor),
        )
        january = run.pull_variance_ids.filtered(
            lambda row: row.date <= date(2026, 1, 31)
        )
        self.assertEqual(sum(january.mapped("amount")), 0)

    def test_a_rate_of_exchange_that_changes_before_the_bill(self):
        euro = self.env.ref("base.EUR")
        if euro == self.company.currency_id:
            euro = self.env.ref("base.USD")
        euro.active = True
        euro.rate_ids.unlink()
        rates = {"2020-01-01": 2, "2026-02-01": 1.6}
        euro.rate_ids = [
            Command.create({"name": day, "rate": rate, "company_id": self.company.id})
            for day, rate in rates.items()
        ]
        lamp = self._make_bought(price=20)
        lamp.seller_ids.currency_id = euro
        self.bom.bom_line_ids.product_id = lamp
        with freeze_time("2026-01-20 10:00:00"):
            order = self._sell([(self.table, 2)])
            bought = self._receive(order)
            self._make_all(order)
        with freeze_time("2026-02-10 10:00:00"):
            self._bill(bought, price=21, currency_id=euro.id, **FEBRUARY)
            # 2 at 20 / 2 planned; 2 at 21 / 2 and the rate beside it
            self._check(self._get_runs(order), 103, 109.25, price=1, exchange=5.25)

    def test_kept_late_it_is_the_same(self):
        lamp = self._make_bought(price=10)
        self.bom.bom_line_ids.product_id = lamp
        with freeze_time("2026-01-20 10:00:00"):
            order = self._sell([(self.table, 2)])
            bought = self._receive(order)
            self._make_all(order)
        with freeze_time("2026-02-10 10:00:00"):
            self._bill(bought, price=13, **FEBRUARY)
            run = self._get_runs(order)
            self._check(run, 103, 109, price=6)
        late = run.pull_variance_ids.filtered(lambda row: row.type == "price")
        self.assertEqual(late.date, date(2026, 2, 10))

    def test_the_sheet_and_the_run_say_it(self):
        order = self._sell([(self.table, 2)])
        run = self._get_runs(order)
        [part, _other] = run._split_productions({run: [1, 1]})
        self._finish(part)
        [figures, _open] = order._get_cost_sheet()["runs"]
        self.assertEqual(
            [
                (row["label"], self._round(row["amount"]))
                for row in figures["variances"]
            ],
            [("Lot size", 11.5)],
        )
        self.assertEqual(
            (self._round(figures["planned"]), self._round(figures["actual"])),
            (51.5, 63),
        )
        self.assertIn("planned for runs of 2", part.pull_variance_words)
        self.assertIn("Lot size", part.pull_variance_words)


RUNS = st.fixed_dictionaries(
    {
        "quantity": st.integers(1, 6),
        "produced": st.integers(1, 8),
        "parts": st.integers(1, 3),
        "rate": st.integers(0, 9999).map(lambda cents: cents / 100),
        "price": st.integers(0, 2500).map(lambda cents: cents / 100),
        "used": st.integers(1, 9),
        "scrapped": st.integers(0, 2),
        "setup": st.integers(0, 40),
        "run": st.integers(0, 200),
        "method": st.sampled_from(["fifo", "avco", "standard"]),
    }
)


@tagged("post_install", "-at_install")
class TestCostVarianceProperty(VarianceCommon):
    """Whatever happens: the types of each run sum to actual less plan."""

    @settings(
        max_examples=15,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(RUNS)
    def test_any_run_is_explained_to_the_cent(self, facts):
        savepoint = self.env.cr.savepoint()
        try:
            self._make_and_check(facts)
        finally:
            savepoint.close(rollback=True)

    def _make_and_check(self, facts):
        category = f"category_{facts['method']}_auto"
        self.table.categ_id = getattr(self, category)
        self.table.standard_price = 30
        quantity, parts = facts["quantity"], min(facts["parts"], facts["quantity"])
        run = self._make_run(quantity)
        runs = run
        if parts > 1:
            sizes = [quantity - parts + 1] + [1] * (parts - 1)
            runs = run._split_productions({run: sizes})
        self.lathe.costs_hour, self.wood.standard_price = facts["rate"], facts["price"]
        scrapped = 0.0
        if facts["scrapped"]:
            scrap = self._scrap(run, self.wood, facts["scrapped"])
            scrapped = sum(scrap.move_ids.mapped("value"))
        workorder = run.workorder_ids
        if facts["setup"]:
            self._log(workorder, 0, facts["setup"], setup=True)
        if facts["run"]:
            self._log(workorder, 60, facts["run"])
        run.qty_producing = facts["produced"]
        run.move_raw_ids.write({"quantity": facts["used"], "picked": True})
        run.with_context(skip_backorder=True, skip_consumption=True).button_mark_done()
        for part in runs - run:
            self._finish(part)
        self.rows._keep_due()
        # 10 of wood, 30 of run and the share of one setup, and what really was.
        plan = sum(round(part.product_qty * (40 + 23 / quantity), 2) for part in runs)
        actual = sum(runs.mapped("run_cost")) + scrapped
        rows = runs.pull_variance_ids
        self.assertAlmostEqual(sum(rows.mapped("planned")), plan, 2)
        self.assertAlmostEqual(sum(rows.mapped("actual")), actual, delta=0.0151)
        for part in runs:
            rows = part.pull_variance_ids
            cost = part.run_cost + (scrapped if part == run else 0)
            self.assertAlmostEqual(sum(rows.mapped("actual")), cost, delta=0.0051)
        kept = runs.pull_variance_ids
        runs.pull_variance_kept = False
        self.rows._keep_due()
        self.assertEqual(runs.pull_variance_ids, kept)
