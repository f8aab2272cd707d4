from odoo import Command
from odoo.tests import tagged

from .world import DropshipCommon

PICKING, PURCHASE, RUN = "stock.picking", "purchase.order.line", "mrp.production"


@tagged("post_install", "-at_install", "-standard", "beside")
class TestBesideSubcontracting(DropshipCommon):
    """MADE is pulled; the subcontractor makes it of 2 PART, which are pulled too and
    brought to him from the own stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["res.partner"].create({"name": "Shop"})
        cls.warehouse.route_ids |= cls.env.ref(
            "mrp_subcontracting.route_resupply_subcontractor_mto"
        )
        cls.part = cls._make_product("PART", vendor=cls.vendor_b)
        cls.made = cls._make_product("MADE", vendor=cls.shop)
        cls._make_bom(
            cls.made,
            {cls.part: 2},
            type="subcontract",
            subcontractor_ids=[Command.set(cls.shop.ids)],
        )

    def _check_bought_of(self, product, quantities):
        self._check_bought(product, quantities)

    def _check_told(self, order, expected):
        exceptions = self._get_exceptions(order)
        self.assertEqual(
            [(e.kind, e.product_id.name, e.quantity) for e in exceptions], expected
        )

    def _confirm_made(self):
        purchase = self._get_purchase_lines(self.made).order_id
        purchase.button_confirm()
        return purchase

    def _receive_parts(self):
        purchase = self._get_purchase_lines(self.part).order_id
        purchase.button_confirm()
        self._do_transfers(purchase.picking_ids, follow=False)
        self.assertEqual(self.part.qty_available, 10)
        self._do_transfers(self._get_runs(self.made).picking_ids)

    def _ship_made(self, purchase):
        moves = purchase.picking_ids.move_ids.filtered(lambda m: m.state == "assigned")
        moves.picked = True
        moves.picking_id._action_done()

    # === Received from the subcontractor ===

    def test_the_chain(self):
        order = self._make_order([(self.made, 5)])
        self.assertEqual(
            self._get_nodes(order),
            [(PICKING, "MADE", 5, "waiting", 0), (PURCHASE, "MADE", 5, "draft", 1)],
        )
        self._confirm_made()
        self.assertEqual(
            self._get_nodes(order),
            [
                (PICKING, "MADE", 5, "waiting", 0),
                (PURCHASE, "MADE", 5, "purchase", 1),
                (RUN, "MADE", 5, "confirmed", 2),
                (PURCHASE, "PART", 10, "draft", 3),
            ],
        )
        self.assertEqual(
            self._get_purchase_lines(self.part).pull_sale_line_ids,
            order.sudo().order_line,
        )

    def test_made_and_delivered(self):
        order = self._make_order([(self.made, 5)])
        purchase = self._confirm_made()
        self._receive_parts()
        self._ship_made(purchase)
        self.assertEqual(self._get_runs(self.made).state, "done")
        self._check_state(order, "ready")
        self._do_transfers(order.picking_ids)
        self._check_state(order, "delivered")
        self.assertFalse(self._get_exceptions(order))
        self.assertEqual(self.env["stock.move"]._cron_find_pull_shortages(), 0)

    def test_what_the_subcontractor_keeps_himself_is_nobodys_loss(self):
        self.warehouse.route_ids -= self.env.ref(
            "mrp_subcontracting.route_resupply_subcontractor_mto"
        )
        own = self._make_product("OWN")
        other = self._make_product("OTHER", vendor=self.shop)
        self._make_bom(
            other,
            {own: 1},
            type="subcontract",
            subcontractor_ids=[Command.set(self.shop.ids)],
        )
        order = self._make_order([(other, 5)])
        self._get_purchase_lines(other).order_id.button_confirm()
        raw = self._get_runs(other).move_raw_ids
        self.assertEqual(raw.product_id, own)
        self.assertFalse(raw.move_orig_ids)
        self._set_quantity(order, 6)
        self._check_told(order, [])
        self.assertEqual(self.env["stock.move"]._cron_find_pull_shortages(), 0)

    def test_less_before_it_is_ordered(self):
        order = self._make_order([(self.made, 5)])
        self._set_quantity(order, 3)
        self._check_bought_of(self.made, [3])
        self._check_told(order, [])

    def test_less_after_it_is_ordered(self):
        order = self._make_order([(self.made, 5)])
        purchase = self._confirm_made()
        self._set_quantity(order, 3)
        self._check_bought_of(self.made, [5])
        self._check_told(order, [("too_late", "MADE", 2)])
        receipt = purchase.picking_ids.move_ids.filtered("purchase_line_id")
        self.assertEqual(receipt.product_qty, 5)
        self.assertEqual(self._get_runs(self.made).product_qty, 5)
        self._check_bought_of(self.part, [10])
        self._set_quantity(order, 5)
        self._check_told(order, [])

    def test_cancelled_after_it_is_ordered(self):
        order = self._make_order([(self.made, 5)])
        self._confirm_made()
        order._action_cancel()
        self._check_bought_of(self.made, [5])
        self._check_told(order, [("too_late", "MADE", 5)])
        self.assertEqual(self._get_runs(self.made).product_qty, 5)

    def test_the_purchase_is_cancelled(self):
        order = self._make_order([(self.made, 5)])
        self._confirm_made().button_cancel()
        self.assertIn(
            ("shortage", "MADE", 5),
            [
                (e.kind, e.product_id.name, e.quantity)
                for e in self._get_exceptions(order)
            ],
        )
        exceptions = self._get_exceptions(order)
        exceptions.filtered(lambda e: e.product_id == self.made).action_retry()
        self._check_bought_of(self.made, [5])
        self._check_told(order, [])

    # === Shipped by the subcontractor ===

    def _order_shipped(self):
        self.made.route_ids = self.dropship
        return self._make_order([(self.made, 5)])

    def test_the_subcontractor_ships_to_the_customer(self):
        order = self._order_shipped()
        self.assertEqual(self._get_nodes(order), [(PURCHASE, "MADE", 5, "draft", 0)])
        purchase = self._confirm_made()
        self.assertEqual(
            self._get_nodes(order),
            [
                (PICKING, "MADE", 5, "assigned", 0),
                (PURCHASE, "MADE", 5, "purchase", 1),
                (RUN, "MADE", 5, "confirmed", 2),
                (PURCHASE, "PART", 10, "draft", 3),
            ],
        )
        self.assertEqual(
            self._get_runs(self.made).pull_sale_line_ids, order.sudo().order_line
        )
        self._check_state(order, "in_progress")
        self._receive_parts()
        self._ship_made(purchase)
        self._check_state(order, "delivered")
        self.assertEqual(self._get_runs(self.made).state, "done")

    def test_less_of_what_the_subcontractor_ships(self):
        order = self._order_shipped()
        self._set_quantity(order, 4)
        self._check_bought_of(self.made, [4])
        self._confirm_made()
        self._set_quantity(order, 3)
        self._check_bought_of(self.made, [4])
        self._check_told(order, [("too_late", "MADE", 1)])
        self.assertEqual(self._get_runs(self.made).product_qty, 4)

    def test_the_subcontractors_purchase_is_cancelled(self):
        order = self._order_shipped()
        self._confirm_made().button_cancel()
        self._check_told(order, [("shortage", "MADE", 5)])
        self._get_exceptions(order).action_retry()
        self._check_bought_of(self.made, [5])
        self._check_told(order, [])

    # === Components shipped to the subcontractor ===

    def test_components_are_shipped_to_the_subcontractor(self):
        self.part.route_ids = self.dropship
        order = self._make_order([(self.made, 5)])
        purchase = self._confirm_made()
        line = self._get_purchase_lines(self.part)
        self.assertEqual(line.product_qty, 10)
        self.assertEqual(line.order_id.dest_address_id, self.shop)
        self.assertFalse(line.supply_policy)
        self.assertEqual(line.pull_sale_line_ids, order.sudo().order_line)
        self.assertIn((PURCHASE, "PART", 10, "draft", 3), self._get_nodes(order))
        line.order_id.button_confirm()
        self._do_transfers(line.order_id.picking_ids)
        self._ship_made(purchase)
        self._do_transfers(order.picking_ids)
        self._check_state(order, "delivered")
        self.assertFalse(self._get_exceptions(order))

    def test_the_components_purchase_is_cancelled(self):
        self.part.route_ids = self.dropship
        order = self._make_order([(self.made, 5)])
        self._confirm_made()
        self._get_purchase_lines(self.part).order_id.button_cancel()
        self.assertTrue(order.order_line.pull_state)
        order._action_cancel()
        self._check_told(order, [("too_late", "MADE", 5)])
