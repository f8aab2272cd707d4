from odoo.tests import tagged

from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeByHand(ChangeCommon):
    """Documents cancelled or resized by hand: the order shows the gap and fills it."""

    def _change_run(self, run, quantity):
        self.env["change.production.qty"].create(
            {"mo_id": run.id, "product_qty": quantity}
        ).change_prod_qty()

    def _check_gap(self, order, product, quantity):
        self.assertRecordValues(
            self._get_exceptions(order),
            [{"kind": "shortage", "product_id": product.id, "quantity": quantity}],
        )

    def test_cancelled_run_takes_its_components_along_and_is_made_again(self):
        order = self._make_order([(self.fg, 5)])
        self._get_runs(self.fg).action_cancel()
        self._check_chain(0)
        self._check_gap(order, self.fg, 5)
        self._get_exceptions(order).action_retry()
        self._check_chain(5)
        self.assertFalse(self._get_exceptions(order))

    def test_cancelled_sub_run_is_made_again(self):
        order = self._make_order([(self.fg, 5)])
        self._get_runs(self.sub).action_cancel()
        self._check_bought(self.raw, [])
        self._check_bought(self.comp, [5])
        self._check_gap(order, self.sub, 10)
        self._get_exceptions(order).with_user(self.salesperson).action_retry()
        self._check_chain(5)

    def test_lowered_run_leaves_a_gap(self):
        order = self._make_order([(self.fg, 5)])
        self._change_run(self._get_runs(self.fg), 3)
        self._check_chain(3)
        self._check_gap(order, self.fg, 2)
        self._get_exceptions(order).action_retry()
        self._check_runs(self.fg, [3, 2])
        self._check_runs(self.sub, [6, 4])
        self._check_bought(self.raw, [30])

    def test_cancelled_purchase_is_bought_again(self):
        order = self._make_order([(self.fg, 5)])
        self._get_purchase_lines(self.raw).order_id.button_cancel()
        self._check_gap(order, self.raw, 30)
        self._get_exceptions(order).action_retry()
        self._check_chain(5)

    def test_removed_purchase_line_is_bought_again(self):
        order = self._make_order([(self.buy, 5)])
        self._get_purchase_lines(self.buy).unlink()
        self._check_gap(order, self.buy, 5)
        self._get_exceptions(order).action_retry()
        self._check_bought(self.buy, [5])

    def test_lowered_purchase_line_leaves_a_gap_until_it_is_raised_again(self):
        order = self._make_order([(self.buy, 5)])
        line = self._get_purchase_lines(self.buy)
        line.product_qty = 2
        self._check_gap(order, self.buy, 3)
        line.product_qty = 5
        self.assertFalse(self._get_exceptions(order))

    def test_cancelled_confirmed_purchase_is_bought_again(self):
        order = self._make_order([(self.buy, 5)])
        purchase = self._get_purchase_lines(self.buy).order_id
        purchase.button_confirm()
        purchase.button_cancel()
        self._check_gap(order, self.buy, 5)
        self._get_exceptions(order).action_retry()
        self._check_bought(self.buy, [5])

    def test_cancelled_receipt_leaves_a_gap(self):
        order = self._make_order([(self.buy, 5)])
        line = self._get_purchase_lines(self.buy)
        line.order_id.button_confirm()
        self._set_quantity(order, 4)
        self.assertEqual(self._get_exceptions(order, "too_late").quantity, 1)
        line.order_id.picking_ids.action_cancel()
        self._check_gap(order, self.buy, 4)
        self._get_exceptions(order).action_retry()
        self._check_bought(self.buy, [5, 4])

    def test_scrapped_surplus_is_told_no_more(self):
        order = self._make_order([(self.buy, 5)])
        line = self._get_purchase_lines(self.buy)
        line.order_id.button_confirm()
        self._set_quantity(order, 4)
        self._receive_all(order.with_user(self.env.user))
        surplus = self._get_exceptions(order, "too_late")
        self.assertEqual(surplus.quantity, 1)
        scrap = {"product_id": self.buy.id, "scrap_qty": 2}
        self.env["stock.scrap"].create(
            {**scrap, "location_id": self.stock.id}
        ).do_scrap()
        self.assertEqual(surplus.state, "done")
        self._check_gap(order, self.buy, 1)

    def test_raised_runs_share_what_is_bought_for_them(self):
        for vendor in (self.vendor_a, self.vendor_b):
            vendor.group_rfq = "all"
        orders = [self._make_order([(self.fg, quantity)]) for quantity in (1, 2)]
        self._receive_all(orders[0].with_user(self.env.user))
        first, second = self._get_runs(self.fg)
        self._change_run(second, 4)
        self._change_run(first, 4)
        self._check_bought(self.comp, [3, 5])

    def test_receipt_without_backorder_leaves_a_gap(self):
        order = self._make_order([(self.buy, 5)])
        purchase = self._get_purchase_lines(self.buy).order_id
        purchase.button_confirm()
        purchase.picking_ids.move_ids.quantity = 2
        purchase.picking_ids.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=purchase.picking_ids.ids
        ).button_validate()
        self._check_gap(order, self.buy, 3)
        self._get_exceptions(order).action_retry()
        self._check_bought(self.buy, [5, 3])

    def test_what_is_there_replaces_what_is_still_to_be_bought(self):
        """A larger run takes over two that are there where it lacks one; what a buyer
        has added to the purchase is his."""
        warehouse = self._make_warehouse("PBM", "ship_only", "pbm")
        order = self._make_order_from(warehouse, [(self.fg, 2)])
        purchase = self._get_purchase_lines(self.comp).order_id
        purchase.button_confirm()
        self._do_transfers(purchase.picking_ids)
        self._get_runs(self.fg).action_cancel()
        self._get_exceptions(order).action_retry()
        self._check_bought(self.comp, [2, 2])
        self._get_purchase_lines(self.comp)[1].product_qty = 5
        run = self._get_runs(self.fg)
        self._change_run(run, 3)
        self._check_bought(self.comp, [2, 4])
        component = run.move_raw_ids.filtered(lambda m: m.product_id == self.comp)
        carried = component.move_orig_ids.sorted("id")
        self.assertEqual(carried.mapped("product_qty"), [2, 1])
        self.assertEqual(carried[0].state, "done")

    def test_run_closed_short_leaves_a_gap(self):
        order = self._make_order([(self.fg, 5)])
        self._receive_all(order)
        self._produce(self._get_runs(self.sub))
        run = self._get_runs(self.fg)
        run.action_assign()
        run.qty_producing = 3
        run._set_qty_producing()
        run.move_raw_ids.picked = True
        run.with_context(skip_backorder=True).button_mark_done()
        self._check_gap(order, self.fg, 2)

    def test_stock_reserved_by_hand_closes_the_gap(self):
        order = self._make_order([(self.fg, 5)])
        self._get_runs(self.fg).action_cancel()
        self._add_stock(self.fg, 5)
        self._get_customer_moves(order)._action_assign()
        self.assertFalse(self._get_exceptions(order))

    def test_lowering_the_line_closes_the_gap(self):
        order = self._make_order([(self.fg, 5)])
        self._change_run(self._get_runs(self.fg), 3)
        self._set_quantity(order, 3)
        self.assertFalse(self._get_exceptions(order))
        self._check_chain(3)
        self._check_delivery(order, 3)

    def test_line_lowered_after_its_run_was_cancelled_makes_no_return(self):
        order = self._make_order([(self.fg, 5)])
        self._get_runs(self.fg).action_cancel()
        self._set_quantity(order, 2)
        self._check_delivery(order, 2)
        self.assertEqual(self._get_exceptions(order).quantity, 2)

    def test_what_a_buyer_added_stays_when_the_need_shrinks(self):
        order = self._make_order([(self.buy, 5)])
        line = self._get_purchase_lines(self.buy)
        line.product_qty = 8
        self._set_quantity(order, 4)
        self.assertEqual(line.product_qty, 7)

    def test_cancelled_delivery_is_delivered_again_from_the_same_supply(self):
        order = self._make_order([(self.fg, 5)])
        order.sudo().picking_ids.action_cancel()
        self._check_delivery(order, 0)
        self._check_chain(5)
        self._check_gap(order, self.fg, 5)
        exception = self._get_exceptions(order)
        exception.with_user(self.salesperson).action_retry()
        self.assertEqual(exception.state, "done")
        self._check_delivery(order, 5)
        self._check_chain(5)
        self.assertEqual(self._get_runs(self.fg).pull_sale_line_ids, order.order_line)

    def test_order_cancelled_after_its_delivery_leaves_nothing_behind(self):
        order = self._make_order([(self.fg, 5)])
        order.sudo().picking_ids.action_cancel()
        order.action_cancel()
        self._check_chain(0)
        self.assertFalse(self._get_exceptions(order))

    def test_order_cancelled_after_a_pick_leaves_nothing_behind(self):
        self.warehouse = self._make_warehouse("PTL", manufacture="pbm")
        order = self._make_order([(self.fg, 5)])
        runs = self._get_runs(self.fg) | self._get_runs(self.sub)
        runs.picking_ids.action_cancel()
        order.action_cancel()
        self._check_chain(0)
        self.assertFalse(self._get_exceptions(order))

    def test_order_cancelled_after_a_pick_tells_what_is_ordered_already(self):
        self.warehouse = self._make_warehouse("PTM", manufacture="pbm")
        order = self._make_order([(self.fg, 5)])
        self._get_purchase_lines(self.raw).order_id.button_confirm()
        self._get_runs(self.sub).picking_ids.action_cancel()
        order.action_cancel()
        self._check_runs(self.sub, [])
        self.assertRecordValues(
            self._get_exceptions(order),
            [{"kind": "too_late", "product_id": self.raw.id, "quantity": 30}],
        )

    def test_component_lowered_by_hand_lowers_its_supply(self):
        for steps in ("mrp_one_step", "pbm"):
            self.warehouse = self._make_warehouse(f"H{steps[:4]}", manufacture=steps)
            before = self._get_runs(self.sub) | self._get_runs(self.fg)
            order = self._make_order([(self.fg, 5)])
            self._check_first_steps(order, "ship_only", steps)
            run = self._get_runs(self.fg) - before
            raw = run.move_raw_ids.filtered(lambda raw: raw.product_id == self.sub)
            raw.product_uom_qty = 6
            self.assertEqual((self._get_runs(self.sub) - before).product_qty, 6)
            self.assertFalse(self._get_exceptions(order))

    def test_cancelled_run_made_again_fills_the_last_run_and_leaves_no_exception(self):
        self.fg_bom.run_size = 2
        for vendor in (self.vendor_a, self.vendor_b):
            vendor.group_rfq = "all"
        order = self._make_order([(self.fg, 3)])
        other = self._make_order([(self.fg, 2)])
        self._set_quantity(other, 1)
        self._get_runs(self.fg)[0].action_cancel()
        self._get_exceptions(order).action_retry()
        self._check_runs(self.fg, [2, 1, 1])
        self._check_bought(self.comp, [4])
        self.assertFalse(self._get_exceptions(order) | self._get_exceptions(other))
