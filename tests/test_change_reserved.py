from odoo.tests import tagged

from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeReserved(ChangeCommon):
    """A change frees what it frees: what was reserved for the order and is needed still
    stays reserved, and nobody else may take it."""

    def _finish(self, *runs):
        for run in runs:
            self._produce(run)

    def _get_raws(self, product):
        """Return the moves that take this component, from stock or to its run."""
        raws = self._get_runs(self.fg).move_raw_ids | self.env["stock.move"]
        raws |= raws.move_orig_ids.filtered("picking_id")
        return raws.filtered(
            lambda raw: raw.product_id == product and raw.location_id == self.stock
        )

    def _get_free(self, product):
        nothing = self.env["stock.move"]
        return product._get_pull_free_stock(self.stock, nothing)[product]

    def _take(self, product, quantity):
        """Let another order take what is free; return what it has reserved."""
        product.supply_policy = "push"
        other = self._make_order([(product, quantity)])
        product.supply_policy = "pull"
        return sum(self._get_customer_moves(other).mapped("quantity"))

    def test_components_stay_reserved_for_the_run(self):
        for steps in ("mrp_one_step", "pbm", "pbm_sam"):
            with self.subTest(steps):
                self.warehouse = self._make_warehouse(
                    f"R{steps[-3:]}", manufacture=steps
                )
                order = self._make_order([(self.fg, 5)]).with_user(self.env.user)
                self._receive_all(order)
                run = self._get_chain_records(order, "mrp.production").filtered(
                    lambda run: run.product_id == self.sub
                )
                self._finish(run)
                raw = self._get_raws(self.sub)
                self.assertEqual(raw.mapped("quantity"), [10])
                self._set_quantity(order, 3)
                self.assertEqual(raw.mapped("quantity"), [6])
                self.assertEqual(raw.state, "assigned")
                self.assertEqual(self._get_free(self.sub), 4)
                self.assertEqual(self._take(self.sub, 10), 4)
                self.assertEqual(raw.mapped("quantity"), [6])
                order.action_cancel()

    def test_an_order_that_grows_takes_nothing_reserved_for_another(self):
        """Both share one receipt, and a run has room: what the other has reserved is
        not there for what it takes more."""
        self.fg_bom.run_size = 2
        orders = [self._make_order([(self.fg, count)]) for count in (3, 2)]
        requests = self._get_purchase_lines(self.comp).order_id
        if len(requests) > 1:
            requests.action_merge()
        self._receive_all(orders[0] | orders[1])
        shared = self._get_purchase_lines(self.comp)
        self.assertEqual(shared.mapped("product_qty"), [5])
        raws = self._get_raws(self.comp)
        self.assertEqual(sum(raws.mapped("quantity")), 5)
        for quantity, bought in ((5, 7), (6, 8)):
            self._set_quantity(orders[0], quantity)
            lines = self._get_purchase_lines(self.comp)
            self.assertEqual(sum(lines.mapped("product_qty")), bought)
        for order in orders:
            self.assertFalse(self._get_exceptions(order))

    def test_run_lowered_by_the_planner_keeps_its_components(self):
        order = self._make_order([(self.fg, 5)]).with_user(self.env.user)
        self._receive_all(order)
        self._finish(self._get_runs(self.sub))
        self.env["change.production.qty"].create(
            {"mo_id": self._get_runs(self.fg).id, "product_qty": 3}
        ).change_prod_qty()
        self.assertEqual(self._get_raws(self.sub).quantity, 6)
        self.assertEqual(self._get_free(self.sub), 4)

    def test_finished_goods_stay_reserved_for_the_delivery(self):
        for steps in ("ship_only", "pick_ship"):
            with self.subTest(steps):
                self.warehouse = self._make_warehouse(f"D{steps[:3]}", steps)
                kinds = self.warehouse.out_type_id | self.warehouse.pick_type_id
                kinds.reservation_method = "manual"
                order = self._make_order([(self.fg, 5)]).with_user(self.env.user)
                self._receive_all(order)
                self._produce_all(order)
                move = self._get_customer_moves(order)
                move._action_assign()
                self.assertEqual(move.quantity, 5)
                self._set_quantity(order, 3)
                self.assertEqual(move.quantity, 3)
                self.assertEqual(self._get_free(self.fg), 2)

    def test_lots_stay_reserved(self):
        self.warehouse.out_type_id.reservation_method = "manual"
        self.buy.tracking = "lot"
        order = self._make_order([(self.buy, 5)]).with_user(self.env.user)
        move = self._get_customer_moves(order)
        line = self._get_purchase_lines(self.buy)
        line.order_id.button_confirm()
        receipt = line.move_ids
        receipt.move_line_ids.unlink()
        for name, quantity in (("L1", 2), ("L2", 3)):
            self.env["stock.move.line"].create(
                {
                    **receipt._prepare_move_line_vals(),
                    "lot_name": name,
                    "quantity": quantity,
                }
            )
        receipt.picked = True
        receipt.picking_id._action_done()
        lots = move.move_line_ids.grouped("lot_id")
        self.assertEqual({lot.name for lot in lots}, {"L1", "L2"})
        self._set_quantity(order, 2)
        self.assertEqual(move.quantity, 2)
        self.assertEqual(move.move_line_ids.lot_id.name, "L1")

    def test_runs_of_another_line_keep_their_components(self):
        order = self._make_order([(self.fg, 5), (self.fg, 4)])
        order = order.with_user(self.env.user)
        self._receive_all(order)
        self._finish(*self._get_runs(self.sub))
        order.order_line[0].product_uom_qty = 3
        self.assertEqual(self._get_raws(self.sub).mapped("quantity"), [6, 8])
        self.assertEqual(self._get_free(self.sub), 4)
        order.order_line[0].product_uom_qty = 0
        self.assertEqual(self._get_free(self.sub), 10)
        raws = self._get_raws(self.sub)
        self.assertEqual(sum(raws.mapped("quantity")), 8)

    def test_run_of_a_size_keeps_its_components(self):
        self.fg_bom.run_size = 2
        order = self._make_order([(self.fg, 5)]).with_user(self.env.user)
        self._receive_all(order)
        self._finish(*self._get_runs(self.sub))
        self._set_quantity(order, 3)
        self.assertEqual(self._get_raws(self.sub).mapped("quantity"), [4, 2])
        self.assertEqual(self._get_free(self.sub), 4)
