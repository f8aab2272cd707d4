from odoo import Command
from odoo.tests import tagged

from .world import PullCommon


@tagged("post_install", "-at_install")
class TestSupplyRoutes(PullCommon):
    """Routes say how a product is supplied, its policy whether to order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()

    def test_route_by_hand_decides_between_making_and_buying(self):
        self.sub.seller_ids = [Command.create({"partner_id": self.vendor_a.id})]
        self.sub.route_ids = self.env.ref("purchase_stock.route_warehouse0_buy")
        order = self._make_order([(self.fg, 5)])
        self.assertFalse(self._get_runs(self.sub))
        self.assertEqual(
            self._get_purchase_lines(self.sub)._get_pull_quantities(),
            {order.order_line: 10},
        )

    def test_push_wins_over_the_make_to_order_route(self):
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = True
        (self.fg | self.sub).route_ids = route
        self.sub.supply_policy = "push"
        self._make_order([(self.fg, 5)])
        self.assertEqual(self._get_runs(self.fg).product_qty, 5)
        self.assertFalse(self._get_runs(self.sub))

    def test_make_to_order_route_without_a_policy_stays_plain(self):
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = True
        self.sub.route_ids = route
        self.sub.supply_policy = False
        self._make_order([(self.fg, 5)])
        self.assertRecordValues(
            self._get_runs(self.sub), [{"product_qty": 10, "supply_policy": False}]
        )

    def test_need_of_a_warehouse_that_another_one_supplies(self):
        shop = self._make_warehouse("SHOP")
        shop.resupply_wh_ids = self.warehouse
        self.fg.route_ids = shop.resupply_route_ids
        factory, self.warehouse = self.warehouse, shop
        order = self._make_order([(self.fg, 5)]).with_user(self.env.user)
        run = self._get_runs(self.fg)
        self.assertEqual(run.picking_type_id.warehouse_id, factory)
        self.assertEqual(run.pull_sale_line_ids, order.order_line)
        self.assertEqual(
            self._get_path(run.move_finished_ids), ["PT1/OUT", "SHOP/IN", "SHOP/OUT"]
        )
        self._receive_all(order)
        self._produce_all(order)
        self._do_transfers(run.move_finished_ids.move_dest_ids.picking_id)
        self.assertEqual(order.order_line.qty_delivered, 5)

    def test_three_step_reception(self):
        self.warehouse.reception_steps = "three_steps"
        order = self._make_order([(self.fg, 5)]).with_user(self.env.user)
        purchases = self._get_chain_records(order, "purchase.order.line").order_id
        purchases.button_confirm()
        receipts = purchases.picking_ids.move_ids
        self.assertEqual(
            receipts.location_dest_id, self.warehouse.wh_input_stock_loc_id
        )
        self._do_transfers(purchases.picking_ids)
        for receipt in receipts:
            self.assertEqual(self._get_path(receipt), ["PT1/QC", "PT1/STOR", "PT1/MO"])
        raw = self._get_purchase_lines(self.raw)
        self.assertEqual(raw._get_pull_quantities(), {order.order_line: 30})
        self._produce_all(order)
        self._do_transfers(order.picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 5)
