from odoo import Command
from odoo.tests import tagged

from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeLosses(ChangeCommon):
    """What was made or bought for an order and is lost, through whatever door, is an
    exception; Try Again brings it once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lost = cls.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", cls.company.id)], limit=1
        )

    # === Doors ===

    def _scrap(self, product, quantity):
        self.env["stock.scrap"].create(
            {
                "product_id": product.id,
                "scrap_qty": quantity,
                "location_id": self.stock.id,
            }
        ).do_scrap()

    def _count(self, product, quantity):
        quant = self.env["stock.quant"]._gather(product, self.stock)
        quant.inventory_quantity = quantity
        quant.action_apply_inventory()

    def _take_out(self, product, quantity, location=None):
        """Move goods out of the stock by hand."""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.int_type_id.id,
                "location_id": self.stock.id,
                "location_dest_id": (location or self.lost).id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "location_id": self.stock.id,
                            "location_dest_id": (location or self.lost).id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking._action_done()

    def _unbuild(self, run, quantity):
        self.env["mrp.unbuild"].create(
            {
                "product_id": run.product_id.id,
                "product_qty": quantity,
                "bom_id": run.bom_id.id,
                "mo_id": run.id,
                "location_id": self.stock.id,
                "location_dest_id": self.stock.id,
            }
        ).action_unbuild()

    def _close_short(self, order, quantity):
        """Deliver a part of the order without a backorder."""
        picking = order.sudo().picking_ids
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=picking.ids
        ).button_validate()

    # === Worlds ===

    def _make_finished(self, quantity=3):
        """Return an order whose goods are made and reserved for it."""
        order = self._make_order([(self.fg, quantity)])
        self._receive_all(order.with_user(self.env.user))
        self._produce_all(order.with_user(self.env.user))
        self.assertEqual(self._get_customer_moves(order).state, "assigned")
        self.assertFalse(self._get_exceptions(order))
        return order

    def _make_received(self):
        """Return an order whose bought goods are there, reserved for it."""
        order = self._make_order([(self.buy, 3)])
        self._receive_all(order.with_user(self.env.user))
        return order

    def _check_lost(self, order, product, quantity):
        self.assertRecordValues(
            self._get_exceptions(order),
            [{"kind": "shortage", "product_id": product.id, "quantity": quantity}],
        )
        order.order_line.invalidate_recordset(["pull_state"])
        self.assertEqual(order.order_line.pull_state, "problem")

    # === Goods made for the order ===

    def test_finished_unit_scrapped(self):
        order = self._make_finished()
        self._scrap(self.fg, 1)
        self._check_lost(order, self.fg, 1)
        self._get_exceptions(order).action_retry()
        self._check_runs(self.fg, [3, 1])
        self.assertFalse(self._get_exceptions(order))
        self._receive_all(order.with_user(self.env.user))
        self._produce_all(order.with_user(self.env.user))
        self._do_transfers(order.sudo().picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 3)
        self.assertFalse(self._get_exceptions(order))

    def test_finished_units_counted_away(self):
        order = self._make_finished()
        self._count(self.fg, 1)
        self._check_lost(order, self.fg, 2)
        self._get_exceptions(order).action_retry()
        self._check_runs(self.fg, [3, 2])

    def test_finished_units_found_again(self):
        order = self._make_finished()
        self._count(self.fg, 1)
        self._check_lost(order, self.fg, 2)
        self._count(self.fg, 2)
        self._check_lost(order, self.fg, 1)
        self._count(self.fg, 3)
        self.assertFalse(self._get_exceptions(order))

    def test_finished_unit_unbuilt(self):
        order = self._make_finished()
        self._unbuild(self._get_runs(self.fg), 1)
        self._check_lost(order, self.fg, 1)

    def test_finished_unit_moved_away_by_hand(self):
        order = self._make_finished()
        self._take_out(self.fg, 1)
        self._check_lost(order, self.fg, 1)

    def test_finished_units_that_are_not_reserved_are_lost_by_the_youngest(self):
        old, young = self._make_finished(), self._make_finished()
        for order in (old, young):
            self._get_customer_moves(order)._do_unreserve()
        self.assertFalse(self._get_exceptions(young))
        self._scrap(self.fg, 1)
        self.assertFalse(self._get_exceptions(old))
        self._check_lost(young, self.fg, 1)

    def test_more_delivered_to_one_order_is_missing_for_the_other(self):
        old, young = self._make_received(), self._make_received()
        move = self._get_customer_moves(old)
        move.quantity = 4
        move.picked = True
        move._action_done()
        self._check_lost(young, self.buy, 1)

    # === Components ===

    def test_component_scrapped(self):
        order = self._make_order([(self.fg, 3)])
        self._receive_all(order.with_user(self.env.user))
        self._scrap(self.comp, 1)
        self._check_lost(order, self.comp, 1)
        self._get_exceptions(order).action_retry()
        self._check_bought(self.comp, [3, 1])

    def test_component_counted_away(self):
        order = self._make_order([(self.fg, 3)])
        self._receive_all(order.with_user(self.env.user))
        self._count(self.raw, 0)
        self._check_lost(order, self.raw, 18)
        self._get_exceptions(order).action_retry()
        self._check_bought(self.raw, [18, 18])

    def test_goods_returned_to_their_vendor(self):
        order = self._make_received()
        receipt = self._get_purchase_lines(self.buy).order_id.picking_ids
        self._send_back(receipt, 2)
        self._check_lost(order, self.buy, 2)

    def test_what_a_vendor_sent_once_more(self):
        order = self._make_received()
        receipt = self._get_purchase_lines(self.buy).order_id.picking_ids
        self._send_back(self._send_back(receipt, 2), 2)
        self.assertFalse(self._get_exceptions(order))
        order.action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertFalse(self._get_exceptions(order))
        self._set_quantity(order, 4)
        self._check_bought(self.buy, [3, 1])

    def test_what_a_customer_sent_back_and_was_sent_once_more(self):
        order = self._make_received()
        delivery = self._get_customer_moves(order).picking_id
        self._do_transfers(delivery, follow=False)
        self._send_back(self._send_back(delivery, 2), 2)
        self._set_quantity(order, 4)
        self._set_quantity(order, 3)
        self.assertEqual(order.order_line.qty_delivered, 3)
        self._check_bought(self.buy, [3])

    def _send_back(self, transfer, quantity):
        """Return a part of what a transfer has brought; return the transfer of that."""
        wizard = self.env["stock.return.picking"].create({"picking_id": transfer.id})
        wizard.product_return_moves.quantity = quantity
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.quantity = quantity
        back.move_ids.picked = True
        back._action_done()
        return back

    def test_stock_of_a_hybrid_need_counted_away(self):
        self.buy.supply_policy = "hybrid"
        self._add_stock(self.buy, 2)
        order = self._make_order([(self.buy, 3)])
        self._count(self.buy, 0)
        self._check_lost(order, self.buy, 2)
        self._get_exceptions(order).action_retry()
        self.assertEqual(
            sum(self._get_purchase_lines(self.buy).mapped("product_qty")), 3
        )

    # === Deliveries that end ===

    def test_delivery_closed_without_backorder(self):
        order = self._make_finished()
        self._close_short(order, 1)
        self._check_undelivered(order, 2)
        self._get_exceptions(order).action_retry()
        self.assertFalse(self._get_exceptions(order))
        self._check_runs(self.fg, [3])
        self._do_transfers(order.sudo().picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 3)

    def test_customer_move_cancelled_alone(self):
        order = self._make_order([(self.fg, 3), (self.buy, 2)])
        lines = order.order_line
        moves = self._get_customer_moves(order)
        moves.filtered(lambda move: move.product_id == self.buy)._action_cancel()
        self._check_undelivered(order, 2)
        self._get_exceptions(order).action_retry()
        self.assertFalse(self._get_exceptions(order))
        self.assertEqual(lines[1]._get_pull_undelivered_quantity(), 0)

    def _check_undelivered(self, order, quantity):
        self.assertRecordValues(
            self._get_exceptions(order),
            [{"kind": "shortage", "quantity": quantity, "move_id": False}],
        )

    # === Kits without a policy of their own ===

    def test_kit_of_pulled_components_has_a_state_and_its_losses_are_told(self):
        kit = self._make_product("KIT", False)
        self._make_bom(kit, {self.buy: 1, self.comp: 2}, type="phantom")
        order = self._make_order([(kit, 3)])
        self.assertEqual(order.order_line.pull_state, "not_started")
        self._receive_all(order.with_user(self.env.user))
        order.order_line.invalidate_recordset(["pull_state"])
        self.assertEqual(order.order_line.pull_state, "ready")
        self._scrap(self.comp, 1)
        self._check_lost(order, self.comp, 1)

    def test_delivery_of_a_kit_cancelled(self):
        kit = self._make_product("KIT", False)
        self._make_bom(kit, {self.buy: 1, self.comp: 2}, type="phantom")
        order = self._make_order([(kit, 3)])
        order.sudo().picking_ids.action_cancel()
        self._check_undelivered(order, 3)

    # === What is no loss ===

    def test_work_as_planned_loses_nothing(self):
        order = self._make_finished()
        self._do_transfers(order.sudo().picking_ids)
        self.assertEqual(order.order_line.pull_state, "delivered")
        self.assertFalse(order.sudo().pull_exception_ids)

    def test_free_stock_scrapped_is_no_loss(self):
        order = self._make_finished()
        self._add_stock(self.fg, 2)
        self._scrap(self.fg, 2)
        self.assertFalse(self._get_exceptions(order))

    def test_goods_moved_within_the_stock_are_no_loss(self):
        order = self._make_finished()
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock.id}
        )
        self._take_out(self.fg, 3, shelf)
        self.assertFalse(self._get_exceptions(order))

    def _borrow(self):
        """Return two orders; the older takes what has arrived for the younger."""
        old = self._make_order([(self.buy, 3)])
        young = self._make_received()
        self._get_customer_moves(young)._do_unreserve()
        taker = self._get_customer_moves(old)
        taker.quantity = 3
        self.assertEqual(taker.quantity, 3)
        self.assertEqual(self._get_customer_moves(young).quantity, 0)
        return old, young

    def test_what_another_order_has_borrowed_comes_back(self):
        old, young = self._borrow()
        self.assertEqual(self._find(), 0)
        self._receive_all(old.with_user(self.env.user))
        self._do_transfers((old | young).sudo().picking_ids)
        self.assertEqual((old | young).order_line.mapped("qty_delivered"), [3, 3])
        self.assertFalse(self._get_exceptions(old | young))

    def test_what_is_borrowed_and_never_brought_back_is_lost(self):
        old, young = self._borrow()
        self._get_purchase_lines(self.buy)[0].order_id.button_cancel()
        self.assertFalse(self._get_exceptions(old))
        self.assertEqual(self._find(), 1)
        self._check_lost(young, self.buy, 3)

    # === The net below ===

    def _lose_unseen(self, product, quantity):
        """Take goods away as no document does."""
        self.env["stock.quant"]._update_available_quantity(
            product, self.stock, -quantity
        )

    def _find(self):
        return self.env["stock.move"]._cron_find_pull_shortages()

    def test_nightly_run_finds_what_no_event_told_once(self):
        order = self._make_received()
        self._get_customer_moves(order)._do_unreserve()
        self.assertEqual(self._find(), 0)
        self._lose_unseen(self.buy, 2)
        logger = "odoo.addons.pull_through_production.models.shortage.stock_move"
        with self.assertLogs(logger, "WARNING") as logs:
            self.assertEqual(self._find(), 1)
        self.assertIn("BUY", logs.output[0])
        self._check_lost(order, self.buy, 2)
        self.assertEqual(self._find(), 0)

    def test_nightly_run_finds_nothing_that_was_told(self):
        order = self._make_finished()
        self._scrap(self.fg, 1)
        self.assertEqual(self._find(), 0)
        self._check_lost(order, self.fg, 1)
