from odoo import Command, fields
from odoo.tests import tagged

from .books import CogsFlowsCommon


@tagged("post_install", "-at_install", "-standard", "beside")
class TestCogsDirect(CogsFlowsCommon):
    """What a vendor ships straight to a customer costs what his bill says.

    The vendor sells a lamp at 10; it is sold at 500.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dropship = cls.env.ref("stock_dropshipping.route_drop_shipping")

    def _make_shipped(self, name="Lamp", price=10):
        product = self._make_bought(name, price)
        product.route_ids = self.dropship
        return product

    def _order(self, quantities):
        order = self._sell(quantities)
        order.order_line.write({"price_unit": 500, "tax_ids": [Command.clear()]})
        return order

    def _ship_and_bill(self, order, price=None):
        lines = self._receive(order)
        return self._bill(lines, price)

    def _refund(self, bill, quantity):
        refund = bill._reverse_moves([{"invoice_date": bill.invoice_date}])
        refund.invoice_line_ids.quantity = quantity
        refund.action_post()
        return refund

    def _get_report(self, order):
        """Return (revenue, cogs, margin) in the report of COGS by order."""
        self.env.flush_all()
        [figures] = self.env["pull.cogs.report"]._read_group(
            [("order_id", "=", order.id)],
            [],
            ["revenue:sum", "cogs:sum", "gross_margin:sum"],
        )
        return tuple(map(self._round, figures))

    def _check(self, order, revenue, cogs):
        """Report and sheet say the same, and it is the ledger's."""
        figures = (revenue, cogs, revenue - cogs)
        self.assertEqual(self._get_report(order), figures)
        sheet = order._get_cost_sheet()
        head = sheet["head"]
        names = ("invoiced", "cogs", "margin")
        self.assertEqual(tuple(self._round(head[name]) for name in names), figures)
        self.assertEqual(self._round(sheet["foot"]["ledger"]), cogs)
        self.assertEqual(sheet["foot"]["difference"], 0)
        self._check_costs()

    def test_three_lamps_at_500(self):
        order = self._order([(self._make_shipped(), 3)])
        bill = self._ship_and_bill(order)
        self._invoice(order)
        self._check(order, 1500, 30)
        [row] = self._get_rows(order)
        self.assertRecordValues(
            row,
            [
                {
                    "account_move_line_id": bill.invoice_line_ids.id,
                    "kind": "material",
                    "amount": 30,
                    "basis": "specific",
                    "date": bill.date,
                }
            ],
        )
        [line] = order._get_cost_sheet()["lines"]
        total = line["total"]
        self.assertEqual(
            (total["planned"], total["actual"], total["booked"]), (30,) * 3
        )

    def test_a_bill_dearer_than_ordered(self):
        order = self._order([(self._make_shipped(), 3)])
        self._ship_and_bill(order, price=12)
        self._invoice(order)
        self._check(order, 1500, 36)
        [line] = order._get_cost_sheet()["lines"]
        self.assertEqual(line["total"]["variance"], 6)

    def test_a_bill_before_the_goods_are_shipped(self):
        order = self._order([(self._make_shipped(), 3)])
        lines = self.env["purchase.order.line"].search(
            [("pull_sale_line_ids", "in", order.order_line.ids)]
        )
        lines.order_id.button_confirm()
        bill = self._bill(lines, quantity=3)
        self.assertEqual(bill.invoice_line_ids.account_id, self.account_expense)
        self._receive(order)
        self._invoice(order)
        self._check(order, 1500, 30)

    def test_shipped_and_not_billed_yet_is_an_estimate(self):
        order = self._order([(self._make_shipped(), 3)])
        lines = self._receive(order)
        self._invoice(order)
        self._check(order, 1500, 0)
        [note] = order._get_cost_sheet()["foot"]["notes"]
        self.assertIn("3 Units of Lamp", note)
        self.assertIn("30.00", note)
        self.assertIn("estimate", note)
        [line] = order._get_cost_sheet()["lines"]
        self.assertEqual((line["total"]["actual"], line["total"]["booked"]), (30, 0))
        self._bill(lines, quantity=2)
        [line] = order._get_cost_sheet()["lines"]
        self.assertEqual((line["total"]["actual"], line["total"]["booked"]), (30, 20))

    def test_a_bill_reset_cancelled_and_deleted_takes_its_cost_away(self):
        order = self._order([(self._make_shipped(), 3)])
        bill = self._ship_and_bill(order)
        self._invoice(order)
        bill.button_draft()
        self._check(order, 1500, 0)
        bill.invoice_line_ids.price_unit = 11
        bill.action_post()
        self._check(order, 1500, 33)
        bill.button_cancel()
        self._check(order, 1500, 0)
        bill.button_draft()
        bill.with_context(force_delete=True).unlink()
        self._check(order, 1500, 0)
        self.assertFalse(self._get_rows(order))

    def test_a_bill_moved_to_another_account(self):
        order = self._order([(self._make_shipped(), 3)])
        bill = self._ship_and_bill(order)
        self._invoice(order)
        item = bill.invoice_line_ids
        item.account_id = self.account_spent
        self._check(order, 1500, 30)
        item.account_id = self.account_inventory.copy(
            {"code": "100999", "account_type": "asset_current"}
        )
        self._check(order, 1500, 0)

    def test_goods_that_go_back_and_are_refunded(self):
        order = self._order([(self._make_shipped(), 3)])
        lines = self._receive(order)
        bill = self._bill(lines)
        invoice = self._invoice(order)
        self._return(lines.move_ids.picking_id, {lines.product_id: 1})
        self._refund(bill, 1)
        self._credit(invoice, {order.order_line: 1})
        self._check(order, 1000, 20)

    def test_a_refund_that_cancels_the_bill(self):
        order = self._order([(self._make_shipped(), 3)])
        bill = self._ship_and_bill(order)
        self._invoice(order)
        bill._reverse_moves([{"invoice_date": bill.invoice_date}], cancel=True)
        self._check(order, 1500, 0)
        self.assertEqual(len(self._get_rows(order)), 2)

    def test_a_purchase_that_serves_two_order_lines_is_split_to_the_cent(self):
        lamp = self._make_shipped(price=3.335)
        order = self._order([(lamp, 2), (lamp, 1)])
        first, second = order.order_line
        purchases = self.env["purchase.order.line"].search(
            [("pull_sale_line_ids", "in", order.order_line.ids)]
        )
        purchases.order_id.button_confirm()
        # A buyer puts both on one line.
        kept, given_up = purchases
        given_up.move_ids.purchase_line_id = kept
        kept.move_ids.quantity = 0
        for move in kept.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        kept.move_ids.picking_id.button_validate()
        bill = self._bill(kept, price=10 / 3, quantity=3)
        self.assertEqual(bill.amount_untaxed, 10)
        amounts = {row.sale_line_id: row.amount for row in self._get_rows(order)}
        self.assertEqual(amounts, {first: 6.67, second: 3.33})
        self._refund(bill, 1)
        self.assertEqual(sum(self._get_rows(order).mapped("amount")), 6.67)
        self._check_costs()

    def test_a_line_partly_shipped_and_partly_from_stock(self):
        lamp = self._make_shipped()
        self._make_in_move(lamp, 1, unit_cost=7)
        self.company.action_close_stock_valuation(auto_post=True)
        order = self._order([(lamp, 3)])
        lines = self._receive(order)
        self.assertEqual(lines.product_qty, 3)
        # One of the three goes out from stock instead.
        self._return(lines.move_ids.picking_id, {lamp: 1})
        move = self.env["stock.move"].create(
            {
                "product_id": lamp.id,
                "product_uom_qty": 1,
                "location_id": self.stock_location.id,
                "location_dest_id": self.customer_location.id,
                "sale_line_id": order.order_line.id,
                "picking_type_id": self.picking_type_out.id,
            }
        )
        move._action_confirm()
        move.write({"quantity": 1, "picked": True})
        move._action_done()
        self._bill(lines, quantity=2)
        self._invoice(order)
        rows = self._get_rows(order)
        self.assertEqual(sorted(rows.mapped("amount")), [7, 20])
        self._check(order, 1500, 27)

    def test_a_kit_that_is_shipped(self):
        kit = self._make_product("Kit", self.category_fifo_auto)
        kit.supply_policy = "pull"
        kit.is_storable = False
        parts = [self._make_shipped("Part 1", 10), self._make_shipped("Part 2", 4)]
        self._make_bom(kit, dict.fromkeys(parts, 1), type="phantom")
        order = self._order([(kit, 2)])
        self._ship_and_bill(order)
        self._invoice(order)
        self._check(order, 1000, 28)

    def test_a_bill_in_another_currency(self):
        self._use_multi_currencies([("2020-01-01", 2)])
        order = self._order([(self._make_shipped(), 3)])
        lines = self._receive(order)
        bill = self._bill(lines)
        bill.button_draft()
        bill.currency_id = self.other_currency
        bill.action_post()
        self._invoice(order)
        self._check(order, 1500, 15)

    def test_a_split_that_is_lost_is_found(self):
        order = self._order([(self._make_shipped(), 3)])
        self._ship_and_bill(order)
        self._invoice(order)
        self._get_rows(order).sudo().unlink()
        [gap] = self.env["pull.cogs.line"]._check_pull_cost_integrity()
        self.assertIn("Expected 30.00, found 0.00", gap)
        self.assertEqual(order._get_cost_sheet()["foot"]["difference"], 30)

    def test_past_bills_are_built(self):
        order = self._order([(self._make_shipped(), 3)])
        bill = self._ship_and_bill(order)
        self._invoice(order)
        self._get_rows(order).sudo().unlink()
        builds = self.env["pull.cost.build"].sudo()
        build = builds._start()
        self.assertGreaterEqual(build.items_total, 1)
        past = build._get_past_items()
        while past.build(100) is not None:
            pass
        self._check(order, 1500, 30)
        self.assertEqual(bill.line_ids.cogs_row_ids.sale_line_id, order.order_line)

    def test_the_bill_of_another_month_is_a_cost_of_that_month(self):
        order = self._order([(self._make_shipped(), 3)])
        bill = self._ship_and_bill(order)
        self._invoice(order)
        self.assertEqual(bill.date, fields.Date.to_date("2026-01-05"))
        [row] = self.env["pull.cogs.report"].search(
            [("order_id", "=", order.id), ("kind", "=", "material")]
        )
        self.assertEqual(row.date, bill.date)
