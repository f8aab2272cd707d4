import doctest
from datetime import date, timedelta

from freezegun import freeze_time
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import new_test_user, tagged

from ..models.costs.accruals import accruals
from .books import CogsFlowsCommon

JANUARY = date(2026, 1, 31)
FEBRUARY = {"invoice_date": "2026-02-10", "date": "2026-02-10"}


class AccrualCommon(CogsFlowsCommon):
    """Tables are sold at 1,000; one costs 63, two 103. Lamps are bought at 10."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("account.group_account_user")
        cls.asset = cls._make_account("Accrued revenue", "100950", "asset_current")
        cls.liability = cls._make_account("Accrued", "200950", "liability_current")
        cls.company.pull_accrual_asset_account_id = cls.asset
        cls.company.pull_accrual_liability_account_id = cls.liability

    def _find(self, day=None):
        """Return {(kind, document, quantity): (cost, revenue, waiting)}."""
        return {
            (one.kind, one.line.order_id, one.quantity): (
                one.cost,
                one.revenue,
                one.waiting,
            )
            for one in self.company._get_accruals(day).get_all()
        }

    def _sell_in_january(self, quantity=2, make=True):
        with freeze_time("2026-01-20 10:00:00"):
            order = self._sell([(self.table, quantity)])
            order.order_line.tax_ids = False
            if make:
                self._make_all(order)
        return order

    def _post(self, day=JANUARY):
        self.env["pull.accrual"]._make(day)
        action = self.env["pull.accrual"].action_post()
        return self.env["account.move"].search(action["domain"])

    def _check_nothing_is_left(self, entries):
        """The entry and its reversal cancel out, account by account."""
        for account, items in entries.line_ids.grouped("account_id").items():
            self.assertEqual(self._round(sum(items.mapped("balance"))), 0, account.name)

    def _get_amounts(self, entry):
        return {
            account: self._round(sum(items.mapped("balance")))
            for account, items in entry.line_ids.grouped("account_id").items()
        }


@tagged("post_install", "-at_install")
class TestAccruals(AccrualCommon):
    """What is delivered, invoiced or received, and not the other, as of a day."""

    def test_doctests_hold(self):
        self.assertFalse(doctest.testmod(accruals).failed)

    # === What is to be accrued ===

    def test_delivered_in_january_and_invoiced_in_february(self):
        order = self._sell_in_january()
        with freeze_time("2026-01-25 10:00:00"):
            self._deliver(order)
        january = {("delivered", order, 2): (103, 2000, 0)}
        self.assertEqual(self._find(JANUARY), january)
        with freeze_time("2026-02-10 10:00:00"):
            invoice = self._invoice(order)
            invoice.button_draft()
            invoice.action_post()
            self._return(order.picking_ids, {self.table: 1})
        with freeze_time("2026-03-10 10:00:00"):
            self.assertEqual(self._find(JANUARY), january)
            self.assertEqual(self._find(), {("invoiced", order, 1): (0, 1000, 0)})

    def test_invoiced_in_january_and_delivered_in_february(self):
        self.table.invoice_policy = "order"
        order = self._sell_in_january(make=False)
        with freeze_time("2026-01-25 10:00:00"):
            self._invoice(order)
        with freeze_time("2026-02-10 10:00:00"):
            self._make_all(order)
            self._deliver(order)
            self.assertEqual(
                self._find(JANUARY), {("invoiced", order, 2): (0, 2000, 0)}
            )
            self.assertEqual(self._find(), {})

    def test_a_delivery_of_which_a_part_is_invoiced(self):
        order = self._sell_in_january()
        with freeze_time("2026-01-25 10:00:00"):
            self._deliver(order)
            self._invoice(order, {order.order_line: 1})
        self.assertEqual(
            self._find(JANUARY), {("delivered", order, 1): (51.5, 1000, 0)}
        )

    def test_two_deliveries_of_which_one_is_invoiced(self):
        order = self._sell_in_january()
        with freeze_time("2026-01-25 10:00:00"):
            self._deliver(order, {order.order_line: 1})
            self._deliver(order)
            self._invoice(order, {order.order_line: 1})
        self.assertEqual(
            self._find(JANUARY), {("delivered", order, 1): (51.5, 1000, 0)}
        )

    def test_received_in_january_and_billed_in_february(self):
        lamp = self._make_bought(price=10)
        with freeze_time("2026-01-20 10:00:00"):
            bought = self._purchase(lamp, 5, 10)
        bought.price_unit = 12
        january = {("received", bought.order_id, 5): (50, 0, 10)}
        self.assertEqual(self._find(JANUARY), january)
        with freeze_time("2026-02-10 10:00:00"):
            self._bill(bought, price=12, **FEBRUARY)
            self.assertEqual(self._find(JANUARY), january)
            self.assertEqual(self._find(), {})

    def test_a_kit_of_which_a_part_is_delivered(self):
        lamp = self._make_product("Lamp", self.category_fifo_auto)
        self._make_in_move(lamp, 20, unit_cost=10)
        kit = self._make_product("Kit", self.category_fifo_auto)
        kit.write({"is_storable": False, "supply_policy": "pull"})
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": lamp.id, "product_qty": 2})
                ],
            }
        )
        order = self._sell([(kit, 3)])
        [move] = order.picking_ids.move_ids
        self._deliver(order, {move.sale_line_id: 4})
        found = self._find()
        self.assertEqual(found[("delivered", order, 2)], (40, 2000, 0))

    # === Entries ===

    def test_the_entry_is_at_cost_and_reversed(self):
        order = self._sell_in_january()
        lamp = self._make_bought(price=10)
        with freeze_time("2026-01-25 10:00:00"):
            self._deliver(order)
            self._purchase(lamp, 5, 10)
        entries = self._post()
        entry, reversal = entries.sorted("date")
        self.assertEqual((entry.date, reversal.date), (JANUARY, date(2026, 2, 1)))
        self.assertEqual(
            self._get_amounts(entry),
            {
                self.asset: 2000,
                self.account_income: -2000,
                self.account_expense: 103,
                self.account_stock_valuation: 50 - 103,
                self.liability: -50,
            },
        )
        self._check_nothing_is_left(entries)

    def test_it_is_posted_once(self):
        order = self._sell_in_january()
        with freeze_time("2026-01-25 10:00:00"):
            self._deliver(order)
        entries = self._post()
        with self.assertRaisesRegex(UserError, "accrued already"):
            self._post()
        self.assertEqual(
            self.env["pull.accrual"]._make(JANUARY).entry_id, entries.sorted("date")[0]
        )
        # It is no cost of goods sold: the invoice books that, and the control is empty.
        with freeze_time("2026-02-10 10:00:00"):
            self._invoice(order)
            self.assertEqual(self._get_cogs(order), 103)
        entry, reversal = entries.sorted("date")
        entry.button_draft()
        self.assertEqual(reversal.state, "draft", "what is not accrued is not reversed")
        again = self._post()
        self.assertEqual(len(again), 2)
        self._check_nothing_is_left(again)
        posted = (entries | again).filtered(lambda move: move.state == "posted")
        self.assertEqual(posted, again)

    def test_the_control_knows_an_accrual(self):
        order = self._sell_in_january()
        lamp = self._make_bought(price=10)
        with freeze_time("2026-01-25 10:00:00"):
            self._deliver(order)
            self._purchase(lamp, 5, 10)

        def find(day):
            findings = self.company._get_cost_control(day).get_findings()
            return [(one[0], one.name, *one[2:5]) for one in findings if not one.rest]

        before = find(JANUARY)
        self.assertFalse(before)
        self._post()
        for day in (JANUARY, JANUARY + timedelta(days=1), date(2026, 2, 28)):
            self.assertEqual(find(day), [], day)

    def test_the_control_names_what_is_accrued(self):
        order = self._sell_in_january()
        lamp = self._make_bought(price=10)
        with freeze_time("2026-01-25 10:00:00"):
            self._deliver(order, {order.order_line: 1})
            self._deliver(order)
            self._invoice(order, {order.order_line: 1})
            self._purchase(lamp, 5, 10)
        before = self._get_rests(JANUARY)
        self._post()
        accrued = "Accruals: reversed on the next day."
        new = self._get_rests(JANUARY) - before
        self.assertEqual(new, {("cogs", accrued, 51.5), ("stock", accrued, -1.5)})
        after = self._get_rests(JANUARY + timedelta(days=1))
        self.assertNotIn(accrued, {cause for _balance, cause, _amount in after})

    def _get_rests(self, day):
        findings = self.company._get_cost_control(day).get_findings()
        return {(one.balance, one.cause, one.found) for one in findings if one.rest}

    def test_the_wizard_of_odoo_takes_the_cost(self):
        order = self._sell_in_january()
        with freeze_time("2026-01-25 10:00:00"):
            self._deliver(order)
        wizard = self.env["account.accrued.orders.wizard"].with_context(
            active_model="sale.order", active_ids=order.ids
        )
        wizard = wizard.create({"account_id": self.asset.id, "date": JANUARY})
        action = wizard.create_entries()
        entries = self.env["account.move"].search(action["domain"])
        amounts = self._get_amounts(entries.sorted("date")[0])
        self.assertEqual(amounts[self.account_expense], 103)
        self.assertEqual(amounts[self.account_stock_valuation], -103)
        self.assertEqual(amounts[self.asset], 2000)
        self._check_nothing_is_left(entries)

    def test_without_accounts_it_leads_to_the_settings(self):
        self.company.pull_accrual_asset_account_id = False
        order = self._sell_in_january()
        with freeze_time("2026-01-25 10:00:00"):
            self._deliver(order)
        with self.assertRaises(RedirectWarning):
            self._post()

    def test_who_sees_costs_reads_it_and_only_accountants_post(self):
        self._deliver(self._sell_in_january())
        reader = new_test_user(
            self.env,
            "accrual_reader",
            groups="base.group_user,pull_through_production.group_pull_cost",
            company_id=self.company.id,
        )
        rows = self.env["pull.accrual"].with_user(reader)
        action = rows.action_open_accruals()
        self.assertTrue(rows.search(action["domain"]))
        with self.assertRaises(AccessError):
            rows.action_post()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["deliver", "invoice", "return", "credit", "buy", "bill"]),
        st.integers(1, 3),
    ),
    min_size=3,
    max_size=8,
)


@tagged("post_install", "-at_install")
class TestAccrualsProperty(AccrualCommon):
    """Whatever happened: the entries of every day cancel out to 0.00, and a day that is
    over is what it was."""

    @settings(
        max_examples=5,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(STEPS)
    def test_any_month_cancels_out(self, steps):
        savepoint = self.env.cr.savepoint()
        try:
            self._live(steps)
        finally:
            savepoint.close(rollback=True)

    def _live(self, steps):
        lamp = self._make_product("Lamp", self.category_fifo_auto)
        order, bought, seen = None, None, {}
        day = date(2026, 1, 6)
        with freeze_time(f"{day} 10:00:00"):
            self._make_in_move(lamp, 30, unit_cost=7)
            order = self._sell([(lamp, 9)])
            order.order_line.tax_ids = False
        for step, size in steps:
            day += timedelta(days=2)
            with freeze_time(f"{day} 10:00:00"):
                bought = self._do(step, size, order, bought, lamp, str(day))
                self.env.flush_all()
            seen[day] = self._find(day)
        for past, found in seen.items():
            self.assertEqual(self._find(past), found)
            self._check_sums(order.order_line, past, found)
            if found:
                self._check_nothing_is_left(self._post(past))

    def _do(self, step, size, order, bought, lamp, day):
        line = order.order_line
        done = order.picking_ids.filtered(
            lambda one: one.state == "done" and one.picking_type_code == "outgoing"
        )
        if step == "deliver":
            self._deliver(order, {line: size})
        elif step == "invoice" and line.qty_to_invoice > 0:
            self._invoice(order, {line: min(size, line.qty_to_invoice)})
        elif step == "return" and done and line.qty_delivered:
            self._return(done[:1], {lamp: 1})
        elif step == "credit" and line.qty_invoiced >= 1 and order.invoice_ids:
            self._credit(order.invoice_ids[-1:], {line: 1})
        elif step == "buy":
            return self._purchase(lamp, size, 8)
        elif step == "bill" and bought and not bought.qty_invoiced:
            self._bill(bought, price=9, invoice_date=day, date=day)
        return bought

    def _check_sums(self, line, day, found):
        """What is with the customer and not invoiced is accrued at 7 each."""
        moves = line._get_pull_deliveries()
        days = moves._get_cost_dates()
        sent = sum(
            (-1 if move.location_id.usage == "customer" else 1) * move.quantity
            for move in moves
            if days[move] <= day
        )
        invoiced = sum(
            quantity for at, quantity in line._get_cogs_invoiced()[line] if at <= day
        )
        rest = sent - invoiced
        rows = {key: costs for key, costs in found.items() if key[1] == line.order_id}
        expected = {}
        if rest > 0:
            expected = {("delivered", line.order_id, rest): (7 * rest, 1000 * rest, 0)}
        elif rest < 0:
            expected = {("invoiced", line.order_id, -rest): (0, -1000 * rest, 0)}
        self.assertEqual(rows, expected)
