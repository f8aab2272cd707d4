from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeRemedies(ChangeCommon):
    """The buttons of an exception carry out its remedy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = new_test_user(
            cls.env,
            "pull_buyer",
            groups="purchase.group_purchase_user,stock.group_stock_user",
        )

    def _make_surplus(self, state):
        """Return the exception of an order lowered from 5 to 3 after its purchase."""
        order = self._make_order([(self.buy, 5)])
        self.line = self._get_purchase_lines(self.buy)
        if state == "sent":
            self.line.order_id.state = "sent"
        else:
            self.line.order_id.button_confirm()
        self._set_quantity(order, 3)
        return self._get_exceptions(order).with_user(self.buyer)

    def _receive(self):
        self._do_transfers(self.line.order_id.picking_ids, follow=False)

    def test_request_is_reduced_once_the_vendor_knows(self):
        exception = self._make_surplus("sent")
        exception.action_reduce_request()
        self.assertEqual(self.line.product_qty, 3)
        self.assertEqual(exception.state, "done")

    def test_request_that_nobody_needs_is_removed(self):
        exception = self._make_surplus("sent")
        exception.order_id.sudo().action_cancel()
        exception.action_reduce_request()
        self.assertFalse(self._get_purchase_lines(self.buy))

    def test_salesperson_cannot_reduce_a_request(self):
        exception = self._make_surplus("sent").with_user(self.salesperson)
        with self.assertRaises(AccessError):
            exception.action_reduce_request()
        self.assertEqual(self.line.product_qty, 5)

    def test_confirmed_meanwhile_cannot_be_reduced_as_a_request(self):
        exception = self._make_surplus("sent")
        self.line.order_id.button_confirm()
        with self.assertRaises(UserError):
            exception.action_reduce_request()

    def test_quantity_agreed_with_the_vendor_closes_the_exception(self):
        exception = self._make_surplus("purchase")
        self.line.product_qty = 4
        self.assertEqual(exception.quantity, 1)
        self.line.product_qty = 3
        self.assertEqual(exception.state, "done")

    def test_surplus_kept_as_stock_is_free(self):
        exception = self._make_surplus("purchase")
        exception.with_user(self.salesperson).action_keep_as_stock()
        self.assertEqual(exception.state, "done")
        self._receive()
        free = self.buy._get_pull_free_stock(self.stock, self.env["stock.move"])
        self.assertEqual(free[self.buy], 2)
        self.assertEqual(self._get_customer_moves(exception.order_id).quantity, 3)

    def test_surplus_is_returned_when_received(self):
        exception = self._make_surplus("purchase")
        exception.action_return_when_received()
        self.assertEqual(exception.state, "open")
        self._receive()
        self._check_returned(exception)

    def test_surplus_received_already_is_returned_at_once(self):
        exception = self._make_surplus("purchase")
        self._receive()
        self.assertEqual(exception.state, "open")
        exception.action_return_when_received()
        self._check_returned(exception)

    def test_part_received_serves_the_order_before_the_surplus_goes_back(self):
        exception = self._make_surplus("purchase")
        exception.action_return_when_received()
        for received, left in ((2, 2), (2, 1), (1, 0)):
            receipt = self.line.order_id.picking_ids.filtered(
                lambda picking: (
                    picking.state == "assigned"
                    and picking.picking_type_code == "incoming"
                )
            )
            receipt.move_ids.quantity = received
            receipt.move_ids.picked = True
            receipt._action_done()
            self.assertEqual(exception.state, "open" if left else "done")
            if left:
                self.assertEqual(exception.quantity, left)
        back = self.line.move_ids.filtered("origin_returned_move_id")
        self.assertEqual(sum(back.mapped("product_qty")), 2)

    def _check_returned(self, exception):
        self.assertEqual(exception.state, "done")
        back = self.line.move_ids.filtered("origin_returned_move_id")
        self.assertEqual(back.product_qty, 2)
        self.assertEqual(back.location_dest_id.usage, "supplier")
        delivery = self._get_customer_moves(exception.order_id)
        self.assertRecordValues(delivery, [{"quantity": 3, "state": "assigned"}])
        self._do_transfers(back.picking_id, follow=False)
        self.assertEqual(self.line.qty_received, 3)

    def test_remedy_of_another_kind_is_refused(self):
        exception = self._make_surplus("purchase")
        with self.assertRaises(UserError):
            exception.action_reduce_request()
