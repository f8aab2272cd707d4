from odoo.tests import tagged

from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestSupplyCopies(ChangeCommon):
    """What a person copies serves no order: only the original does."""

    def setUp(self):
        super().setUp()
        self.order = self._make_order([(self.buy, 3)])
        self.line = self._get_purchase_lines(self.buy)

    def _check_original_serves(self):
        nodes = self.order.order_line._get_pull_chain()
        self.assertEqual(
            [(node["model"], node["quantity"]) for node in nodes],
            [("stock.picking", 3), ("purchase.order.line", 3)],
        )
        self.assertEqual(nodes[1]["id"], self.line.id)
        self.assertFalse(self._get_exceptions(self.order))

    def test_copied_purchase_serves_nobody(self):
        copy = self.line.order_id.copy().order_line
        self.assertFalse(copy.pull_sale_line_ids)
        self._check_original_serves()

    def test_cancelled_order_takes_the_original_and_leaves_the_copy(self):
        copy = self.line.order_id.copy().order_line
        self.order.action_cancel()
        self.assertEqual(self._get_purchase_lines(self.buy), copy)
        self.assertEqual(copy.product_qty, 3)

    def test_copy_raised_for_stock_stays_when_the_order_shrinks(self):
        copy = self.line.order_id.copy().order_line
        copy.product_qty = 50
        self._set_quantity(self.order, 1)
        self.assertEqual((self.line.product_qty, copy.product_qty), (1, 50))

    def test_copy_of_a_confirmed_purchase_does_not_hide_what_comes_too_late(self):
        self.line.order_id.button_confirm()
        self.line.order_id.copy()
        self.order.action_cancel()
        exception = self.order.pull_exception_ids
        self.assertEqual((exception.kind, exception.quantity), ("too_late", 3))

    def test_copy_keeps_what_plain_odoo_links(self):
        plain = self._make_product("PLAIN", False, self.vendor_a)
        need = self.env["stock.move"].create(
            {
                "product_id": plain.id,
                "product_uom_qty": 1,
                "location_id": self.stock.id,
                "location_dest_id": self.customer.property_stock_customer.id,
            }
        )
        self.line.move_dest_ids |= need
        copy = self.line.order_id.copy().order_line
        self.assertEqual(copy.move_dest_ids, need)

    def test_copied_receipt_is_no_supply(self):
        self.line.order_id.button_confirm()
        receipt = self.line.order_id.picking_ids
        copy = receipt.copy()
        self.assertFalse(copy.move_ids.purchase_line_id)
        self.assertEqual(self.line._get_pull_surplus(), 0)
        self._check_original_serves()

    def test_copied_delivery_is_not_supplied_again(self):
        copy = self.order.sudo().picking_ids.copy()
        copy.action_confirm()
        self.assertEqual(copy.move_ids.procure_method, "make_to_stock")
        self.assertEqual(self._get_purchase_lines(self.buy), self.line)
        self._check_original_serves()

    def test_copied_run_serves_nobody(self):
        order = self._make_order([(self.fg, 2)])
        copy = self._get_runs(self.fg).copy()
        self.assertFalse(copy.sale_line_id | copy.pull_sale_line_ids)
        self.assertFalse(copy.reference_ids & self._get_runs(self.fg)[0].reference_ids)
        copy.action_confirm()
        order.action_cancel()
        self.assertEqual(self._get_runs(self.fg), copy)
        self.assertEqual(copy.product_qty, 2)

    def test_backorder_of_a_run_goes_on_serving(self):
        self._make_order([(self.fg, 2)])
        run = self._get_runs(self.fg)
        served = run.pull_sale_line_ids
        part = run._split_productions({run: [1, 1]}) - run
        self.assertEqual(part.pull_sale_line_ids, served)
        self.assertEqual(part.supply_policy, "pull")
        self.assertEqual(part.reference_ids, run.reference_ids)
