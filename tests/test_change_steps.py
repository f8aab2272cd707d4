from odoo.tests import tagged

from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeSteps(ChangeCommon):
    """Changes pass through the steps of delivery and manufacturing."""

    def _check_changes(self, delivery, manufacture):
        self.warehouse = self._make_warehouse(
            f"{delivery[:2]}{manufacture[-3:]}", delivery, manufacture
        )
        order = self._make_order([(self.fg, 5)])
        self._check_first_steps(order, delivery, manufacture)
        self._set_quantity(order, 3)
        self._check_chain(3)
        self._check_open_moves(order, 3)
        self._set_quantity(order, 4)
        self._check_runs(self.fg, [3, 1])
        self._check_runs(self.sub, [6, 2])
        self._check_bought(self.raw, [24])
        admin = order.with_user(self.env.user)
        self._receive_all(admin)
        self._produce_all(admin)
        self._do_transfers(order.sudo().picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 4)
        self._check_paths(admin, delivery, manufacture)
        self.assertFalse(self._get_exceptions(order))
        self._check_nothing_waits()

    def _check_open_moves(self, order, quantity):
        """No step is left for what is not needed any more."""
        wanted = {self.fg: quantity, self.sub: 2 * quantity, self.comp: quantity}
        for product, expected in wanted.items():
            moves = self.env["stock.move"].search(
                [("product_id", "=", product.id), ("state", "not in", ["cancel"])]
            )
            for group in moves.grouped("location_dest_id").values():
                self.assertEqual(sum(group.mapped("product_qty")), expected, moves)

    def _check_nothing_waits(self):
        self.assertFalse(
            self.env["stock.move"].search(
                [
                    ("product_id", "in", (self.fg | self.sub | self.raw).ids),
                    ("state", "not in", ("done", "cancel")),
                ]
            )
        )

    def test_pick_ship_and_one_step_manufacturing(self):
        self._check_changes("pick_ship", "mrp_one_step")

    def test_pick_pack_ship_and_two_step_manufacturing(self):
        self._check_changes("pick_pack_ship", "pbm")

    def test_one_step_delivery_and_three_step_manufacturing(self):
        self._check_changes("ship_only", "pbm_sam")

    def test_surplus_behind_a_step_is_taken_over_behind_it(self):
        self.warehouse = self._make_warehouse("SX3", "ship_only", "pbm_sam")
        order = self._make_order([(self.fg, 5)])
        self._check_first_steps(order, "ship_only", "pbm_sam")
        run = self._get_runs(self.fg)
        for component in self.sub | self.comp:
            self.env["stock.quant"]._update_available_quantity(
                component, run.location_src_id, 20
            )
        run.move_raw_ids.procure_method = "make_to_stock"
        run.move_raw_ids._action_assign()
        run.qty_producing = 5
        run._set_qty_producing()
        run.move_raw_ids.picked = True
        run.button_mark_done()
        stored = run.move_finished_ids.move_dest_ids
        self.assertRecordValues(
            stored,
            [{"location_id": self.warehouse.sam_loc_id.id, "product_qty": 5}],
        )
        self._set_quantity(order, 3)
        delivery = self._get_customer_moves(order)
        # As if the delivery had lost its supply: the increase finds it again.
        delivery = self._get_customer_moves(order)
        delivery.move_orig_ids = False
        self._set_quantity(order, 5)
        self._check_runs(self.fg, [5])
        self.assertEqual(self._get_customer_moves(order).move_orig_ids, stored)

    def test_cancelled_runs_leave_no_transfer(self):
        self.warehouse = self._make_warehouse("CX3", "pick_ship", "pbm_sam")
        self.fg_bom.run_size = 2
        order = self._make_order([(self.fg, 5)])
        self._check_first_steps(order, "pick_ship", "pbm_sam")
        self._set_quantity(order, 2)
        self._check_runs(self.fg, [2])
        self._check_runs(self.sub, [4])
        self._check_open_moves(order, 2)
        order.action_cancel()
        self._check_chain(0)
        moves = self.env["stock.move"].search(
            [
                ("product_id", "in", (self.fg | self.sub | self.raw | self.comp).ids),
                ("state", "!=", "cancel"),
            ]
        )
        self.assertFalse(moves)
