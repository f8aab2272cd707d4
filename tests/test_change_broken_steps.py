from odoo.tests import new_test_user, tagged

from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeBrokenSteps(ChangeCommon):
    """Between a need and its supply, goods pass steps: what is lost there, and a step
    that a person cancels, is told, and Try Again goes on from where the goods are."""

    # === Worlds ===

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._share_warehouses(("pick_ship", "mrp_one_step"), ("ship_only", "pbm"))

    def _make_order_in(self, delivery, manufacture, quantity=3, until="made"):
        """Return an order whose goods are received, made or picked."""
        self._use_warehouse(delivery, manufacture)
        order = self._make_order([(self.fg, quantity)])
        self._check_first_steps(order, delivery, manufacture)
        own = order.with_user(self.env.user)
        if until in ("received", "made", "picked"):
            self._receive_all(own)
        if until in ("made", "picked"):
            self._produce_all(own)
        if until == "picked":
            self._pick(order)
        return order

    def _pick(self, order):
        """Do all steps but the last."""
        while steps := self._get_open_moves(order).filtered(
            lambda move: move.location_dest_usage != "customer"
        ):
            self._do_transfers(steps.picking_id, follow=False)

    def _get_open_moves(self, order):
        moves = self._get_customer_moves(order)
        return moves.filtered(lambda move: move.state != "done")

    def _scrap_at(self, location, product, quantity):
        self.assertGreaterEqual(
            self.env["stock.quant"]._get_available_quantity(product, location)
            + self.env["stock.quant"]._gather(product, location).reserved_quantity,
            quantity,
        )
        self.env["stock.scrap"].create(
            {
                "product_id": product.id,
                "scrap_qty": quantity,
                "location_id": location.id,
            }
        ).do_scrap()

    def _deliver_whole(self, order):
        own = order.with_user(self.env.user)
        self._receive_all(own)
        self._produce_all(own)
        self._do_transfers(order.sudo().picking_ids)

    def _check_short(self, order, product, quantity):
        exceptions = self._get_exceptions(order, "shortage")
        self.assertEqual(exceptions.product_id, product)
        self.assertEqual(sum(exceptions.mapped("quantity")), quantity)

    def _retry(self, order):
        self._get_exceptions(order).action_retry()
        self.assertFalse(self._get_exceptions(order))

    # === Lost on the way ===

    def test_goods_scrapped_at_the_output_pass_all_steps_again(self):
        order = self._make_order_in("pick_pack_ship", "mrp_one_step", until="picked")
        self._scrap_at(self.warehouse.wh_output_stock_loc_id, self.fg, 1)
        self._check_short(order, self.fg, 1)
        self._retry(order)
        self._check_runs(self.fg, [3, 1])
        self._deliver_whole(order)
        self.assertEqual(order.order_line.qty_delivered, 3)
        self._check_runs(self.fg, [3, 1])

    def test_components_counted_away_before_their_run_are_picked_again(self):
        order = self._make_order_in("ship_only", "pbm", until="received")
        sub = self._get_runs(self.sub)
        self._do_transfers(sub.picking_ids, follow=False)
        quant = self.env["stock.quant"]._gather(self.raw, self.warehouse.pbm_loc_id)
        self.assertEqual(quant.quantity, 18)
        quant.inventory_quantity = 14
        quant.action_apply_inventory()
        self._check_short(order, self.raw, 4)
        self._retry(order)
        self._check_bought(self.raw, [18, 4])
        self._deliver_whole(order)
        self.assertEqual(order.order_line.qty_delivered, 3)

    def test_the_order_cancelled_after_a_loss_at_the_output_asks_nothing_back(self):
        order = self._make_order_in("pick_ship", "mrp_one_step", until="picked")
        self._scrap_at(self.warehouse.wh_output_stock_loc_id, self.fg, 1)
        self._set_quantity(order, 0)
        moves = self._get_customer_moves(order)
        self.assertFalse(moves.filtered(lambda m: m.location_id.usage == "customer"))
        self.assertFalse(self._get_exceptions(order))

    def test_what_lies_on_a_shelf_outside_the_stock_is_nobodys_loss(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.warehouse.view_location_id.id}
        )
        self.warehouse.manu_type_id.default_location_src_id = shelf
        order = self._make_order([(self.fg, 5)])
        raws = self._get_runs(self.fg).move_raw_ids
        self.assertEqual(raws.location_id, shelf)
        self._set_quantity(order, 3)
        self.assertFalse(self._get_exceptions(order))
        self.assertEqual(self.env["stock.move"]._cron_find_pull_shortages(), 0)

    # === Cancelled on the way ===

    def test_a_cancelled_last_step_is_made_again_where_the_goods_wait(self):
        for steps in ("pick_ship", "pick_pack_ship"):
            with self.subTest(steps):
                order = self._make_order_in(steps, "mrp_one_step", until="picked")
                self._get_open_moves(order).picking_id.action_cancel()
                self._check_short(order, self.fg, 3)
                self._retry(order)
                again = self._get_open_moves(order)
                output = self.warehouse.wh_output_stock_loc_id
                self.assertRecordValues(
                    again,
                    [{"location_id": output.id, "state": "assigned", "quantity": 3}],
                )
                self._do_transfers(again.picking_id)
                self.assertEqual(order.order_line.qty_delivered, 3)

    def test_the_rest_of_a_last_step_that_is_cancelled_is_made_again(self):
        order = self._make_order_in("pick_ship", "mrp_one_step", until="picked")
        move = self._get_open_moves(order)
        move.quantity = 1
        move.picked = True
        move.picking_id._action_done()
        self._get_open_moves(order).picking_id.action_cancel()
        self._check_short(order, self.fg, 2)
        self._retry(order)
        self.assertEqual(self._get_open_moves(order).product_qty, 2)

    def test_a_shop_that_cancels_a_delivery_lacks_what_it_was_to_deliver(self):
        works, shop = self.warehouse, self._make_warehouse("PTY")
        shop.resupply_wh_ids = works
        self.fg.route_ids = shop.resupply_route_ids
        order = self._make_order_from(shop, [(self.fg, 3)])
        own = order.with_user(self.env.user)
        self._receive_all(own)
        self._produce_all(own)
        nodes = self._get_moves_before(order.sudo().order_line.move_ids)
        steps = nodes.filtered(self._is_transfer)
        steps = steps.filtered(lambda move: move.location_dest_usage != "customer")
        self.assertEqual(steps.picking_type_id.warehouse_id, works | shop)
        self._do_transfers(steps.picking_id, follow=False)
        self._get_open_moves(order).picking_id.action_cancel()
        self._check_short(order, self.fg, 3)
        self._retry(order)
        self._do_transfers(self._get_open_moves(order).picking_id)
        self.assertEqual(order.order_line.qty_delivered, 3)
        self._check_runs(self.fg, [3])

    def test_a_cancelled_pick_of_components_takes_up_what_was_asked_for(self):
        order = self._make_order_in("ship_only", "pbm", until="ordered")
        self._get_runs(self.sub).picking_ids.action_cancel()
        self._check_short(order, self.raw, 18)
        self._retry(order)
        self._check_bought(self.raw, [18])
        self._deliver_whole(order)
        self.assertEqual(order.order_line.qty_delivered, 3)

    def test_a_shop_is_told_when_its_works_cancel_what_they_send(self):
        works, shop = self.warehouse, self._make_warehouse("PTV")
        shop.resupply_wh_ids = works
        self.fg.route_ids = shop.resupply_route_ids
        order = self._make_order_from(shop, [(self.fg, 3)])
        steps = self._get_moves_before(order.sudo().order_line.move_ids)
        sent = steps.filtered(
            lambda move: move.picking_id.picking_type_id.warehouse_id == works
        )
        self.assertEqual(sent.location_dest_id.usage, "transit")
        sent.picking_id.action_cancel()
        self._check_short(order, self.fg, 3)
        self._retry(order)
        self._check_runs(self.fg, [3])
        self._check_transfers(order)

    def test_a_shop_is_told_when_its_works_send_less(self):
        works, shop = self.warehouse, self._make_warehouse("PTU")
        shop.resupply_wh_ids = works
        self.fg.route_ids = shop.resupply_route_ids
        order = self._make_order_from(shop, [(self.fg, 3)])
        own = order.with_user(self.env.user)
        self._receive_all(own)
        self._produce_all(own)
        steps = self._get_moves_before(order.sudo().order_line.move_ids)
        sent = steps.filtered(lambda move: move.location_dest_id.usage == "transit")
        sent.quantity = 1
        sent.picked = True
        sent.picking_id.with_context(cancel_backorder=True)._action_done()
        self._check_short(order, self.fg, 2)
        arrival = sent.move_dest_ids
        self.assertEqual((arrival.product_qty, arrival.quantity), (1, 1))

    def test_what_a_buyer_added_to_a_request_is_not_taken_up(self):
        order = self._make_order_in("ship_only", "pbm", until="ordered")
        self._get_purchase_lines(self.raw).product_qty = 40
        self._set_quantity(order, 5)
        self._check_bought(self.raw, [52])


@tagged("post_install", "-at_install")
class TestChangeSplitRuns(ChangeCommon):
    """A run that a planner splits keeps what it was made for and what supplies it."""

    def test_a_merged_run_is_watched_as_those_it_was_made_of(self):
        orders = [self._make_order([(self.fg, quantity)]) for quantity in (3, 2)]
        runs = self._get_runs(self.sub)
        self.assertEqual(len(runs), 2)
        merged = runs.browse(runs.action_merge()["res_id"])
        self.assertEqual(merged.product_qty, 10)
        merged.env["change.production.qty"].create(
            {"mo_id": merged.id, "product_qty": 7}
        ).change_prod_qty()
        exceptions = self._get_exceptions(orders[0]) | self._get_exceptions(orders[1])
        self.assertEqual(sum(exceptions.mapped("quantity")), 3)
        self.assertEqual(exceptions.product_id, self.sub)

    def test_a_merged_run_serves_all_whose_last_run_is_another(self):
        self.fg_bom.run_size = 2
        orders = [self._make_order([(self.fg, quantity)]) for quantity in (3, 2)]
        runs = self._get_runs(self.fg)
        self.assertEqual(runs.mapped("product_qty"), [2, 1, 2])
        merged = runs.browse((runs[0] | runs[2]).action_merge()["res_id"])
        lines = orders[0].order_line | orders[1].order_line
        self.assertEqual(merged.pull_sale_line_ids, lines)
        self.assertFalse(self._get_exceptions(orders[0]))

    def test_one_of_the_picks_of_a_merged_run_cancelled(self):
        self.warehouse = self._make_warehouse("PTZ", manufacture="pbm")
        orders = [self._make_order([(self.fg, quantity)]) for quantity in (3, 2)]
        runs = self._get_runs(self.sub)
        picks = runs[0].move_raw_ids.move_orig_ids
        merged = runs.browse(runs.action_merge()["res_id"])
        picks.picking_id.action_cancel()
        exceptions = self._get_exceptions(orders[0]) | self._get_exceptions(orders[1])
        self.assertRecordValues(
            exceptions, [{"move_id": merged.move_raw_ids.id, "quantity": 18}]
        )
        exceptions.action_retry()
        self.assertEqual(exceptions.state, "done")
        steps = merged.move_raw_ids.move_orig_ids
        steps = steps.filtered(lambda move: move.state != "cancel")
        self.assertEqual(sum(steps.mapped("product_qty")), 30)

    def _split(self, run, quantities):
        return run._split_productions({run: quantities})

    def test_both_parts_keep_the_request_for_their_components(self):
        order = self._make_order([(self.fg, 3)])
        parts = self._split(self._get_runs(self.sub), [4, 2])
        for part in parts:
            flows = part.move_raw_ids._get_peg_graph().get_flows(part.move_raw_ids)
            self.assertEqual([*flows.values()], [3 * part.product_qty])
        self.assertFalse(self._get_exceptions(order))
        self._receive_all(order.with_user(self.env.user))
        self.assertEqual(parts.mapped("reservation_state"), ["assigned"] * 2)

    def test_what_is_missing_is_told_of_the_transfer_that_is_still_to_do(self):
        self.warehouse = self._make_warehouse("PTB", manufacture="pbm")
        order = self._make_order([(self.fg, 3)])
        self._receive_all(order.with_user(self.env.user))
        quant = self.env["stock.quant"]._gather(self.raw, self.stock)
        quant.inventory_quantity = 12
        quant.action_apply_inventory()
        pick = self._get_runs(self.sub).move_raw_ids.move_orig_ids
        self.assertRecordValues(
            self._get_exceptions(order), [{"move_id": pick.id, "quantity": 6}]
        )
        self._do_transfers(pick.picking_id, follow=False)
        later = pick.picking_id.backorder_ids.move_ids
        self.assertEqual(later.product_qty, 6)
        self.assertRecordValues(
            self._get_exceptions(order), [{"move_id": later.id, "quantity": 6}]
        )

    def test_what_is_missing_is_told_of_the_part_that_lacks_it(self):
        order = self._make_order([(self.fg, 3)])
        self._get_purchase_lines(self.raw).product_qty = 12
        self.assertEqual(self._get_exceptions(order).quantity, 6)
        first, second = self._split(self._get_runs(self.sub), [4, 2])
        self.assertFalse(first.move_raw_ids._get_pull_shortage())
        self.assertRecordValues(
            self._get_exceptions(order),
            [{"move_id": second.move_raw_ids.id, "quantity": 6}],
        )


@tagged("post_install", "-at_install")
class TestChangeFreedForOthers(ChangeCommon):
    """What a change frees is there for whoever lacks it; what is gone is not."""

    def _make_received(self, quantity):
        order = self._make_order([(self.buy, quantity)])
        self._receive_all(order.with_user(self.env.user))
        return order

    def _count(self, quantity):
        quant = self.env["stock.quant"]._gather(self.buy, self.stock)
        quant.inventory_quantity = quantity
        quant.action_apply_inventory()

    def test_what_a_smaller_order_frees_ends_the_shortage_of_another(self):
        old, young = self._make_received(3), self._make_received(2)
        self._count(4)
        self.assertEqual(self._get_exceptions(young).quantity, 1)
        self._set_quantity(old, 2)
        self.assertFalse(self._get_exceptions(young))

    def test_what_it_frees_lowers_the_shortage_of_another(self):
        old, young = self._make_received(3), self._make_received(2)
        self._count(3)
        self.assertEqual(self._get_exceptions(young).quantity, 2)
        self._set_quantity(old, 2)
        self.assertEqual(self._get_exceptions(young).quantity, 1)

    def test_what_a_delivery_closed_short_frees_ends_the_shortage_of_another(self):
        old, young = self._make_received(3), self._make_received(2)
        self._count(4)
        self.assertEqual(self._get_exceptions(young).quantity, 1)
        move = self._get_customer_moves(old)
        move.quantity = 1
        move.picked = True
        move.picking_id.with_context(cancel_backorder=True)._action_done()
        self.assertFalse(self._get_exceptions(young))
        self.assertEqual(self._get_exceptions(old).quantity, 2)

    def test_who_reserves_what_another_counted_on_leaves_that_one_short(self):
        old, young = self._make_received(3), self._make_received(2)
        self._count(4)
        self._get_customer_moves(old)._do_unreserve()
        self._get_customer_moves(young)._action_assign()
        self.assertFalse(self._get_exceptions(young))
        self.assertEqual(self._get_exceptions(old).quantity, 1)

    def test_who_takes_what_is_reserved_for_another_leaves_that_one_short(self):
        old, young = self._make_received(3), self._make_received(2)
        move = self._get_customer_moves(old)
        move._do_unreserve()
        self._count(4)
        self._get_customer_moves(young)._action_assign()
        self.assertEqual(self._get_exceptions(old).quantity, 1)
        move.quantity = 3
        move.picked = True
        move.picking_id._action_done()
        self.assertEqual(self._get_exceptions(young).quantity, 1)
        self.assertFalse(self._get_exceptions(old))

    def test_what_a_cancelled_delivery_frees_ends_the_shortage_of_another(self):
        old, young = self._make_received(3), self._make_received(2)
        self._count(4)
        self._get_customer_moves(old).picking_id.action_cancel()
        self.assertFalse(self._get_exceptions(young))

    def test_a_run_that_grows_by_hand_takes_a_part_of_the_surplus(self):
        order = self._make_order([(self.fg, 5)])
        self._get_purchase_lines(self.raw).order_id.button_confirm()
        self._set_quantity(order, 3)
        line = self._get_purchase_lines(self.raw)
        surplus = self._get_exceptions(order, "too_late")
        surplus = surplus.filtered(lambda e: e.product_id == self.raw)
        self.assertEqual(surplus.quantity, 12)
        run = self._get_runs(self.sub)
        run.env["change.production.qty"].create(
            {"mo_id": run.id, "product_qty": run.product_qty + 1}
        ).change_prod_qty()
        self.assertEqual(line._get_pull_surplus(), 9)
        self.assertEqual(surplus.quantity, 9)

    def test_what_arrived_and_is_gone_does_not_serve_the_smaller_need(self):
        order = self._make_received(5)
        self._count(3)
        self._get_exceptions(order).action_retry()
        self._check_bought(self.buy, [5, 2])
        self._set_quantity(order, 4)
        self._check_bought(self.buy, [5, 1])
        self._set_quantity(order, 5)
        self._check_bought(self.buy, [5, 2])


@tagged("post_install", "-at_install")
class TestSupplyBuyer(ChangeCommon):
    """A buyer who may do nothing but buy confirms what runs wait for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "purchase.group_purchase_user"
        cls.buyer = new_test_user(cls.env, "broken_buyer", groups=groups)

    def _confirm_as_buyer(self):
        purchases = self._get_purchase_lines(self.raw).order_id
        purchases |= self._get_purchase_lines(self.comp).order_id
        self.assertFalse(
            self.env["mrp.production"].with_user(self.buyer).has_access("read")
        )
        purchases.with_user(self.buyer).button_confirm()
        self.assertEqual(set(purchases.mapped("state")), {"purchase"})

    def test_he_confirms_the_purchase_of_components(self):
        order = self._make_order([(self.fg, 3)])
        self._confirm_as_buyer()
        raws = self._get_runs(self.sub).move_raw_ids
        self.assertEqual(raws.move_orig_ids.product_qty, 18)
        self.assertFalse(self._get_exceptions(order))

    def test_he_confirms_the_purchase_of_components_that_are_picked(self):
        self.warehouse = self._make_warehouse("PTZ", manufacture="pbm")
        self._make_order([(self.fg, 3)])
        self._confirm_as_buyer()
        picks = self._get_runs(self.sub).move_raw_ids.move_orig_ids
        self.assertEqual(picks.move_orig_ids.product_qty, 18)
