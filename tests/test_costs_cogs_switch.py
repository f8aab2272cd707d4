from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .books import CogsFlowsCommon


@tagged("post_install", "-at_install")
class TestCogsSwitch(CogsFlowsCommon):
    """A product turns from perpetual to periodic valuation in the middle of an order:
    what is booked stays booked, as does what is due until then; the rest is the
    closing's, and is booked once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.category_fifo_auto.copy()
        cls.table.categ_id = cls.category
        cls.table.invoice_policy = "order"

    def _switch(self, valuation="periodic"):
        self.category.property_valuation = valuation

    def _sell_ten(self, delivered, invoiced):
        """Sell ten tables that cost 423 together."""
        order = self._sell([(self.table, 10)])
        self._make_all(order)
        self._deliver(order, {order.order_line: delivered})
        self.invoice = self._invoice(order, {order.order_line: invoiced})
        return order

    def _get_expense(self, display_type="cogs", day=None):
        domain = [
            ("account_id", "=", self.account_expense.id),
            ("display_type", "=", display_type),
            ("parent_state", "=", "posted"),
        ]
        if day:
            domain.append(("date", "<=", day))
        items = self.env["account.move.line"].search(domain)
        return self._round(sum(items.mapped("balance")))

    def _check(self, booked):
        self.assertEqual(self._get_expense(), booked)
        findings = self.company._get_cost_control().get_findings()
        self.assertEqual([one for one in findings if not one.rest], [])

    def _later(self, days=1):
        return freeze_time(fields.Datetime.now() + timedelta(days=days), tick=True)

    def test_what_is_booked_stays_and_the_closing_books_the_rest(self):
        order = self._sell_ten(delivered=5, invoiced=5)
        self._check(211.50)
        self._switch()
        self._deliver(order)
        self._check(211.50)
        with self._later():
            self._invoice(order)
            self._check(211.50)
            self._close()
            self.assertEqual(self._get_gap(), 0)
            self._check(211.50)

    def test_delivered_before_and_invoiced_after_the_closing(self):
        """As in plain Odoo: the closing has it, the invoice does not book it again."""
        order = self._sell([(self.table, 1)])
        self._make_all(order)
        self._deliver(order)
        self._switch()
        self._close()
        self._invoice(order)
        self._check(0)
        self.assertEqual(self._get_gap(), 0)

    def test_what_comes_back_is_the_closings(self):
        order = self._sell_ten(delivered=10, invoiced=10)
        self._switch()
        with self._later():
            self._return(order.picking_ids, {self.table: 4})
            self._credit(self.invoice, {order.order_line: 4})
            self._check(423)
            self._close()
            self._check(423)
            self.assertEqual(self._get_gap(), 0)

    def test_a_bill_that_comes_later(self):
        lamp = self._make_bought("Lamp")
        lamp.categ_id = self.category
        lamp.supply_policy = "pull"
        order = self._sell([(lamp, 1)])
        bought = self._receive(order)
        self._deliver(order)
        self._invoice(order)
        self._check(10)
        self._switch()
        self._bill(bought, price=12)
        self._check(10)

    def test_an_invoice_of_before_is_posted_again(self):
        with freeze_time("2026-01-20 10:00:00"):
            self._sell_ten(delivered=5, invoiced=5)
        with freeze_time("2026-02-10 10:00:00"):
            self._switch()
        with freeze_time("2026-02-20 10:00:00"):
            self.invoice.button_draft()
            self._check(0)
            self.invoice.action_post()
            self.assertEqual(self._get_expense(day="2026-01-31"), 211.50)
            self._check(211.50)

    def test_the_company_turns_to_periodic(self):
        self.category.property_valuation = False
        self.company.inventory_valuation = "real_time"
        order = self._sell_ten(delivered=5, invoiced=5)
        self.company.inventory_valuation = "periodic"
        self._deliver(order)
        self._invoice(order)
        self._check(211.50)

    def test_the_product_moves_to_a_periodic_category(self):
        order = self._sell_ten(delivered=5, invoiced=5)
        self.table.categ_id = self.category_fifo
        self._deliver(order)
        self._invoice(order)
        self._check(211.50)

    def test_a_switch_that_is_undone_at_once(self):
        order = self._sell_ten(delivered=5, invoiced=2)
        self._check(84.60)
        self._switch()
        self._switch("real_time")
        self._invoice(order, {order.order_line: 3})
        self._check(211.50)
        self._deliver(order)
        self._invoice(order)
        self._check(423)

    def test_back_to_perpetual_after_the_closing(self):
        """Ten of 423: two booked, three left to the closing, five booked again."""
        order = self._sell_ten(delivered=5, invoiced=2)
        self._switch()
        with self._later():
            self._close()
        with self._later(days=2):
            self._switch("real_time")
            self._invoice(order, {order.order_line: 3})
            self._check(84.60)
            self._deliver(order)
            self._invoice(order)
            self._check(84.60 + 211.50)
