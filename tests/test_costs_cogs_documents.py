from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.pegging.walks import DELIVERED
from .books import CogsFlowsCommon


@tagged("post_install", "-at_install")
class TestCogsDocuments(CogsFlowsCommon):
    """What happens on purchases, invoices and credit notes. A run of n costs
    40 n + 23: 10 n material, 30 n run, 15 setup time, 8 fixed."""

    # === Purchases ===

    def test_bill_at_another_price_before_delivery(self):
        order = self._sell([(self._make_bought(), 5)])
        lines = self._receive(order)
        # what is received and not billed is not in the ledger yet
        self._check_costs(gap=-50)
        self._bill(lines, price=12)
        self._check_costs()
        self._deliver(order)
        self._invoice(order)
        self._check_kinds(order, material=60)
        self._check_costs()

    def test_bill_at_another_price_after_delivery(self):
        order = self._sell([(self._make_bought(), 5)])
        lines = self._receive(order)
        self._deliver(order)
        self._invoice(order)
        self._check_kinds(order, material=50)
        self._bill(lines, price=12)
        # It goes on to who has the goods.
        self._check_kinds(order, material=60)
        self._check_costs()

    def test_bill_corrected_between_two_deliveries(self):
        order = self._sell([(self._make_bought(), 4)])
        lines = self._receive(order)
        bill = self._bill(lines)
        self._deliver(order, {order.order_line: 1})
        self._invoice(order)
        self._check_kinds(order, material=10)
        bill.button_draft()
        bill.invoice_line_ids.price_unit = 13
        bill.action_post()
        self._check_kinds(order, material=13)
        self._check_costs()
        self._deliver(order)
        self._invoice(order)
        self._check_kinds(order, material=52)
        self._check_costs()

    def test_bought_in_a_foreign_currency(self):
        self._use_multi_currencies([("2020-01-01", 2)])
        lamp = self._make_bought(price=30)
        lamp.seller_ids.currency_id = self.other_currency
        order = self._sell([(lamp, 3)])
        lines = self._receive(order)
        self.assertEqual(lines.currency_id, self.other_currency)
        bill = self._bill(lines)
        bill.button_draft()
        bill.currency_id = self.other_currency
        bill.action_post()
        self._deliver(order)
        self._invoice(order)
        # 30 at two for one
        self._check_kinds(order, material=45)
        self._check_costs()

    def test_returned_to_the_vendor(self):
        order = self._sell([(self._make_bought(), 5)])
        lines = self._receive(order)
        self._bill(lines)
        back = self._return(lines.order_id.picking_ids, {lines.product_id: 2})
        self._check_kinds(back.move_ids, material=20)
        self._deliver(order, {order.order_line: 3})
        self._invoice(order)
        self._check_kinds(order, material=30)
        # the vendor has yet to credit them
        self._check_costs(gap=20)

    # === Returns ===

    def test_returned_and_delivered_again(self):
        order = self._sell([(self.table, 2)])
        self._make_all(order)
        delivery = self._deliver(order)
        self._invoice(order)
        back = self._return(delivery)
        self.assertEqual(order.order_line.qty_delivered, 0)
        # nothing is kept: what it cost is in stock again
        self._check_kinds(order)
        self._check_costs()
        self._return(back)
        self.assertEqual(order.order_line.qty_delivered, 2)
        self._check_kinds(order, material=20, run=60, setup_time=15, setup_fixed=8)
        self._check_costs()

    def test_returned_credited_delivered_again_and_invoiced(self):
        order = self._sell([(self.table, 2)])
        self._make_all(order)
        delivery = self._deliver(order)
        invoice = self._invoice(order)
        back = self._return(delivery)
        self._credit(invoice)
        self._check_kinds(order)
        self._check_costs()
        self._return(back)
        self._invoice(order)
        self._check_kinds(order, material=20, run=60, setup_time=15, setup_fixed=8)
        self._check_costs()

    # === Invoices ===

    def test_cancelled_by_a_credit_note_and_invoiced_again(self):
        order = self._sell([(self.table, 2)])
        invoice = self._complete(order)
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        again = self.env["account.move"].browse(wizard.modify_moves()["res_id"])
        self.assertEqual(invoice.reversal_move_ids.state, "posted")
        self._check_kinds(order)
        self._check_costs(gap=103)
        again.action_post()
        self._check_kinds(order, material=20, run=60, setup_time=15, setup_fixed=8)
        self._check_costs()

    def test_invoice_cancelled(self):
        order = self._sell([(self.table, 1)])
        invoice = self._complete(order)
        invoice.button_draft()
        invoice.button_cancel()
        self.assertFalse(self._get_rows(order))
        self._check_costs(gap=63)
        self._invoice(order)
        self._check_kinds(order, material=10, run=30, setup_time=15, setup_fixed=8)
        self._check_costs()

    def test_invoices_posted_at_once(self):
        order = self._sell([(self.table, 3)])
        other = self._sell([(self.table, 1)])
        for each in (order, other):
            self._make_all(each)
        self._deliver(order, {order.order_line: 2})
        invoices = self._invoice(order, post=False)
        self._deliver(order)
        self._deliver(other)
        invoices |= self._invoice(order, post=False)
        invoices |= self._invoice(other, post=False)
        invoices.action_post()
        # 143 and 63 in two runs of three and one
        self.assertEqual(self._get_cogs(order) + self._get_cogs(other), 206)
        self._check_costs()

    def test_one_line_twice_on_an_invoice(self):
        order = self._sell([(self.table, 3)])
        self._make_all(order)
        self._deliver(order)
        invoice = self._invoice(order, {order.order_line: 1}, post=False)
        item = invoice.invoice_line_ids
        invoice.invoice_line_ids = [
            Command.create(
                {
                    "product_id": self.table.id,
                    "quantity": 2,
                    "price_unit": 1000,
                    "sale_line_ids": [Command.set(item.sale_line_ids.ids)],
                }
            )
        ]
        invoice.action_post()
        self._check_kinds(order, material=30, run=90, setup_time=15, setup_fixed=8)
        self._check_costs()

    def test_partly_invoiced_before_delivery(self):
        self.table.invoice_policy = "order"
        order = self._sell([(self.table, 3)])
        line = order.order_line
        self._invoice(order, {line: 2})
        self._make_all(order)
        self._deliver(order, {line: 1})
        self.assertEqual(self._get_cogs(order), 47.67)
        self._check_costs()
        self._invoice(order)
        self._deliver(order)
        self._check_kinds(order, material=30, run=90, setup_time=15, setup_fixed=8)
        self._check_costs()

    def test_down_payment_has_no_cost(self):
        order = self._sell([(self.table, 1)])
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"advance_payment_method": "percentage", "amount": 50})
        )
        wizard._create_invoices(order).action_post()
        self._check_kinds(order)
        self._make_all(order)
        self._deliver(order)
        order._create_invoices(final=True).action_post()
        self._check_kinds(order, material=10, run=30, setup_time=15, setup_fixed=8)
        self._check_costs()

    def test_invoiced_in_another_currency(self):
        self._use_multi_currencies([("2020-01-01", 3)])
        pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": self.other_currency.id}
        )
        order = self._sell([(self.table, 3)], pricelist_id=pricelist.id)
        self._make_all(order)
        self._deliver(order)
        invoice = self._invoice(order, {order.order_line: 1})
        self.assertEqual(invoice.currency_id, self.other_currency)
        self._invoice(order)
        self._check_kinds(order, material=30, run=90, setup_time=15, setup_fixed=8)
        self._check_costs()

    # === What is set up otherwise ===

    def test_archived_after_delivery(self):
        order = self._sell([(self.table, 1)])
        self._make_all(order)
        self._deliver(order)
        self.table.product_tmpl_id.action_archive()
        self.bom.action_archive()
        self._invoice(order)
        self._check_kinds(order, material=10, run=30, setup_time=15, setup_fixed=8)
        self._check_costs()

    def test_a_line_without_product_has_no_cost(self):
        order = self._sell([(self.table, 1)])
        invoice = self._complete(order)
        invoice.button_draft()
        invoice.invoice_line_ids.product_id = False
        invoice.action_post()
        self._check_kinds(order)
        self._check_costs(gap=63)

    def test_periodic_valuation_posts_no_cost(self):
        self.production_location.valuation_account_id = False
        self.component.categ_id = self.table.categ_id = self.category_fifo
        order = self._sell([(self.table, 1)])
        self._complete(order)
        self.assertEqual(self._get_cogs(order), 0)
        self.assertFalse(self._get_rows(order))
        self._check_kinds(
            order.order_line._get_pull_deliveries(),
            material=10,
            run=30,
            setup_time=15,
            setup_fixed=8,
        )
        self._close()
        self._check_costs()

    def test_without_policy_core_books_and_we_explain(self):
        self.table.supply_policy = False
        self._produce(1)
        self._produce(3)
        order = self._sell([(self.table, 2)])
        self._deliver(order)
        self._invoice(order)
        # 63 and one of the run of 3 at 47.67
        self.assertEqual(self._get_cogs(order), 110.67)
        self._check_costs()

    def test_without_stock_account_nothing_is_posted(self):
        order = self._sell([(self.table, 1)])
        self._make_all(order)
        self._deliver(order)
        self._drop_account("property_stock_valuation_account_id")
        self.company.account_stock_valuation_id = False
        invoice = self._invoice(order)
        self.assertEqual(invoice.state, "posted")
        self.assertFalse(self._get_rows(order))
        self.assertEqual(self.env["pull.cogs.line"]._check_pull_cost_integrity(), [])

    def test_without_expense_account_the_journals_own_is_taken(self):
        order = self._sell([(self.table, 1)])
        self._make_all(order)
        self._deliver(order)
        self._drop_account("property_account_expense_categ_id")
        self.company.expense_account_id = False
        invoice = self._invoice(order)
        self._check_kinds(order, material=10, run=30, setup_time=15, setup_fixed=8)
        item = self._get_rows(order).account_move_line_id
        self.assertEqual(item.account_id, invoice.journal_id.default_account_id)
        self._check_costs()

    def _drop_account(self, name):
        categories = self.env["product.category"].search([])
        categories[name] = False
        self.env["ir.default"].search([("field_id.name", "=", name)]).unlink()

    def test_date_of_the_cost_that_follows_the_invoice(self):
        self.table.invoice_policy = "order"
        order = self._sell([(self.table, 1)])
        invoice = self._invoice(order)
        self._make_all(order)
        delivery = self._deliver(order)
        entry = self._get_rows(order).account_move_id
        self.assertEqual(entry.date, fields.Date.context_today(delivery))
        self.assertIn(invoice.name, entry.ref)
        self._check_costs()

    def test_what_is_delivered_is_one_thing_as_domain_and_as_sql(self):
        order = self._sell([(self.table, 3)])
        runs = self._make_all(order)
        # as core does on the runs of its own make to order
        runs.move_finished_ids.sale_line_id = order.order_line
        picking = self._deliver(order, {order.order_line: 2})
        back = self._return(picking, {self.table: 1})
        self.env.flush_all()
        line, moves = order.order_line, self.env["stock.move"]
        delivered = (picking | back).move_ids
        self.assertEqual(line._get_pull_deliveries(), delivered)
        self.assertTrue(line.move_ids.production_id)
        self.assertTrue(line.move_ids.filtered(lambda move: move.state != "done"))
        self.assertEqual(moves.search(line._get_pull_delivered_domain()), delivered)
        rows = self.env.execute_query(
            SQL(
                "SELECT move.id FROM stock_move move WHERE %s AND sale_line_id = %s",
                DELIVERED,
                line.id,
            )
        )
        self.assertEqual(moves.browse(move for (move,) in rows), delivered)
