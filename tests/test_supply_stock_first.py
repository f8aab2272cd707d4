from odoo.tests import tagged

from .world import PullCommon


@tagged("post_install", "-at_install")
class TestStockFirstOrders(PullCommon):
    """Stock first: what is promised to nobody is taken, the shortage is pulled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()
        cls.fg.supply_policy = "hybrid"

    def _get_made(self):
        return self._get_runs(self.fg).mapped("product_qty")

    def _reserve_manually(self):
        self.warehouse.out_type_id.reservation_method = "manual"

    def _make_and_ship(self, order):
        self._receive_all(order)
        self._produce_all(order)
        self._do_transfers(order.picking_ids)
        line = order.order_line
        self.assertEqual(line.qty_delivered, line.product_uom_qty)

    def test_two_free_of_five(self):
        self._add_stock(self.fg, 2)
        order = self._make_order([(self.fg, 5)]).with_user(self.env.user)
        self.assertEqual(self._get_made(), [3])
        moves = self._get_customer_moves(order)
        self.assertRecordValues(
            moves.sorted("procure_method", reverse=True),
            [
                {
                    "procure_method": "make_to_stock",
                    "product_uom_qty": 2,
                    "state": "assigned",
                },
                {
                    "procure_method": "make_to_order",
                    "product_uom_qty": 3,
                    "state": "waiting",
                },
            ],
        )
        self.assertEqual(len(order.picking_ids), 1)
        self._make_and_ship(order)

    def test_two_free_of_five_in_small_runs_and_three_delivery_steps(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        self.fg_bom.run_size = 1
        self._add_stock(self.fg, 2)
        order = self._make_order([(self.fg, 5)]).with_user(self.env.user)
        self._check_first_steps(order, "pick_pack_ship", "mrp_one_step")
        self.assertEqual(self._get_made(), [1, 1, 1])
        self._make_and_ship(order)
        self._check_paths(order, "pick_pack_ship", "mrp_one_step")

    def test_all_free(self):
        self._add_stock(self.fg, 5)
        self._make_order([(self.fg, 5)])
        self.assertEqual(self._get_made(), [])

    def test_nothing_free(self):
        self._make_order([(self.fg, 5)])
        self.assertEqual(self._get_made(), [5])

    def test_two_orders_of_four_against_four(self):
        self._add_stock(self.fg, 4)
        self._make_order([(self.fg, 4)])
        self._make_order([(self.fg, 4)])
        self.assertEqual(self._get_made(), [4])

    def test_two_orders_of_four_with_manual_reservation(self):
        self._reserve_manually()
        self._add_stock(self.fg, 4)
        self._make_order([(self.fg, 4)])
        self._make_order([(self.fg, 4)])
        self.assertEqual(self._get_made(), [4])

    def test_two_orders_of_four_confirmed_together(self):
        self._reserve_manually()
        self._add_stock(self.fg, 4)
        orders = self._make_order([(self.fg, 4)], confirm=False)
        orders |= self._make_order([(self.fg, 4)], confirm=False)
        orders.action_confirm()
        self.assertEqual(self._get_made(), [4])

    def test_delivery_and_component_of_one_order_do_not_share_stock(self):
        self._reserve_manually()
        top = self._make_product("TOP")
        self._make_bom(top, {self.fg: 1})
        self._add_stock(self.fg, 4)
        self._make_order([(self.fg, 4), (top, 4)])
        self.assertEqual(self._get_made(), [4])

    def test_units_made_for_another_order_are_not_free(self):
        self._reserve_manually()
        first = self._make_order([(self.fg, 4)]).with_user(self.env.user)
        self._receive_all(first)
        self._produce_all(first)
        first.picking_ids.do_unreserve()
        self._make_order([(self.fg, 4)])
        self.assertEqual(self._get_made(), [4, 4])

    def test_push_order_confirmed_before_is_served_first(self):
        self._reserve_manually()
        self._add_stock(self.fg, 4)
        order = self._make_order([(self.fg, 3)], confirm=False)
        order.order_line.supply_policy = "push"
        order.action_confirm()
        self._make_order([(self.fg, 4)])
        self.assertEqual(self._get_made(), [3])

    def test_stock_of_another_warehouse_is_not_taken(self):
        other = self._make_warehouse("PT2")
        self._add_stock_in(other.lot_stock_id, self.fg, 4)
        self._make_order([(self.fg, 4)])
        self.assertEqual(self._get_made(), [4])

    def test_component_stock_first(self):
        self.fg.supply_policy = "pull"
        self.sub.supply_policy = "hybrid"
        self._add_stock(self.sub, 4)
        order = self._make_order([(self.fg, 5)]).with_user(self.env.user)
        self.assertEqual(self._get_runs(self.sub).product_qty, 6)
        self._make_and_ship(order)

    def test_component_stock_first_with_steps(self):
        self.warehouse.manufacture_steps = "pbm_sam"
        self.warehouse.delivery_steps = "pick_pack_ship"
        self.fg.supply_policy = "pull"
        self.sub.supply_policy = "hybrid"
        self._add_stock(self.sub, 4)
        order = self._make_order([(self.fg, 5)]).with_user(self.env.user)
        self._check_first_steps(order, "pick_pack_ship", "pbm_sam")
        self.assertEqual(self._get_runs(self.sub).product_qty, 6)
        self._make_and_ship(order)
        self._check_paths(order, "pick_pack_ship", "pbm_sam")

    def test_dozens_against_units(self):
        self._add_stock(self.fg, 7)
        order = self._make_order([(self.fg, 2)], confirm=False)
        order.order_line.product_uom_id = self.dozens
        order.action_confirm()
        self.assertEqual(self._get_made(), [17])
        order.order_line.product_uom_qty = 3
        self.assertEqual(self._get_made(), [17, 12])

    def test_confirming_again_changes_nothing(self):
        self._add_stock(self.fg, 2)
        order = self._make_order([(self.fg, 5)])
        order.order_line.sudo()._action_launch_stock_rule()
        self.assertEqual(self._get_made(), [3])
        moves = self._get_customer_moves(order)
        self.assertEqual(sum(moves.mapped("product_qty")), 5)
