from odoo.tests import tagged

from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeSurplus(ChangeCommon):
    """Whose surplus a bigger need takes over: its own order's, in its company."""

    def _get_bought_for(self, order):
        lines = self._get_purchase_lines(self.buy)
        return [
            line._get_pull_quantities().get(order.order_line, 0)
            for line in lines
            if order.order_line in line.pull_sale_line_ids
        ]

    def _order_and_send(self, quantity):
        order = self._make_order([(self.buy, quantity)])
        self._get_purchase_lines(self.buy).order_id.state = "sent"
        return order

    def test_surplus_of_the_order_itself(self):
        order = self._order_and_send(5)
        self._set_quantity(order, 3)
        self._set_quantity(order, 5)
        self._check_bought(self.buy, [5])
        self.assertFalse(self._get_exceptions(order))

    def test_surplus_that_came_beyond_the_purchase(self):
        order = self._make_order([(self.buy, 5)])
        line = self._get_purchase_lines(self.buy)
        line.order_id.button_confirm()
        receipt = line.move_ids
        receipt.quantity = 7
        receipt.picked = True
        receipt.picking_id._action_done()
        self._set_quantity(order, 7)
        self._check_bought(self.buy, [5])
        moves = self._get_customer_moves(order)
        moves._action_assign()
        self.assertEqual(sum(moves.mapped("quantity")), 7)
        # A purchase never serves more than it is of.
        self.assertEqual(line._get_pull_quantities(), {order.order_line: 5})

    def test_the_oldest_of_two_exceptions_keeps_what_is_left(self):
        self.vendor_a.group_rfq = "all"
        first = self._make_order([(self.buy, 3)])
        second = self._make_order([(self.buy, 4)])
        line = self._get_purchase_lines(self.buy)
        line.order_id.state = "sent"
        self._set_quantity(first, 1)
        self._set_quantity(second, 3)
        older = self._get_exceptions(first, "sent")
        newer = self._get_exceptions(second, "sent")
        self.assertEqual((older.quantity, newer.quantity), (2, 1))
        line.product_qty = 6
        self.assertEqual((older.state, older.quantity), ("open", 2))
        self.assertEqual(newer.state, "done")

    def test_not_the_surplus_of_another_order(self):
        first = self._order_and_send(5)
        self._set_quantity(first, 3)
        second = self._make_order([(self.buy, 2)])
        self._set_quantity(second, 4)
        self.assertEqual(sum(self._get_bought_for(second)), 4)
        self._check_bought(self.buy, [5, 4])
        self.assertEqual(self._get_exceptions(first, "sent").quantity, 2)

    def test_not_the_surplus_of_another_company(self):
        order = self._order_and_send(2)
        elsewhere = self._buy_in_another_company(order, 5)
        self._set_quantity(order, 4)
        self.assertEqual(self._get_bought_for(order), [2, 2])
        self.assertFalse(elsewhere.move_dest_ids)

    def _buy_in_another_company(self, order, quantity):
        """Return the line of a purchase that another company made for this order."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        purchase = (
            self.env["purchase.order"]
            .with_company(company)
            .create(
                {
                    "partner_id": self.vendor_a.id,
                    "company_id": company.id,
                    "reference_ids": order.sudo().stock_reference_ids.ids,
                    "order_line": [
                        (0, 0, {"product_id": self.buy.id, "product_qty": quantity})
                    ],
                }
            )
        )
        purchase.state = "sent"
        self.assertEqual(purchase.reference_ids, order.sudo().stock_reference_ids)
        return purchase.order_line
