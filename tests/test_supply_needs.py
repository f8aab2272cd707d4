from odoo import Command
from odoo.tests import tagged

from .world import PullCommon


@tagged("post_install", "-at_install")
class TestSupplyNeeds(PullCommon):
    """Needs that core would merge keep their pegs: nothing waits for ever."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()
        cls.fg2 = cls._make_product("FG2")
        cls._make_bom(cls.fg2, {cls.sub: 1})

    def _check_all_made_and_reserved(self, order):
        order = order.with_user(self.env.user)
        self._receive_all(order)
        self._produce_all(order)
        moves = self._get_customer_moves(order)
        self.assertEqual(set(moves.mapped("state")), {"assigned"})
        for line in order.order_line:
            reserved = (moves & line.move_ids).mapped("quantity")
            self.assertEqual(sum(reserved), line.product_uom_qty)
        waiting = self.env["stock.move"].search(
            [
                ("product_id", "in", (self.sub | self.raw | self.comp).ids),
                ("state", "not in", ("done", "cancel")),
            ]
        )
        self.assertFalse(waiting)

    def test_two_products_of_an_order_share_a_subassembly(self):
        order = self._make_order([(self.fg, 5), (self.fg2, 4)])
        runs = self._get_runs(self.sub)
        self.assertEqual(runs.mapped("product_qty"), [10, 4])
        self.assertEqual(
            [run.pull_sale_line_ids for run in runs],
            [order.order_line[0], order.order_line[1]],
        )
        self._check_all_made_and_reserved(order)

    def test_one_product_on_two_lines(self):
        order = self._make_order([(self.fg, 2), (self.fg, 3)])
        runs = self._get_runs(self.fg)
        self.assertEqual(runs.mapped("product_qty"), [2, 3])
        for line in order.order_line:
            self.assertEqual(
                [
                    node["quantity"]
                    for node in line._get_pull_chain()
                    if node["product_id"] == self.fg.id
                    and node["model"] == "mrp.production"
                ],
                [line.product_uom_qty],
            )
        self._check_all_made_and_reserved(order)

    def test_line_added_to_a_confirmed_order(self):
        order = self._make_order([(self.fg, 2)])
        order.order_line = [
            Command.create({"product_id": self.fg.id, "product_uom_qty": 1}),
            Command.create({"product_id": self.fg2.id, "product_uom_qty": 1}),
        ]
        self.assertEqual(self._get_runs(self.fg).mapped("product_qty"), [2, 1])
        self._check_all_made_and_reserved(order)

    def test_quantity_raised(self):
        order = self._make_order([(self.fg, 5)])
        order.order_line.product_uom_qty = 8
        self.assertEqual(self._get_runs(self.fg).mapped("product_qty"), [5, 3])
        self.assertEqual(self._get_runs(self.sub).mapped("product_qty"), [10, 6])
        self._check_all_made_and_reserved(order)

    def test_quantity_raised_after_the_purchase_is_confirmed(self):
        order = self._make_order([(self.fg, 5)])
        self._get_purchase_lines(self.raw).order_id.button_confirm()
        order.order_line.product_uom_qty = 8
        bought = self._get_purchase_lines(self.raw)
        self.assertEqual(sum(bought.mapped("product_qty")), 48)
        self._check_all_made_and_reserved(order)

    def test_quantity_raised_after_everything_is_made(self):
        order = self._make_order([(self.fg, 5)])
        self._check_all_made_and_reserved(order)
        order.order_line.product_uom_qty = 8
        self._check_all_made_and_reserved(order)

    def test_bought_product_raised_after_the_purchase_is_confirmed(self):
        bought = self._make_product("BOUGHT", "pull", self.vendor_a)
        order = self._make_order([(bought, 5)])
        self._get_purchase_lines(bought).order_id.button_confirm()
        order.order_line.product_uom_qty = 8
        lines = self._get_purchase_lines(bought)
        self.assertEqual(lines.mapped("product_qty"), [5, 3])
        self.assertEqual(
            [line._get_pull_quantities() for line in lines],
            [{order.order_line: 5}, {order.order_line: 3}],
        )
        self._check_all_made_and_reserved(order)

    def test_runs_of_different_orders_stay_apart(self):
        first = self._make_order([(self.fg, 1)])
        second = self._make_order([(self.fg, 1)])
        self.assertEqual(
            [run.pull_order_ids for run in self._get_runs(self.fg)], [first, second]
        )

    def test_confirming_orders_together(self):
        orders = self.env["sale.order"].browse()
        for quantity in (1, 2):
            orders |= self._make_order([(self.fg, quantity)], confirm=False)
        orders.action_confirm()
        self.assertEqual(
            [(run.pull_order_ids, run.product_qty) for run in self._get_runs(self.fg)],
            [(orders[0], 1), (orders[1], 2)],
        )

    def _check_demand(self, order, quantity):
        moves = self._get_customer_moves(order)
        self.assertEqual(sum(moves.mapped("product_qty")), quantity)
        self.assertFalse(moves.filtered(lambda m: m.location_dest_usage != "customer"))

    def test_quantity_lowered_and_raised_makes_no_stray_return(self):
        order = self._make_order([(self.fg, 3)])
        for quantity in (1, 5):
            order.order_line.product_uom_qty = quantity
            self._check_demand(order, quantity)

    def test_bought_quantity_lowered_lowers_its_draft_purchase(self):
        bought = self._make_product("BOUGHT", "pull", self.vendor_a)
        order = self._make_order([(bought, 5)])
        order.order_line.product_uom_qty = 2
        self._check_demand(order, 2)
        self.assertEqual(self._get_purchase_lines(bought).product_qty, 2)

    def test_hybrid_quantity_lowered_gives_back_the_pulled_part_first(self):
        self.fg.supply_policy = "hybrid"
        self._add_stock(self.fg, 2)
        order = self._make_order([(self.fg, 5)])
        for quantity, pulled in ((4, 2), (1, 0)):
            order.order_line.product_uom_qty = quantity
            self._check_demand(order, quantity)
            moves = self._get_customer_moves(order).filtered(
                lambda move: move.procure_method == "make_to_order"
            )
            self.assertEqual(sum(moves.mapped("product_qty")), pulled)

    def test_run_raised_by_hand_pulls_more_components(self):
        for steps in ("mrp_one_step", "pbm_sam"):
            self.warehouse = self._make_warehouse(f"N{steps[-3:]}", manufacture=steps)
            before = self._get_runs(self.sub)
            order = self._make_order([(self.fg, 5)]).with_user(self.env.user)
            self._check_first_steps(order, "ship_only", steps)
            run = self._get_chain_records(order, "mrp.production").filtered(
                lambda run: run.product_id == self.fg
            )
            self.env["change.production.qty"].create(
                {"mo_id": run.id, "product_qty": 8}
            ).change_prod_qty()
            made = self._get_runs(self.sub) - before
            self.assertEqual(made.mapped("product_qty"), [10, 6])
            self._receive_all(order)
            self._produce_all(order)
            self.assertEqual(run.state, "done")
            self._check_run_steps(run | made, steps)
