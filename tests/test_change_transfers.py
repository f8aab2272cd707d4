from odoo.tests import tagged

from .world import ChangeCommon

STEPS = ("mrp_one_step", "pbm", "pbm_sam")


@tagged("post_install", "-at_install")
class TestChangeTransfers(ChangeCommon):
    """Each transfer between a need and its supply carries what flows, after each change
    of an order: F <- C x2 and the chain of three levels, in every warehouse."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.part = cls._make_product("C", vendor=cls.vendor_a)
        cls.made = cls._make_product("F")
        cls.made_bom = cls._make_bom(cls.made, {cls.part: 2})
        cls._share_warehouses(
            *(("ship_only", steps) for steps in STEPS),
            *(("pick_ship", steps) for steps in STEPS),
        )

    def _use_shop(self):
        """Work in a shop that the works PT1 supply with all that is pulled."""
        works = self.warehouse
        self.warehouse = self._make_warehouse("SHOP")
        self.warehouse.resupply_wh_ids = works
        (self.fg | self.made).route_ids = self.warehouse.resupply_route_ids
        return works

    def _get_picks(self, product, warehouse=None):
        """Return the open and done moves that pick this component."""
        return self.env["stock.move"].search(
            [
                ("product_id", "=", product.id),
                ("state", "!=", "cancel"),
                ("picking_type_id", "=", (warehouse or self.warehouse).pbm_type_id.id),
            ],
            order="id",
        )

    def _check_picks(self, product, quantities):
        self.assertEqual(self._get_picks(product).mapped("product_qty"), quantities)

    def _check_sound(self, order):
        self._check_transfers(order)
        self.assertFalse(self._get_exceptions(order))

    # === Steps of manufacturing ===

    def test_lowered_order_lowers_the_component_pick(self):
        for steps in ("pbm", "pbm_sam"):
            with self.subTest(steps):
                self._use_warehouse("ship_only", steps)
                order = self._make_order([(self.made, 5)])
                self._check_first_steps(order, "ship_only", steps)
                self._check_picks(self.part, [10])
                self._set_quantity(order, 3)
                self._check_picks(self.part, [6])
                self._check_bought(self.part, [6])
                self._check_sound(order)
                order.action_cancel()

    def test_every_level_and_raised_again(self):
        for steps in STEPS:
            with self.subTest(steps):
                self._use_warehouse("pick_ship", steps)
                order = self._make_order([(self.fg, 5)])
                self._check_first_steps(order, "pick_ship", steps)
                self._check_sound(order)
                self._set_quantity(order, 3)
                self._check_chain(3)
                self._check_sound(order)
                self._set_quantity(order, 7)
                self._check_runs(self.fg, [3, 4])
                self._check_bought(self.raw, [42])
                self._check_sound(order)
                self._set_quantity(order, 0)
                self._check_chain(0)
                self._check_sound(order)
                self._set_quantity(order, 2)
                self._check_chain(2)
                self._check_sound(order)
                order.action_cancel()
                self._check_chain(0)

    def test_runs_of_a_size(self):
        self.fg_bom.run_size = 2
        self.sub_bom.run_size = 3
        for steps in STEPS:
            with self.subTest(steps):
                self._use_warehouse("ship_only", steps)
                order = self._make_order([(self.fg, 5)])
                self._check_runs(self.fg, [2, 2, 1])
                self._check_runs(self.sub, [3, 1, 3, 1, 2])
                self._set_quantity(order, 3)
                self._check_runs(self.fg, [2, 1])
                self._check_runs(self.sub, [3, 1, 2])
                self._check_sound(order)
                self._set_quantity(order, 4)
                self._check_runs(self.fg, [2, 2])
                self._check_runs(self.sub, [3, 1, 3, 1])
                self._check_bought(self.raw, [24])
                self._check_sound(order)
                order.action_cancel()
                self._check_chain(0)

    def test_run_lowered_by_the_planner(self):
        for steps in STEPS:
            with self.subTest(steps):
                self._use_warehouse("ship_only", steps)
                order = self._make_order([(self.fg, 5)])
                self._change_run(self._get_runs(self.sub), 6)
                self._check_bought(self.raw, [18])
                self._check_runs(self.fg, [5])
                self._check_transfers(order)
                self.assertRecordValues(
                    self._get_exceptions(order),
                    [{"product_id": self.sub.id, "quantity": 4}],
                )
                self._change_run(self._get_runs(self.fg), 3)
                self._check_chain(3)
                self._check_transfers(order)
                self.assertRecordValues(
                    self._get_exceptions(order),
                    [{"product_id": self.fg.id, "quantity": 2}],
                )
                self._set_quantity(order, 3)
                self._check_chain(3)
                self._check_sound(order)
                order.action_cancel()

    def _change_run(self, run, quantity):
        self.env["change.production.qty"].create(
            {"mo_id": run.id, "product_qty": quantity}
        ).change_prod_qty()

    def test_component_lowered_by_the_planner(self):
        for steps in STEPS:
            with self.subTest(steps):
                self._use_warehouse("ship_only", steps)
                order = self._make_order([(self.fg, 5)])
                raws = self._get_runs(self.fg).move_raw_ids
                raws.filtered(lambda r: r.product_id == self.sub).product_uom_qty = 6
                self._check_runs(self.sub, [6])
                self._check_bought(self.raw, [18])
                self._check_sound(order)
                order.action_cancel()
                self._check_chain(0)

    def test_run_cancelled_by_the_planner_and_made_again(self):
        for steps in STEPS:
            with self.subTest(steps):
                self._use_warehouse("ship_only", steps)
                order = self._make_order([(self.fg, 5)])
                self._get_runs(self.fg).action_cancel()
                self._check_chain(0)
                self._check_transfers(order)
                self._get_exceptions(order).action_retry()
                self._check_chain(5)
                self._check_sound(order)
                order.action_cancel()

    def test_hybrid_component_gives_up_what_is_bought_first(self):
        self.part.supply_policy = "hybrid"
        for steps in STEPS:
            with self.subTest(steps):
                self._use_warehouse("ship_only", steps)
                self._add_stock(self.part, 4)
                order = self._make_order([(self.made, 5)])
                self._check_bought(self.part, [6])
                self._set_quantity(order, 3)
                self._check_bought(self.part, [2])
                self.assertEqual(self._get_promised(self.part), 4)
                self._check_sound(order)
                self._set_quantity(order, 1)
                self._check_bought(self.part, [])
                self.assertEqual(self._get_promised(self.part), 2)
                self._check_sound(order)
                self._set_quantity(order, 4)
                self._check_bought(self.part, [4])
                self.assertEqual(self._get_promised(self.part), 4)
                self._check_sound(order)
                order.action_cancel()
                self._check_bought(self.part, [])

    def _get_promised(self, product):
        """Return how much of the stock is promised."""
        nothing = self.env["stock.move"]
        return 4 - product._get_pull_free_stock(self.stock, nothing)[product]

    def test_component_from_stock(self):
        self.part.supply_policy = "push"
        for steps in STEPS:
            with self.subTest(steps):
                self._use_warehouse("ship_only", steps)
                self._add_stock(self.part, 4)
                order = self._make_order([(self.made, 2)])
                self._set_quantity(order, 1)
                self.assertEqual(self._get_promised(self.part), 2)
                self._check_sound(order)
                self._set_quantity(order, 2)
                self.assertEqual(self._get_promised(self.part), 4)
                self._check_sound(order)
                order.action_cancel()
                self.assertEqual(self._get_promised(self.part), 0)

    def test_component_that_no_policy_decides_is_left_to_odoo(self):
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = True
        self.part.write({"supply_policy": False, "route_ids": route.ids})
        self._use_warehouse("ship_only", "pbm")
        order = self._make_order([(self.made, 5)])
        self._check_bought(self.part, [10])
        self._set_quantity(order, 3)
        self._check_picks(self.part, [6])
        self._check_bought(self.part, [6])
        self._check_sound(order)

    # === What is picked, ordered or made already ===

    def test_picked_components_are_used_when_the_order_grows_again(self):
        for steps in ("pbm", "pbm_sam"):
            with self.subTest(steps):
                self._use_warehouse("ship_only", steps)
                self.made_bom.run_size = 10
                order = self._make_order([(self.made, 5)]).with_user(self.env.user)
                self._receive_all(order)
                self._do_transfers(self._get_picks(self.part).picking_id)
                self._set_quantity(order, 3)
                self.assertFalse(self._get_exceptions(order))
                self._set_quantity(order, 5)
                self._check_picks(self.part, [10])
                self._check_bought(self.part, [10])
                self._produce_all(order)
                self._do_transfers(order.picking_ids)
                self.assertEqual(order.order_line.qty_delivered, 5)
                self.part = self._make_product("C", vendor=self.vendor_a)
                self.made = self._make_product("F")
                self.made_bom = self._make_bom(self.made, {self.part: 2})

    def test_purchase_that_is_ordered_is_told_once(self):
        for steps in STEPS:
            with self.subTest(steps):
                self._use_warehouse("ship_only", steps)
                order = self._make_order([(self.made, 5)])
                purchases = self._get_purchase_lines(self.part)
                line = purchases.filtered(lambda line: line.state == "draft")
                line.order_id.button_confirm()
                self._set_quantity(order, 3)
                self.assertRecordValues(
                    self._get_exceptions(order),
                    [{"kind": "too_late", "quantity": 4, "res_id": line.id}],
                )
                self._check_transfers(order)
                self._set_quantity(order, 5)
                self.assertFalse(self._get_purchase_lines(self.part) - purchases)
                self._check_sound(order)

    def test_stored_output_of_a_done_run_goes_to_stock_whole(self):
        self._use_warehouse("ship_only", "pbm_sam")
        order = self._make_order([(self.made, 5)]).with_user(self.env.user)
        self._receive_all(order)
        run = self._get_runs(self.made)
        self._do_transfers(run.picking_ids)
        run.action_assign()
        run.qty_producing = 5
        run._set_qty_producing()
        run.move_raw_ids.picked = True
        run.button_mark_done()
        self._set_quantity(order, 3)
        store = run.move_finished_ids.move_dest_ids
        self.assertRecordValues(
            store,
            [{"picking_type_id": self.warehouse.sam_type_id.id, "product_qty": 5}],
        )
        self._do_transfers(store.picking_id)
        self.assertEqual(order.order_line.qty_delivered, 3)
        self.assertFalse(self._get_exceptions(order))

    def _get_pick_moves(self, order):
        moves = order.sudo().order_line.move_ids
        return moves.filtered(
            lambda m: (
                m.picking_type_id == self.warehouse.pick_type_id and m.state != "cancel"
            )
        )

    def test_picked_goods_of_a_lowered_order_go_back(self):
        for steps in ("pick_ship", "pick_pack_ship"):
            with self.subTest(steps):
                self._use_warehouse(steps, "mrp_one_step")
                self.warehouse.pick_type_id.reservation_method = "manual"
                order = self._make_order([(self.made, 5)]).with_user(self.env.user)
                self._receive_all(order)
                self._produce_all(order)
                picked = self._get_pick_moves(order)
                self._do_transfers(picked.picking_id, follow=False)
                runs = self._get_runs(self.made)
                self._set_quantity(order, 3)
                back = self._get_pick_moves(order) - picked
                self.assertRecordValues(
                    back, [{"product_qty": 2, "location_dest_id": self.stock.id}]
                )
                self.assertEqual(picked.move_dest_ids.product_qty, 3)
                self.assertFalse(self._get_exceptions(order))
                self.assertEqual(order.order_line.pull_state, "ready")
                self._set_quantity(order, 5)
                self.assertEqual(self._get_runs(self.made), runs)
                self._do_transfers(order.picking_ids)
                self.assertEqual(order.order_line.qty_delivered, 5)
                self.assertFalse(self._get_exceptions(order))

    # === Two warehouses ===

    def test_shop_that_the_works_supply(self):
        self._use_shop()
        order = self._make_order([(self.fg, 3)])
        run = self._get_runs(self.fg)
        self.assertEqual(
            self._get_path(run.move_finished_ids), ["PT1/OUT", "SHOP/IN", "SHOP/OUT"]
        )
        for quantity in (1, 4, 0, 2):
            self._set_quantity(order, quantity)
            self._check_moved(order, quantity)
        self._check_chain(2)
        order.action_cancel()
        self._check_chain(0)

    def _check_moved(self, order, quantity):
        """The order's goods pass each of the three steps once."""
        moves = order.sudo().order_line.move_ids.filtered(
            lambda move: move.state != "cancel" and move.picking_id
        )
        kinds = moves.grouped("picking_type_id").values()
        self.assertEqual(len(kinds), 3 if quantity else 0)
        for group in kinds:
            self.assertEqual(sum(group.mapped("product_qty")), quantity)
        self._check_sound(order)

    def test_shop_that_the_works_supply_in_steps(self):
        self._use_warehouse("pick_ship", "pbm_sam")
        self._use_shop()
        order = self._make_order([(self.fg, 3)])
        for quantity in (1, 4, 2):
            self._set_quantity(order, quantity)
            self._check_sound(order)
        self.assertEqual(sum(self._get_runs(self.fg).mapped("product_qty")), 2)

    def test_works_that_have_some_in_stock_give_up_what_is_made_first(self):
        works = self._use_shop()
        self.made.supply_policy = "hybrid"
        self._add_stock_in(works.lot_stock_id, self.made, 2)
        order = self._make_order([(self.made, 5)])
        self._check_runs(self.made, [3])
        for quantity, runs in ((4, [2]), (2, []), (1, [])):
            self._set_quantity(order, quantity)
            self._check_runs(self.made, runs)
            self._check_moved(order, quantity)

    def test_goods_on_their_way_to_the_shop_arrive_whole(self):
        works = self._use_shop()
        order = self._make_order([(self.made, 3)]).with_user(self.env.user)
        self._receive_all(order)
        self._produce_all(order)
        moves = order.order_line.move_ids
        sent = moves.filtered(lambda m: m.picking_type_id == works.out_type_id)
        self._do_transfers(sent.picking_id, follow=False)
        self._set_quantity(order, 1)
        arriving = sent.move_dest_ids
        self.assertEqual(sum(arriving.mapped("product_qty")), 3)
        self._set_quantity(order, 3)
        self._check_runs(self.made, [3])
        self._check_moved(order, 3)
        self._do_transfers(arriving.picking_id)
        self.assertEqual(order.order_line.qty_delivered, 3)
