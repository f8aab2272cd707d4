from odoo import Command
from odoo.tests import new_test_user, tagged

from .test_dropship_change import DropshipChangeCommon


@tagged("post_install", "-at_install", "-standard", "beside")
class TestDropshipShortage(DropshipChangeCommon):
    """What a vendor was to ship to the customer and does not is told, and bought again
    on demand, once."""

    def _check_short(self, order, expected):
        self._check_told(
            order, [("shortage", name, quantity) for name, quantity in expected]
        )
        self._check_swept()

    def _try_again(self, order):
        exceptions = self._get_exceptions(order)
        exceptions.action_retry()
        self._check_told(order, [])
        exceptions._retry()  # what came in the meantime is not brought again
        self._check_swept()

    # === The purchase ===

    def test_a_draft_purchase_is_cancelled(self):
        order = self._make_order([(self.a, 5)])
        self._get_purchase_lines(self.a).order_id.button_cancel()
        self._check_short(order, [("A", 5)])
        self._try_again(order)
        self._check_bought_of(self.a, [5])
        self._check_state(order, "not_started")

    def test_a_confirmed_purchase_is_cancelled(self):
        order = self._make_order([(self.a, 5)])
        self._confirm_purchase(self.a)
        self._get_purchase_lines(self.a).order_id.button_cancel()
        self._check_short(order, [("A", 5)])
        self._try_again(order)
        self._check_bought_of(self.a, [5])

    def test_the_purchase_of_a_component_is_cancelled(self):
        order = self._make_order([(self.kit, 3)])
        self._get_purchase_lines(self.a).order_id.button_cancel()
        self._check_short(order, [("A", 6)])
        self._try_again(order)
        self._check_bought_of(self.a, [6])
        self._check_bought_of(self.b, [3])

    def test_a_component_beside_one_from_stock(self):
        self.b.route_ids = False
        order = self._make_order([(self.kit, 3)])
        self._get_purchase_lines(self.a).order_id.button_cancel()
        self._check_short(order, [("A", 6)])
        self._try_again(order)
        self._check_bought_of(self.a, [6])
        self._check_bought_of(self.b, [3])

    def test_the_line_of_a_request_is_deleted(self):
        for product, name, quantity in ((self.a, "A", 3), (self.kit, "A", 6)):
            with self.subTest(product=product.name):
                order = self._make_order([(product, 3)])
                lines = order.sudo().order_line.purchase_line_ids
                lines.filtered(lambda line: line.product_id == self.a).unlink()
                self._check_told(order, [("shortage", name, quantity)])
                self._try_again(order)
                lines = order.sudo().order_line.purchase_line_ids
                lines = lines.filtered(lambda line: line.product_id == self.a)
                self.assertEqual(lines.mapped("product_qty"), [quantity])

    def test_a_buyer_buys_less(self):
        order = self._make_order([(self.a, 5)])
        line = self._get_purchase_lines(self.a)
        line.product_qty = 3
        self._check_short(order, [("A", 2)])
        line.product_qty = 4
        self._check_short(order, [("A", 1)])
        self.assertIn("1 unit of A", self._get_exceptions(order).message)
        line.product_qty = 5
        self._check_short(order, [])

    def test_a_buyer_buys_less_and_it_is_tried_again(self):
        order = self._make_order([(self.a, 5)])
        self._confirm_purchase(self.a)
        self._get_purchase_lines(self.a).product_qty = 3
        self._check_short(order, [("A", 2)])
        self._try_again(order)
        self._check_bought_of(self.a, [3, 2])

    def test_a_purchase_is_set_back_to_draft(self):
        for product in (self.a, self.kit):
            with self.subTest(product=product.name):
                order = self._make_order([(product, 3)])
                lines = order.sudo().order_line.purchase_line_ids
                purchase = lines.filtered(lambda x: x.product_id == self.a).order_id
                purchase.button_cancel()
                self.assertTrue(self._get_exceptions(order))
                purchase.button_draft()
                self._check_short(order, [])
                self.assertEqual(purchase.pull_order_ids, order)
                self.assertTrue(
                    purchase.reference_ids & order.sudo().stock_reference_ids
                )

    def test_set_back_to_draft_when_it_was_bought_anew(self):
        order = self._make_order([(self.a, 3)])
        purchase = self._get_purchase_lines(self.a).order_id
        purchase.button_cancel()
        self._try_again(order)
        purchase.button_draft()
        self.assertFalse(purchase.pull_order_ids)
        order._action_cancel()
        self._check_bought_of(self.a, [3])
        self.assertEqual(self._get_purchase_lines(self.a).order_id, purchase)

    def test_its_purchase_is_cancelled_after_all_is_shipped(self):
        order = self._make_order([(self.a, 3)])
        self._ship(self._confirm_purchase(self.a))
        purchase = self._get_purchase_lines(self.a).order_id
        purchase.button_cancel()
        self._check_short(order, [])
        self._check_state(order, "delivered")
        purchase.button_draft()
        self._check_short(order, [])
        self.assertEqual(purchase.pull_order_ids, order)
        purchase.button_confirm()
        self.assertEqual(set(purchase.picking_ids.mapped("state")), {"done"})

    def test_what_was_shipped_stays_the_customers(self):
        """Its cost is that order's, also when order and purchase are cancelled."""
        order = self._make_order([(self.a, 3)])
        self._ship(self._confirm_purchase(self.a))
        line = self._get_purchase_lines(self.a)
        order._action_cancel()
        line.order_id.button_cancel()
        line.order_id.button_draft()
        self.assertEqual(line.sale_line_id, order.order_line)
        self._check_told(order, [])

    def test_its_purchase_is_cancelled_after_some_is_shipped(self):
        order = self._make_order([(self.a, 3)])
        self._ship(self._confirm_purchase(self.a), 1)
        purchase = self._get_purchase_lines(self.a).order_id
        purchase.button_cancel()
        self._check_short(order, [("A", 2)])
        purchase.button_draft()
        self._check_short(order, [])
        self.assertEqual(
            [node["quantity"] for node in self._get_purchases_in_chain(order)], [1, 2]
        )
        purchase.button_confirm()
        self._ship(purchase.picking_ids.filtered(lambda p: p.state == "assigned"))
        self._check_short(order, [])
        self._check_state(order, "delivered")

    def test_what_was_shipped_is_bought_no_more(self):
        for product in (self.a, self.kit):
            with self.subTest(product=product.name):
                order = self._make_order([(product, 3)])
                lines = order.sudo().order_line.purchase_line_ids
                purchase = lines.filtered(lambda x: x.product_id == self.a).order_id
                purchase.button_confirm()
                transfer = purchase.picking_ids
                shipped = transfer.move_ids.filtered(lambda m: m.product_id == self.a)
                wanted = shipped.product_uom_qty
                self._ship(transfer, 1)
                purchase.button_cancel()
                self._check_short(order, [("A", wanted - 1)])
                self._try_again(order)
                again = order.sudo().order_line.purchase_line_ids
                again = again.filtered(
                    lambda x: x.product_id == self.a and x.state != "cancel"
                )
                self.assertEqual(again.mapped("product_qty"), [wanted - 1])
                self._set_quantity(order, 2)
                self.assertEqual(
                    again.mapped("product_qty"), [wanted * 2 / 3 - 1], "lowered once"
                )

    def _get_purchases_in_chain(self, order):
        nodes = order.order_line._get_pull_chain()
        return [node for node in nodes if node["model"] == "purchase.order.line"]

    # === The transfer ===

    def test_the_transfer_is_cancelled(self):
        order = self._make_order([(self.a, 5)])
        self._confirm_purchase(self.a).action_cancel()
        self._check_short(order, [("A", 5)])
        self._check_state(order, "problem", "Nothing supplies A.")
        self._try_again(order)
        self._check_bought_of(self.a, [5, 5])
        self._check_state(order, "not_started")

    def test_the_transfer_is_closed_without_the_rest(self):
        order = self._make_order([(self.a, 5)])
        self._ship(self._confirm_purchase(self.a), 2, backorder=False)
        self._check_short(order, [("A", 3)])
        self._try_again(order)
        self._check_bought_of(self.a, [5, 3])
        rest = self._get_purchase_lines(self.a)[-1].order_id
        rest.button_confirm()
        self._ship(rest.picking_ids)
        self._check_state(order, "delivered")
        self._check_short(order, [])

    def test_the_transfer_of_a_component_is_closed_without_the_rest(self):
        order = self._make_order([(self.kit, 3)])
        self._ship(self._confirm_purchase(self.a), 2, backorder=False)
        self._check_short(order, [("A", 4)])
        self._try_again(order)
        self._check_bought_of(self.a, [6, 4])
        self._check_bought_of(self.b, [3])

    def test_the_delivery_of_a_component_from_stock_is_closed(self):
        self.b.route_ids = False
        order = self._make_order([(self.kit, 3)])
        self._ship(self._confirm_purchase(self.b))
        delivery = self._get_customer_moves(order).picking_id
        self._ship(delivery, 1, backorder=False)
        self._check_short(order, [("B", 2)])
        self._try_again(order)
        moves = self._get_customer_moves(order)
        self.assertEqual(sum(move._get_peg_quantity() for move in moves), 3)
        self._check_bought_of(self.a, [6])

    def test_more_is_ordered_while_some_is_missing(self):
        order = self._make_order([(self.a, 5)])
        self._ship(self._confirm_purchase(self.a), 2, backorder=False)
        self._set_quantity(order, 7)
        self._check_bought_of(self.a, [5, 2])
        self._check_short(order, [("A", 3)])
        self._try_again(order)
        self.assertEqual(
            sum(self._get_purchase_lines(self.a)[1:].mapped("product_qty")), 5
        )

    # === Nothing to buy it from ===

    def test_no_vendor(self):
        vendor = self.a.seller_ids.partner_id
        self.a.seller_ids.unlink()
        order = self._make_order([(self.a, 5)])
        self._check_told(order, [("no_supply", "A", 5)])
        self._check_state(order, "problem", "Nothing supplies A.")
        self.a.seller_ids = [Command.create({"partner_id": vendor.id, "price": 1})]
        self.env["pull.exception"]._cron_retry()
        self._check_bought_of(self.a, [5])
        self._check_told(order, [])

    def test_no_vendor_of_a_component(self):
        vendor = self.a.seller_ids.partner_id
        self.a.seller_ids.unlink()
        order = self._make_order([(self.kit, 3)])
        self._check_told(order, [("no_supply", "A", 6)])
        self._check_bought_of(self.b, [3])
        self.a.seller_ids = [Command.create({"partner_id": vendor.id, "price": 1})]
        self._try_again(order)
        self._check_bought_of(self.a, [6])
        self._check_bought_of(self.b, [3])

    def test_no_vendor_of_a_component_beside_one_from_stock(self):
        vendor = self.a.seller_ids.partner_id
        self.a.seller_ids.unlink()
        self.b.route_ids = False
        order = self._make_order([(self.kit, 3)])
        self._check_told(order, [("no_supply", "A", 6)])
        self.a.seller_ids = [Command.create({"partner_id": vendor.id, "price": 1})]
        self._try_again(order)
        self._check_bought_of(self.a, [6])
        self._check_bought_of(self.b, [3])

    def test_no_price(self):
        self.a.seller_ids.price = 0
        order = self._make_order([(self.a, 5)])
        self._check_told(order, [("price", "A", 5)])
        exception = self._get_exceptions(order)
        line = self._get_purchase_lines(self.a)
        self.assertEqual((exception.res_model, exception.res_id), (line._name, line.id))
        line.price_unit = 3
        self._check_told(order, [])

    def test_the_vendors_minimum(self):
        self.a.seller_ids.min_qty = 10
        order = self._make_order([(self.kit, 3)])
        self.assertEqual(
            [(e.kind, e.product_id.name) for e in self._get_exceptions(order)],
            [("minimum", "A")],
        )

    # === Told to whom ===

    def test_the_buyer_is_told(self):
        buyer = self.env.user.copy({"login": "dropship_buyer", "active": True})
        order = self._make_order([(self.a, 5)])
        purchase = self._get_purchase_lines(self.a).order_id
        purchase.user_id = buyer
        purchase.button_cancel()
        self.assertEqual(self._get_exceptions(order).user_id, buyer)

    def test_a_buyer_acts_without_rights_on_orders(self):
        buyer = new_test_user(
            self.env, "dropship_only_buyer", groups="purchase.group_purchase_user"
        )
        order = self._make_order([(self.a, 5)])
        line = self._get_purchase_lines(self.a).with_user(buyer)
        self.assertIn(order.name, line.pull_served)
        line.product_qty = 4
        self._check_short(order, [("A", 1)])
        line.order_id.button_cancel()
        self._check_short(order, [("A", 5)])
        self._get_exceptions(order).with_user(buyer).action_retry()
        self._check_bought_of(self.a, [5])
        self._check_told(order, [])

    def test_nobody_is_told_of_plain_odoo(self):
        self.a.supply_policy = False
        order = self._make_order([(self.a, 5)])
        self._get_purchase_lines(self.a).order_id.button_cancel()
        self._check_short(order, [])

    def test_the_nightly_look_finds_what_no_event_told(self):
        order = self._make_order([(self.a, 5)])
        line = self._get_purchase_lines(self.a)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE purchase_order_line SET product_uom_qty = 3 WHERE id = %s",
            [line.id],
        )
        self.env.invalidate_all()
        with self.assertLogs(level="WARNING"):
            self.assertEqual(self.env["stock.move"]._cron_find_pull_shortages(), 1)
        self._check_short(order, [("A", 2)])
