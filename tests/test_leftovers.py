from odoo.tests import tagged

from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestLeftovers(ChangeCommon):
    """A person has taken out a step between a need and its supply. Who wants less then
    leaves nothing over of what would have supplied it."""

    def _make_order_in(self, code, delivery, manufacture, quantity=5):
        self.warehouse = self._make_warehouse(code, delivery, manufacture)
        order = self._make_order([(self.fg, quantity)])
        self._check_first_steps(order, delivery, manufacture)
        return order

    def _make_shop_order(self, code, quantity):
        """Return an order of a shop that the works supply, and the step by which it
        receives the goods."""
        works, shop = self.warehouse, self._make_warehouse(code)
        shop.resupply_wh_ids = works
        self.fg.route_ids = shop.resupply_route_ids
        order = self._make_order_from(shop, [(self.fg, quantity)])
        steps = self._get_moves_before(order.sudo().order_line.move_ids)
        arrival = steps.filtered(lambda move: move.location_id.usage == "transit")
        self.assertEqual(len(arrival), 1)
        return order, arrival

    def _get_steps_to_transit(self):
        steps = self.env["stock.move"].search([("product_id", "=", self.fg.id)])
        steps = steps.filtered(lambda move: move.state != "cancel")
        return steps.filtered(lambda move: move.location_dest_id.usage == "transit")

    def test_a_smaller_order_whose_delivery_was_cancelled(self):
        order = self._make_order([(self.fg, 5)])
        order.sudo().picking_ids.action_cancel()
        self._set_quantity(order, 3)
        self._check_chain(3)
        self._check_delivery(order, 3)
        self.assertFalse(self._get_exceptions(order))

    def test_an_order_of_nothing_whose_pick_was_cancelled(self):
        order = self._make_order_in("LFA", "pick_ship", "pbm")
        order.sudo().order_line.move_ids.picking_id.action_cancel()
        self._set_quantity(order, 0)
        self._check_chain(0)
        self.assertFalse(self._get_exceptions(order))

    def test_a_cancelled_run_whose_components_pick_was_cancelled(self):
        order = self._make_order_in("LFB", "ship_only", "pbm")
        run = self._get_runs(self.fg)
        run.picking_ids.action_cancel()
        run.action_cancel()
        self._check_chain(0)
        self.assertRecordValues(
            self._get_exceptions(order),
            [{"kind": "shortage", "product_id": self.fg.id, "quantity": 5}],
        )

    def test_what_is_ordered_already_is_told_once(self):
        order = self._make_order_in("LFC", "ship_only", "pbm")
        self._get_purchase_lines(self.raw).order_id.button_confirm()
        self._get_runs(self.sub).picking_ids.action_cancel()
        self._set_quantity(order, 3)
        told = self._get_exceptions(order, "too_late")
        self.assertEqual(told.mapped("quantity"), [12])
        self._set_quantity(order, 2)
        self.assertEqual(told.mapped("quantity"), [18])

    def test_a_run_that_has_begun_is_told(self):
        order = self._make_order([(self.fg, 5)])
        self._start(self._get_runs(self.fg))
        order.sudo().picking_ids.action_cancel()
        self._set_quantity(order, 3)
        self.assertRecordValues(
            self._get_exceptions(order), [{"kind": "surplus", "quantity": 2}]
        )

    def test_what_a_planner_added_stays(self):
        order = self._make_order([(self.fg, 5)])
        run = self._get_runs(self.fg)
        run.env["change.production.qty"].create(
            {"mo_id": run.id, "product_qty": 8}
        ).change_prod_qty()
        order.sudo().picking_ids.action_cancel()
        self._set_quantity(order, 4)
        self._check_runs(self.fg, [7])

    # === Receipts in two steps ===

    def _make_order_received_in_two_steps(self, code, confirm=False, receive=False):
        self.warehouse = self._make_warehouse(code)
        self.warehouse.reception_steps = "two_steps"
        order = self._make_order([(self.fg, 5)])
        purchases = self._get_purchase_lines(self.raw).order_id
        if confirm:
            purchases.button_confirm()
        if receive:
            self._do_transfers(purchases.picking_ids, follow=False)
        return order

    def test_a_request_to_be_received_in_two_steps(self):
        order = self._make_order_received_in_two_steps("LFF")
        order.sudo().picking_ids.action_cancel()
        self._set_quantity(order, 3)
        self._check_chain(3)
        self.assertFalse(self._get_exceptions(order))

    def test_what_is_to_be_received_in_two_steps_is_told(self):
        order = self._make_order_received_in_two_steps("LFG", confirm=True)
        order.sudo().picking_ids.action_cancel()
        self._set_quantity(order, 3)
        self._check_runs(self.sub, [6])
        self.assertRecordValues(
            self._get_exceptions(order),
            [{"kind": "too_late", "product_id": self.raw.id, "quantity": 12}],
        )

    def test_what_waits_at_the_gate_goes_on(self):
        order = self._make_order_received_in_two_steps("LFH", True, receive=True)
        order.sudo().picking_ids.action_cancel()
        self._set_quantity(order, 3)
        self._check_runs(self.sub, [6])
        self.assertFalse(self._get_exceptions(order))
        step = self._get_step_from_gate()
        self.assertEqual(step.product_qty, 30)
        step.picking_id.button_validate()
        self.assertEqual(self._get_raw_need().quantity, 18)

    def test_the_step_from_the_gate_is_cancelled(self):
        order = self._make_order_received_in_two_steps("LFI", True, receive=True)
        self._get_step_from_gate().picking_id.action_cancel()
        exception = self._get_exceptions(order)
        self.assertEqual(exception.mapped("quantity"), [30])
        self._set_quantity(order, 3)
        self.assertEqual(exception.mapped("quantity"), [18])
        order.action_cancel()
        self._check_runs(self.sub, [])
        self.assertFalse(self._get_exceptions(order))

    def test_the_receipt_in_two_steps_is_cancelled(self):
        order = self._make_order_received_in_two_steps("LFJ", confirm=True)
        self._get_purchase_lines(self.raw).move_ids.picking_id.action_cancel()
        exception = self._get_exceptions(order)
        self.assertEqual(exception.mapped("quantity"), [30])
        self._set_quantity(order, 3)
        self.assertEqual(self._get_exceptions(order).mapped("quantity"), [18])

    def _get_step_from_gate(self):
        gate = self.warehouse.wh_input_stock_loc_id
        moves = self.env["stock.move"].search([("location_id", "=", gate.id)])
        return moves.filtered(lambda move: move.state not in ("done", "cancel"))

    def _get_raw_need(self):
        return self._get_runs(self.sub).move_raw_ids.filtered(
            lambda move: move.product_id == self.raw
        )

    # === Shops ===

    def test_a_shop_that_cancels_its_arrival_tries_again(self):
        order, arrival = self._make_shop_order("LFD", 3)
        arrival.picking_id.action_cancel()
        exception = self._get_exceptions(order)
        self.assertEqual(exception.mapped("quantity"), [3])
        exception.action_retry()
        self.assertFalse(self._get_exceptions(order))
        self._check_runs(self.fg, [3])
        self.assertEqual(self._get_steps_to_transit().product_qty, 3)
        self._check_transfers(order)

    def test_a_shop_that_cancels_its_arrival_wants_less(self):
        order, arrival = self._make_shop_order("LFE", 3)
        arrival.picking_id.action_cancel()
        self._set_quantity(order, 1)
        self.assertEqual(self._get_exceptions(order).mapped("quantity"), [1])
        self._check_runs(self.fg, [1])
        self.assertEqual(self._get_steps_to_transit().product_qty, 1)
        order.action_cancel()
        self._check_chain(0)
        self.assertFalse(self._get_steps_to_transit())
        self.assertFalse(self._get_exceptions(order))
