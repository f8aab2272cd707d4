from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .test_dropship_change import DropshipChangeCommon

PICKING, PURCHASE = "stock.picking", "purchase.order.line"


@tagged("post_install", "-at_install")
class TestDropshipOwnRoute(DropshipChangeCommon):
    """Without Odoo's module for dropshipping, a person may make such a route."""

    @classmethod
    def _get_dropship_route(cls):
        return cls._make_dropship_route()

    def test_the_chain(self):
        order = self._make_order([(self.a, 5)])
        self.assertEqual(self._get_nodes(order), [(PURCHASE, "A", 5, "draft", 0)])
        self._check_state(order, "not_started")
        transfer = self._confirm_purchase(self.a)
        self.assertEqual(transfer.location_dest_id.usage, "customer")
        self.assertEqual(
            self._get_nodes(order),
            [(PICKING, "A", 5, "assigned", 0), (PURCHASE, "A", 5, "purchase", 1)],
        )
        self._check_state(order, "in_progress")
        self._ship(transfer)
        self._check_state(order, "delivered")

    def test_whom_a_purchase_serves(self):
        order = self._make_order([(self.a, 5)])
        line = self._get_purchase_lines(self.a)
        line.product_qty = 8
        self.assertEqual(line.pull_sale_line_ids, order.order_line)
        self.assertEqual(line.order_id.pull_order_ids, order)
        self.assertEqual(line._get_pull_quantities(), {order.order_line: 5})
        domain = [("pull_sale_line_ids", "in", order.order_line.ids)]
        self.assertEqual(line.search(domain), line)
        self.assertEqual(line.order_id.search(domain), line.order_id)
        self._set_quantity(order, 3)
        self.assertEqual(line.product_qty, 6)
        self.assertEqual(line._get_pull_quantities(), {order.order_line: 3})

    def test_two_orders_in_one_request(self):
        self.vendor_a.group_rfq = "all"
        orders = [self._make_order([(self.a, 5)]) for _each in range(2)]
        lines = self._get_purchase_lines(self.a)
        self.assertEqual(len(lines.order_id), 1)
        self.assertEqual(
            [line._get_pull_quantities() for line in lines],
            [{order.order_line: 5} for order in orders],
        )
        self._set_quantity(orders[1], 3)
        self._check_bought_of(self.a, [5, 3])
        orders[0]._action_cancel()
        self._check_bought_of(self.a, [3])

    def test_two_orders_confirmed_together(self):
        orders = self.env["sale.order"].browse()
        for _each in range(2):
            orders |= self._make_order([(self.a, 5)], confirm=False)
        orders.action_confirm()
        lines = self._get_purchase_lines(self.a)
        self.assertEqual(lines.sale_line_id, orders.order_line)
        self.assertEqual(lines.mapped("product_qty"), [5, 5])

    def test_less_and_more(self):
        order = self._make_order([(self.a, 5)])
        self._set_quantity(order, 3)
        self._check_bought_of(self.a, [3])
        self._set_quantity(order, 7)
        self._check_bought_of(self.a, [7])
        self._confirm_purchase(self.a)
        self._set_quantity(order, 6)
        self._check_bought_of(self.a, [7])
        self._check_told(order, [("too_late", "A", 1)])
        self._set_quantity(order, 9)
        self._check_bought_of(self.a, [7, 2])
        self._check_told(order, [])

    def test_what_can_be_undone_is_given_up_first(self):
        order = self._make_order([(self.a, 5)])
        self._get_purchase_lines(self.a).product_qty = 8
        self._confirm_purchase(self.a)
        self._set_quantity(order, 10)
        self._check_bought_of(self.a, [8, 2])
        self._get_purchase_lines(self.a)[1].product_qty = 4
        self._set_quantity(order, 7)
        self._check_bought_of(self.a, [8, 1])
        self._check_told(order, [])

    def test_less_and_more_of_a_kit(self):
        order = self._make_order([(self.kit, 5)])
        self._set_quantity(order, 3)
        self._check_bought_of(self.a, [6])
        self._check_bought_of(self.b, [3])
        self._confirm_purchase(self.a)
        self._set_quantity(order, 4)
        self._check_bought_of(self.a, [6, 2])
        self._check_bought_of(self.b, [4])
        self._check_told(order, [])

    def test_cancelled_and_confirmed_again(self):
        order = self._make_order([(self.a, 5)])
        self._confirm_purchase(self.a)
        order._action_cancel()
        self._check_told(order, [("too_late", "A", 5)])
        self._confirm_again(order)
        self._check_bought_of(self.a, [5])
        self._check_told(order, [])
        self.assertEqual(self._get_customer_moves(order).mapped("product_qty"), [5])

    def test_cancelled_when_a_part_is_shipped_and_confirmed_again(self):
        order = self._make_order([(self.a, 5)])
        self._ship(self._confirm_purchase(self.a), 2)
        order._action_cancel()
        self._check_told(order, [("too_late", "A", 3)])
        self._confirm_again(order)
        self._check_bought_of(self.a, [5])
        self._check_told(order, [])

    def test_what_is_shipped_beyond_the_order_is_decided(self):
        order = self._make_order([(self.a, 5)])
        transfer = self._confirm_purchase(self.a)
        self._set_quantity(order, 1)
        rest = self._ship(transfer, 3)
        self._check_told(order, [("too_late", "A", 2)])
        self._ship(rest)
        self._check_told(order, [])

    def test_another_date(self):
        due = fields.Datetime.now() + timedelta(days=30)
        order = self._make_order([(self.a, 5)], commitment_date=due)
        line = self._get_purchase_lines(self.a)
        order.commitment_date = due + timedelta(days=10)
        self.assertEqual(line.date_planned.date(), (due + timedelta(days=10)).date())
        self._confirm_purchase(self.a)
        order.commitment_date = due
        self.assertEqual(self._get_exceptions(order).kind, "date")

    def test_what_is_lost_is_told_and_bought_once(self):
        for product, bought in ((self.a, [5]), (self.kit, [5, 10])):
            with self.subTest(product=product.name):
                order = self._make_order([(product, 5)])
                lines = order.sudo().order_line.purchase_line_ids
                lines.order_id.button_confirm()
                moves = lines.filtered(lambda line: line.product_id == self.a).move_ids
                self._ship(moves.picking_id, 2, backorder=False)
                exception = self._get_exceptions(order)
                self.assertEqual(exception.quantity, max(bought) - 2)
                exception.action_retry()
                exception._retry()
                self._check_told(order, [])
                lines = order.sudo().order_line.purchase_line_ids - lines
                self.assertEqual(lines.mapped("product_qty"), [max(bought) - 2])
                self._check_swept()

    def test_a_purchase_is_cancelled_and_set_back(self):
        order = self._make_order([(self.a, 5)])
        purchase = self._get_purchase_lines(self.a).order_id
        purchase.button_cancel()
        self._check_told(order, [("shortage", "A", 5)])
        purchase.button_draft()
        self._check_told(order, [])
        purchase.button_cancel()
        self._get_exceptions(order).action_retry()
        purchase.button_draft()
        self.assertFalse(purchase.pull_order_ids)

    def test_no_vendor(self):
        self.a.seller_ids.unlink()
        order = self._make_order([(self.kit, 5)])
        self._check_told(order, [("no_supply", "A", 10)])
        self._check_bought_of(self.b, [5])

    def test_the_product_says_so(self):
        sentence = (
            "Each order buys its own quantity: the vendor ships it straight to the "
            "customer, whatever is in stock."
        )
        for policy in ("pull", "hybrid", "push"):
            self.a.supply_policy = policy
            self.assertEqual(self.a.supply_policy_summary, sentence)
        category = self.env["product.category"].create(
            {"name": "Shipped", "route_ids": self.dropship.ids}
        )
        self.b.write({"route_ids": False, "categ_id": category.id})
        self.assertEqual(self.b.supply_policy_summary, sentence)
        self.b.categ_id = self.a.categ_id
        self.assertEqual(
            self.b.supply_policy_summary, "Each order buys its own quantity."
        )

    def test_the_preview(self):
        order = self._make_order([(self.a, 5)])
        [entry] = order._preview_pull_change(quantities={order.order_line: 3})
        self.assertEqual(entry["message"], "A: from 5 to 3 units.")
