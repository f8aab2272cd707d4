from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .world import DropshipCommon


class DropshipChangeCommon(DropshipCommon):
    def _check_bought_of(self, product, quantities):
        lines = self._get_purchase_lines(product)
        self.assertEqual(lines.mapped("product_qty"), quantities, product.name)

    def _check_told(self, order, expected):
        exceptions = self._get_exceptions(order)
        self.assertEqual(
            [(e.kind, e.product_id.name, e.quantity) for e in exceptions.sorted("id")],
            expected,
        )

    def _check_swept(self):
        self.assertEqual(self.env["stock.move"]._cron_find_pull_shortages(), 0)

    def _send(self, product):
        purchase = self._get_purchase_lines(product).order_id
        purchase.write({"state": "sent"})

    def _confirm_again(self, order):
        order.action_draft()
        order.action_confirm()


@tagged("post_install", "-at_install", "-standard", "beside")
class TestDropshipChange(DropshipChangeCommon):
    """Another quantity of what a vendor ships straight to the customer."""

    def _get_last_log(self, document):
        return document.message_ids[:1].preview

    # === Draft ===

    def test_less_of_a_draft_purchase(self):
        order = self._make_order([(self.a, 5)])
        self._set_quantity(order, 3)
        self._check_bought_of(self.a, [3])
        purchase = self._get_purchase_lines(self.a).order_id
        expected = f"{order.name} changed. A: from 5 to 3 units."
        self.assertIn(expected, purchase.message_ids.mapped("preview"))
        self.assertIn("5 to 3", order.sudo().message_ids[0].preview)
        self._check_told(order, [])

    def test_less_of_a_kit(self):
        order = self._make_order([(self.kit, 5)])
        self._set_quantity(order, 3)
        self._check_bought_of(self.a, [6])
        self._check_bought_of(self.b, [3])
        self._check_told(order, [])

    def test_less_of_a_kit_with_a_component_from_stock(self):
        self.b.route_ids = False
        order = self._make_order([(self.kit, 5)])
        self._set_quantity(order, 3)
        self._check_bought_of(self.a, [6])
        self._check_bought_of(self.b, [3])
        moves = self._get_customer_moves(order)
        self.assertEqual(sum(moves.mapped("product_qty")), 3)
        self._set_quantity(order, 4)
        self._check_bought_of(self.a, [8])
        self.assertEqual(sum(self._get_purchase_lines(self.b).mapped("product_qty")), 4)
        moves = self._get_customer_moves(order)
        self.assertEqual(sum(moves.mapped("product_qty")), 4)
        self._check_told(order, [])

    def test_nothing_and_more_again(self):
        order = self._make_order([(self.a, 5)])
        purchase = self._get_purchase_lines(self.a).order_id
        self._set_quantity(order, 0)
        self._check_bought_of(self.a, [])
        self.assertEqual(purchase.state, "cancel")
        self._set_quantity(order, 4)
        self._check_bought_of(self.a, [4])
        self._check_told(order, [])

    def test_more(self):
        for product, bought in ((self.a, [7]), (self.kit, [7, 14])):
            with self.subTest(product=product.name):
                order = self._make_order([(product, 5)])
                self._set_quantity(order, 7)
                lines = order.sudo().order_line.purchase_line_ids
                self.assertEqual(sorted(lines.mapped("product_qty")), bought)
                self._check_told(order, [])

    def test_what_a_buyer_added_stays(self):
        order = self._make_order([(self.a, 5)])
        self._get_purchase_lines(self.a).product_qty = 8
        self._set_quantity(order, 3)
        self._check_bought_of(self.a, [6])
        order._action_cancel()
        self._check_bought_of(self.a, [3])

    def test_two_orders_in_one_request(self):
        orders = [self._make_order([(self.a, 5)]) for _each in range(2)]
        self._get_purchase_lines(self.a).order_id.action_merge()
        self._set_quantity(orders[1], 3)
        self._check_bought_of(self.a, [5, 3])
        orders[0]._action_cancel()
        self._check_bought_of(self.a, [3])
        self.assertEqual(self._get_purchase_lines(self.a).state, "draft")

    def test_two_lines_of_one_product(self):
        order = self._make_order([(self.a, 5), (self.a, 2)])
        self._check_bought_of(self.a, [5, 2])
        order.order_line[0].product_uom_qty = 4
        self._check_bought_of(self.a, [4, 2])
        order.order_line[1].product_uom_qty = 0
        self._check_bought_of(self.a, [4])

    # === Cancelled, confirmed again ===

    def test_confirmed_again_for_less_than_the_vendor_knows_of(self):
        for quantity in (0, 2):
            with self.subTest(quantity=quantity):
                order = self._make_order([(self.a, 5)])
                self._confirm_purchase(self.a)
                order.action_cancel()
                order.action_draft()
                order.order_line.product_uom_qty = quantity
                order.action_confirm()
                told = self._get_exceptions(order, "too_late")
                self.assertEqual(told.mapped("quantity"), [5 - quantity])
                order.action_cancel()
                told = self._get_exceptions(order, "too_late")
                self.assertEqual(told.mapped("quantity"), [5])

    def test_the_order_is_cancelled_and_confirmed_again(self):
        order = self._make_order([(self.a, 5)])
        purchase = self._get_purchase_lines(self.a).order_id
        order._action_cancel()
        self._check_bought_of(self.a, [])
        self.assertEqual(purchase.state, "cancel")
        self._confirm_again(order)
        self._check_bought_of(self.a, [5])
        self._check_told(order, [])

    def test_a_kit_is_cancelled_and_confirmed_again(self):
        order = self._make_order([(self.kit, 5)])
        order._action_cancel()
        self._check_bought_of(self.a, [])
        self._check_bought_of(self.b, [])
        self._confirm_again(order)
        self._check_bought_of(self.a, [10])
        self._check_bought_of(self.b, [5])

    # === Sent ===

    def test_less_of_a_request_that_was_sent(self):
        order = self._make_order([(self.a, 5)])
        self._send(self.a)
        self._set_quantity(order, 3)
        self._check_bought_of(self.a, [5])
        self._check_told(order, [("sent", "A", 2)])
        self._get_exceptions(order).action_reduce_request()
        self._check_bought_of(self.a, [3])
        self._check_told(order, [])

    def test_a_sent_request_is_taken_again(self):
        order = self._make_order([(self.a, 5)])
        self._send(self.a)
        self._set_quantity(order, 3)
        self._set_quantity(order, 4)
        self._check_bought_of(self.a, [5])
        self._check_told(order, [("sent", "A", 1)])
        self._set_quantity(order, 7)
        self._check_bought_of(self.a, [5, 2])
        self._check_told(order, [])

    # === Confirmed ===

    def test_less_of_a_confirmed_purchase(self):
        order = self._make_order([(self.a, 5)])
        self._confirm_purchase(self.a)
        self._set_quantity(order, 3)
        self._check_bought_of(self.a, [5])
        self._check_told(order, [("too_late", "A", 2)])
        exception = self._get_exceptions(order)
        self.assertIn("straight to the customer", exception.remedy)
        self.assertFalse(exception.can_return or exception.can_keep_as_stock)
        for button in ("action_keep_as_stock", "action_return_when_received"):
            with self.assertRaises(UserError):
                getattr(exception, button)()
        self._get_purchase_lines(self.a).product_qty = 3
        self._check_told(order, [])
        self.assertEqual(self._get_customer_moves(order).mapped("product_qty"), [3])

    def test_less_of_a_kit_of_confirmed_purchases(self):
        order = self._make_order([(self.kit, 5)])
        self._confirm_purchase(self.a)
        self._set_quantity(order, 3)
        self._check_bought_of(self.a, [10])
        self._check_bought_of(self.b, [3])
        self._check_told(order, [("too_late", "A", 4)])
        self._set_quantity(order, 4)
        self._check_bought_of(self.a, [10])
        self._check_bought_of(self.b, [4])
        self._check_told(order, [("too_late", "A", 2)])

    def test_what_is_confirmed_is_taken_again_first(self):
        order = self._make_order([(self.a, 5)])
        self._confirm_purchase(self.a)
        self._set_quantity(order, 3)
        self._set_quantity(order, 7)
        self._check_bought_of(self.a, [5, 2])
        self._check_told(order, [])
        self._set_quantity(order, 4)
        self._check_bought_of(self.a, [5])
        self._check_told(order, [("too_late", "A", 1)])

    def test_cancelled_after_the_purchase_is_confirmed(self):
        order = self._make_order([(self.a, 5)])
        self._confirm_purchase(self.a)
        order._action_cancel()
        self._check_bought_of(self.a, [5])
        self._check_told(order, [("too_late", "A", 5)])
        self._confirm_again(order)
        self._check_bought_of(self.a, [5])
        self._check_told(order, [])
        self.assertEqual(self._get_customer_moves(order).mapped("product_qty"), [5])
        self._check_state(order, "in_progress")

    def test_a_kit_is_cancelled_after_one_purchase_is_confirmed(self):
        order = self._make_order([(self.kit, 5)])
        self._confirm_purchase(self.a)
        order._action_cancel()
        self._check_told(order, [("too_late", "A", 10)])
        self._check_bought_of(self.b, [])
        self._confirm_again(order)
        self._check_bought_of(self.a, [10])
        self._check_bought_of(self.b, [5])
        self._check_told(order, [])

    def test_cancelled_and_confirmed_with_more(self):
        order = self._make_order([(self.a, 5)])
        self._confirm_purchase(self.a)
        order._action_cancel()
        order.action_draft()
        self._set_quantity(order, 7)
        order.action_confirm()
        self._check_bought_of(self.a, [5, 2])
        self._check_told(order, [])
        self._check_swept()

    def test_cancelled_when_a_part_is_shipped_and_confirmed_again(self):
        order = self._make_order([(self.a, 5)])
        self._ship(self._confirm_purchase(self.a), 2)
        order._action_cancel()
        self._check_told(order, [("too_late", "A", 3)])
        self._confirm_again(order)
        self._check_bought_of(self.a, [5])
        self._check_told(order, [])
        moves = self._get_customer_moves(order).sorted("id")
        self.assertEqual([m.product_qty for m in moves if m.state != "cancel"], [2, 3])
        self._check_swept()

    def test_cancelled_when_a_part_is_shipped_and_confirmed_with_less(self):
        order = self._make_order([(self.a, 5)])
        self._ship(self._confirm_purchase(self.a), 2)
        order._action_cancel()
        order.action_draft()
        self._set_quantity(order, 4)
        order.action_confirm()
        self._check_bought_of(self.a, [5])
        self._check_told(order, [("too_late", "A", 1)])

    def test_a_transfer_that_a_person_closed_is_not_reopened(self):
        order = self._make_order([(self.a, 5)])
        self._ship(self._confirm_purchase(self.a), 2).action_cancel()
        order._action_cancel()
        self._confirm_again(order)
        self.assertEqual(self._get_customer_moves(order).mapped("state"), ["done"])

    def test_what_is_shipped_beyond_the_order_is_decided(self):
        order = self._make_order([(self.a, 5)])
        transfer = self._confirm_purchase(self.a)
        self._set_quantity(order, 1)
        self._check_told(order, [("too_late", "A", 4)])
        rest = self._ship(transfer, 3)
        self._check_told(order, [("too_late", "A", 2)])
        self.assertIn("2 units", self._get_exceptions(order).message)
        self._ship(rest)
        self._check_told(order, [])
        self.assertEqual(order.order_line.qty_delivered, 5)

    def test_what_is_closed_at_shipping_is_decided(self):
        order = self._make_order([(self.a, 5)])
        transfer = self._confirm_purchase(self.a)
        self._set_quantity(order, 1)
        self._ship(transfer, 3, backorder=False)
        self._check_told(order, [])

    def test_less_when_a_part_is_shipped(self):
        order = self._make_order([(self.a, 5)])
        self._ship(self._confirm_purchase(self.a), 3)
        self._set_quantity(order, 3)
        self._check_told(order, [("too_late", "A", 2)])
        order = self._make_order([(self.a, 5)])
        line = order.sudo().order_line.purchase_line_ids
        line.order_id.button_confirm()
        self._ship(line.move_ids.picking_id)
        self._set_quantity(order, 5)
        self._check_told(order, [])

    # === Preview ===

    def _preview(self, order, **change):
        return [
            (entry["message"], entry["needs_decision"])
            for entry in order._preview_pull_change(**change)
        ]

    def test_the_preview_of_a_draft_purchase(self):
        order = self._make_order([(self.a, 5)])
        quantities = {order.order_line: 3}
        self.assertEqual(
            self._preview(order, quantities=quantities),
            [("A: from 5 to 3 units.", False)],
        )
        self.assertEqual(
            self._preview(order, cancel=True),
            [("No longer needed: 5 units of A. It is removed.", False)],
        )

    def test_the_preview_of_confirmed_purchases(self):
        order = self._make_order([(self.kit, 5)])
        self._confirm_purchase(self.a)
        quantities = {order.order_line: 3}
        self.assertEqual(
            self._preview(order, quantities=quantities),
            [
                ("Ordered already. No longer needed: 4 units of A.", True),
                ("B: from 5 to 3 units.", False),
            ],
        )


@tagged("post_install", "-at_install", "-standard", "beside")
class TestDropshipDates(DropshipChangeCommon):
    def setUp(self):
        super().setUp()
        self.due = fields.Datetime.now() + timedelta(days=30)
        self.later = self.due + timedelta(days=10)

    def _check_dates(self, product, date):
        lines = self._get_purchase_lines(product)
        for line in lines:
            self.assertEqual(line.date_planned.date(), date.date())

    def test_a_draft_purchase_moves(self):
        order = self._make_order([(self.a, 5)], commitment_date=self.due)
        self._check_dates(self.a, self.due)
        order.commitment_date = self.later
        self._check_dates(self.a, self.later)
        logs = self._get_purchase_lines(self.a).order_id.message_ids.mapped("preview")
        self.assertTrue([log for log in logs if "Moves from" in log])
        self._check_told(order, [])

    def test_the_purchases_of_a_kit_move(self):
        order = self._make_order([(self.kit, 5)], commitment_date=self.due)
        order.commitment_date = self.later
        self._check_dates(self.a, self.later)
        self._check_dates(self.b, self.later)

    def test_a_confirmed_purchase_is_told(self):
        order = self._make_order([(self.a, 5)], commitment_date=self.due)
        move = self._confirm_purchase(self.a).move_ids
        before = move.date
        order.commitment_date = self.later
        self._check_dates(self.a, self.due)
        self.assertEqual(move.date, before)
        self.assertEqual(self._get_exceptions(order).kind, "date")
        self._get_exceptions(order).action_apply_date()
        self._check_dates(self.a, self.later)
        self._check_told(order, [])

    def test_a_sent_request_is_told(self):
        order = self._make_order([(self.a, 5)], commitment_date=self.due)
        self._send(self.a)
        order.commitment_date = self.later
        self._check_dates(self.a, self.due)
        self.assertEqual(self._get_exceptions(order).kind, "date")

    def test_the_rest_of_a_purchase_that_is_sent_again_is_told(self):
        order = self._make_order([(self.a, 5)], commitment_date=self.due)
        self._ship(self._confirm_purchase(self.a), 2)
        purchase = self._get_purchase_lines(self.a).order_id
        purchase.button_cancel()
        purchase.button_draft()
        self._send(self.a)
        order.commitment_date = self.later
        self._check_dates(self.a, self.due)
        self.assertEqual(self._get_exceptions(order).kind, "date")

    def test_what_is_shipped_has_no_date_to_move(self):
        order = self._make_order([(self.a, 5)], commitment_date=self.due)
        self._ship(self._confirm_purchase(self.a))
        order.commitment_date = self.later
        self._check_told(order, [])

    def test_the_preview(self):
        order = self._make_order([(self.a, 5)], commitment_date=self.due)
        [entry] = order._preview_pull_change(commitment_date=self.later)
        self.assertIn("Moves from", entry["message"])
        self._confirm_purchase(self.a)
        [entry] = order._preview_pull_change(commitment_date=self.later)
        self.assertIn("It is ordered already.", entry["message"])
        self.assertTrue(entry["needs_decision"])
