from odoo.tests import tagged

from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestShortageBroughtBack(ChangeCommon):
    """A purchase that was cancelled and is set back to draft serves its needs again."""

    def setUp(self):
        super().setUp()
        self.order = self._make_order([(self.buy, 3)])
        self.line = self._get_purchase_lines(self.buy)
        self.purchase = self.line.order_id

    def _bring_back(self):
        self.purchase.button_cancel()
        self.assertEqual(self._get_exceptions(self.order).kind, "shortage")
        self.purchase.button_draft()

    def _check_served(self):
        self.assertFalse(self._get_exceptions(self.order))
        self.assertEqual(self.line._get_pull_quantities(), {self.order.order_line: 3})
        self.assertEqual(self._get_purchase_lines(self.buy), self.line)
        self._receive_all(self.order.with_user(self.env.user))
        self._do_transfers(self.order.sudo().picking_ids)
        self.assertEqual(self.order.order_line.qty_delivered, 3)

    def test_request_brought_back(self):
        self._bring_back()
        self._check_served()

    def test_confirmed_purchase_brought_back(self):
        self.purchase.button_confirm()
        self._bring_back()
        self._check_served()

    def _receive_one(self):
        self.purchase.button_confirm()
        receipt = self.purchase.picking_ids
        receipt.move_ids.quantity = 1
        receipt.move_ids.picked = True
        receipt._action_done()

    def test_what_had_come_before_is_served_too(self):
        self._receive_one()
        self._bring_back()
        self._check_served()

    def test_what_had_come_is_not_lacking(self):
        self._receive_one()
        self.purchase.button_cancel()
        self.assertEqual(self._get_exceptions(self.order).quantity, 2)
        self.purchase.button_draft()
        self.assertEqual(self.line._get_pull_surplus(), 0)
        self._set_quantity(self.order, 2)
        self.assertEqual(self.line.product_qty, 2)
        self.assertEqual(self.line._get_pull_quantities(), {self.order.order_line: 2})
        self._set_quantity(self.order, 1)
        self.assertFalse(self._get_exceptions(self.order))
        self.purchase.button_confirm()
        receipts = self.line.move_ids.filtered(lambda move: move.state != "cancel")
        self.assertEqual(receipts.mapped("product_qty"), [1])

    def test_brought_back_with_another_vendor(self):
        self._bring_back()
        self.purchase.partner_id = self.vendor_b
        self._check_served()

    def test_order_shrinks_after_its_purchase_was_brought_back(self):
        self._bring_back()
        self._set_quantity(self.order, 1)
        self.assertEqual(self.line.product_qty, 1)

    def test_component_brought_back(self):
        order = self._make_order([(self.fg, 2)])
        purchase = self._get_purchase_lines(self.raw).order_id
        purchase.button_cancel()
        purchase.button_draft()
        self.assertFalse(self._get_exceptions(order))
        self._check_bought(self.raw, [12])

    def test_what_was_bought_again_meanwhile_is_not_served_twice(self):
        self.purchase.button_cancel()
        self._get_exceptions(self.order).action_retry()
        again = self._get_purchase_lines(self.buy)
        self.purchase.button_draft()
        self.assertFalse(self.line.move_dest_ids)
        self.assertEqual(again._get_pull_quantities(), {self.order.order_line: 3})

    def test_cancelled_order_is_not_served_again(self):
        self.purchase.button_cancel()
        self.order.action_cancel()
        self.purchase.button_draft()
        self.assertFalse(self.line.pull_sale_line_ids)

    def test_only_the_order_that_still_needs_it_is_served_again(self):
        self.vendor_a.group_rfq = "all"
        made = self._make_product("MADE")
        self._make_bom(made, {self.buy: 1})
        other = self._make_order([(made, 2)])
        self.purchase.button_cancel()
        other.action_cancel()
        self.purchase.button_draft()
        self.assertEqual(self.line.pull_sale_line_ids, self.order.order_line)
