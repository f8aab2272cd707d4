from odoo.tests import Form, tagged

from .world import PullCommon


@tagged("post_install", "-at_install")
class TestPegging(PullCommon):
    """Pegs stay right while the work is done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()

    def _get_quantities(self, order, model, product):
        return [
            node["quantity"]
            for node in order.order_line._get_pull_chain()
            if node["model"] == model and node["product_id"] == product.id
        ]

    def test_purchase_line_shared_by_two_orders(self):
        self.vendor_a.group_rfq = "all"
        first = self._make_order([(self.fg, 1)])
        second = self._make_order([(self.fg, 2)])
        raw = self._get_purchase_lines(self.raw)
        expected = {first.order_line: 6, second.order_line: 12}
        self.assertEqual(raw._get_pull_quantities(), expected)
        raw.order_id.button_confirm()
        self.assertEqual(raw._get_pull_quantities(), expected)
        self._do_transfers(raw.order_id.picking_ids)
        self.assertEqual(raw._get_pull_quantities(), expected)
        self.assertEqual(
            self._get_quantities(second, "purchase.order.line", self.raw), [12]
        )

    def test_purchase_line_bought_beyond_the_need(self):
        order = self._make_order([(self.fg, 1)])
        raw = self._get_purchase_lines(self.raw)
        raw.product_qty = 10
        self.assertEqual(raw._get_pull_quantities(), {order.order_line: 6})
        raw.order_id.button_confirm()
        self.assertEqual(raw._get_pull_quantities(), {order.order_line: 6})

    def test_partial_receipt(self):
        order = self._make_order([(self.fg, 1)])
        raw = self._get_purchase_lines(self.raw)
        raw.order_id.button_confirm()
        receipt = raw.order_id.picking_ids
        receipt.move_ids.quantity = 4
        receipt.move_ids.picked = True
        receipt._action_done()
        self.assertEqual(raw._get_pull_quantities(), {order.order_line: 6})
        self.assertEqual(
            sum(self._get_quantities(order, "purchase.order.line", self.raw)), 6
        )

    def test_backorder_of_a_run(self):
        order = self._make_order([(self.fg, 5)]).with_user(self.env.user)
        self._receive_all(order)
        run = self._get_runs(self.sub)
        run.action_assign()
        form = Form(run)
        form.qty_producing = 4
        run = form.save()
        run.move_raw_ids.picked = True
        action = run.button_mark_done()
        Form(
            self.env["mrp.production.backorder"].with_context(**action["context"])
        ).save().action_backorder()
        self.assertEqual(
            self._get_quantities(order, "mrp.production", self.sub), [4, 6]
        )
        for part in self._get_runs(self.sub):
            self.assertEqual(part.pull_sale_line_ids, order.order_line)
            self.assertEqual(part.supply_policy, "pull")
            self.assertEqual(set(part.move_raw_ids.mapped("supply_policy")), {"pull"})

    def test_split_run(self):
        order = self._make_order([(self.fg, 5)])
        run = self._get_runs(self.fg)
        run._split_productions({run: [2, 3]})
        self.assertEqual(self._get_quantities(order, "mrp.production", self.fg), [2, 3])
        self.assertEqual(
            sum(self._get_quantities(order, "mrp.production", self.sub)), 10
        )

    def test_runs_merged_by_hand(self):
        self.sub_bom.run_size = 4
        order = self._make_order([(self.fg, 5)]).with_user(self.env.user)
        runs = self._get_runs(self.sub)
        self.assertEqual(runs.mapped("product_qty"), [4, 4, 2])
        runs.action_merge()
        self.assertEqual(self._get_quantities(order, "mrp.production", self.sub), [10])
        raw = self._get_purchase_lines(self.raw)
        self.assertEqual(raw._get_pull_quantities(), {order.order_line: 30})
        self._receive_all(order)
        self.assertEqual(self._get_runs(self.sub).reservation_state, "assigned")
        self._produce_all(order)
        self._do_transfers(order.picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 5)

    def test_partial_delivery(self):
        order = self._make_order([(self.fg, 5)]).with_user(self.env.user)
        self._receive_all(order)
        self._produce_all(order)
        delivery = order.picking_ids
        delivery.move_ids.quantity = 2
        delivery.move_ids.picked = True
        delivery._action_done()
        self.assertEqual(sum(self._get_quantities(order, "mrp.production", self.fg)), 5)
        self.assertEqual(
            sum(self._get_quantities(order, "purchase.order.line", self.raw)), 30
        )
        self.assertEqual(self._get_runs(self.sub).pull_sale_line_ids, order.order_line)

    def _make_orders_of_different_products(self, count):
        """Return `count` orders, each of a product with a chain of its own."""
        orders = self.env["sale.order"]
        for _number in range(count):
            raw = self._make_product("RAW", vendor=self.vendor_a)
            comp = self._make_product("COMP", vendor=self.vendor_b)
            sub, fg = self._make_product("SUB"), self._make_product("FG")
            self._make_bom(sub, {raw: 3})
            self._make_bom(fg, {sub: 2, comp: 1})
            orders |= self._make_order([(fg, 1)])
        self.assertEqual(len(orders.order_line.product_id), count)
        return orders

    def _count_queries(self, orders):
        """Return the queries that reading the orders' chains takes, without a cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        nodes = orders.order_line._get_pull_chain()
        count = self.env.cr.sql_log_count - before
        self.assertEqual(len(nodes), 5 * len(orders.order_line))
        return count

    def test_a_walk_leaves_the_planner_as_it_was(self):
        """Only what it would compile in this transaction is interpreted."""
        order = self._make_order([(self.fg, 1)])
        runs = self._get_runs(self.fg)
        with self.cr.savepoint() as point:
            point.rollback()  # as at the beginning of a request
        self.cr.execute("SET LOCAL jit = on")
        for savepoint in range(2):
            with self.cr.savepoint() as point:
                self.env.invalidate_all()
                self.assertIn(order.name, runs.pull_served)
                order.order_line._get_pull_chain()
                for setting in ("seqscan", "hashjoin", "mergejoin"):
                    self.assertEqual(self._show(f"enable_{setting}"), "on")
                self.assertEqual(self._show("jit"), "off", savepoint)
                point.rollback()

    def _show(self, setting):
        self.cr.execute(f"SHOW {setting}")
        return self.cr.fetchone()[0]

    def test_queries_do_not_grow_with_the_products(self):
        two = self._make_orders_of_different_products(2)
        eight = self._make_orders_of_different_products(8)
        self._count_queries(two)
        few, many = self._count_queries(two), self._count_queries(eight)
        self.assertLessEqual(many, few + 1)
        self.assertLessEqual(many, 30)

    def test_queries_do_not_grow_with_the_lines(self):
        orders = self._make_orders_of_different_products(8)
        sold = orders.order_line.product_id
        order = self._make_order([(product, 1) for product in sold])
        self.assertEqual(order.order_line.product_id, sold)
        one = self._make_order([(self.fg, 1)])
        self._count_queries(one)
        few, many = self._count_queries(one), self._count_queries(order)
        self.assertLessEqual(many, few + 6)
        self.assertLessEqual(many, 30)

    def test_salesperson_reads_the_chain_without_purchase_rights(self):
        order = self._make_order([(self.fg, 1)])
        self.assertFalse(
            self.env["purchase.order"].with_user(self.salesperson).has_access("read")
        )
        nodes = order.order_line.with_user(self.salesperson)._get_pull_chain()
        self.assertEqual(len(nodes), 5)
        self.assertFalse([key for key in nodes[0] if "price" in key or "cost" in key])

    def test_documents_of_other_companies_are_left_out(self):
        order = self._make_order([(self.fg, 1)])
        other = self.env["res.company"].create({"name": "Other Company"})
        self._get_purchase_lines(self.raw).order_id.company_id = other
        for user, count in ((self.salesperson, 4), (self.env.user, 5)):
            nodes = order.order_line.with_user(user)._get_pull_chain()
            self.assertEqual(len(nodes), count)

    def test_documents_are_found_and_grouped_by_order(self):
        first = self._make_order([(self.fg, 1)])
        second = self._make_order([(self.fg, 2)])
        Production = self.env["mrp.production"]
        runs = self._get_runs(self.fg) | self._get_runs(self.sub)
        found = Production.search([("pull_order_ids", "in", second.ids)])
        self.assertEqual(found.mapped("pull_order_ids"), second)
        self.assertEqual(sum(found.mapped("product_qty")), 6)
        self.assertFalse(
            Production.search([("pull_order_ids", "=", False), ("id", "in", runs.ids)])
        )
        groups = Production._read_group(
            [("id", "in", runs.ids)], ["pull_order_ids"], ["__count"]
        )
        self.assertCountEqual(groups, [(first, 2), (second, 2)])
