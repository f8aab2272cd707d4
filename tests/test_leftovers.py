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
