from odoo import Command
from odoo.tests import new_test_user, tagged

from .world import DropshipCommon, PullCommon


@tagged("post_install", "-at_install")
class TestExplosion(PullCommon):
    """What confirming would make, worked out without making it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()

    def _explode(self, quantities, **values):
        order = self._make_order(quantities, confirm=False, **values)
        return order._get_pull_explosion()

    def _describe(self, nodes):
        products = self.env["product.product"]
        return [
            (
                node["model"],
                products.browse(node["product_id"]).name,
                node["quantity"],
                node["depth"],
            )
            for node in nodes
        ]

    def test_a_tree_with_its_parents_first(self):
        self.fg_bom.run_size = 1
        nodes = self._explode([(self.fg, 2)])
        one_run = [
            ("mrp.production", "FG", 1, 1),
            ("mrp.production", "SUB", 2, 2),
            ("purchase.order.line", "RAW", 6, 3),
            ("purchase.order.line", "COMP", 1, 2),
        ]
        self.assertEqual(
            self._describe(nodes), [("stock.picking", "FG", 2, 0), *one_run, *one_run]
        )
        parents = [node["parent"] for node in nodes]
        self.assertEqual(parents, [None, 0, 1, 2, 1, 0, 5, 6, 5])
        self.assertEqual({node["id"] for node in nodes}, {None})

    def test_what_a_client_says_of_times_is_nothing(self):
        """Core's times of operations take products and units from the context."""
        center = self.env["mrp.workcenter"].create({"name": "Saw"})
        values = {"name": "Sawing", "workcenter_id": center.id, "time_cycle_manual": 7}
        self.fg_bom.operation_ids = [Command.create(values)]
        order = self._make_order([(self.fg, 2)], confirm=False)
        said = {"product": 1, "unit": 1, "workcenter": 1, "quantity": "x"}
        run = order.with_context(**said)._get_pull_explosion()[1]
        self.assertEqual(run["operations"][0]["minutes"], 14)

    def test_nothing_is_made(self):
        counted = ("mrp.production", "purchase.order", "stock.move", "stock.picking")
        before = [self.env[model].search_count([]) for model in counted]
        self.assertTrue(self._explode([(self.fg, 2)]))
        after = [self.env[model].search_count([]) for model in counted]
        self.assertEqual(after, before)

    def test_stock_goes_to_the_first_line_that_wants_it(self):
        self.comp.supply_policy = "hybrid"
        self._add_stock(self.comp, 3)
        nodes = self._explode([(self.fg, 2), (self.fg, 2), (self.comp, 1)])
        bought = [
            (node["quantity"], node["sale_line_id"])
            for node in nodes
            if node["product_id"] == self.comp.id
            and node["model"] == "purchase.order.line"
        ]
        # The order's own line leaves stock first, then two go to the first table.
        lines = self.env["sale.order"].search([], order="id desc", limit=1).order_line
        self.assertEqual(bought, [(2, lines[1].id)])

    def test_what_is_delivered_from_stock_is_a_delivery_alone(self):
        self.fg.supply_policy = "push"
        self.assertEqual(
            self._describe(self._explode([(self.fg, 2)])),
            [("stock.picking", "FG", 2, 0)],
        )

    def test_what_cannot_be_supplied_is_not_there(self):
        self.raw.seller_ids.unlink()
        self.assertEqual(
            self._describe(self._explode([(self.fg, 1)])),
            [
                ("stock.picking", "FG", 1, 0),
                ("mrp.production", "FG", 1, 1),
                ("mrp.production", "SUB", 2, 2),
                ("purchase.order.line", "COMP", 1, 2),
            ],
        )

    def test_what_confirming_sets_aside_is_not_there(self):
        """Of what a run takes, a whole hundredth of a truck would be bought."""
        truck = self.env["uom.uom"].create(
            {
                "name": "Truck",
                "relative_factor": 10000,
                "relative_uom_id": self.units.id,
            }
        )
        sand = self._make_product("SAND", "pull", self.vendor_a, uom_id=truck.id)
        self.sub_bom.bom_line_ids = [
            Command.create(
                {
                    "product_id": sand.id,
                    "product_qty": 3,
                    "product_uom_id": self.units.id,
                }
            )
        ]
        order = self._make_order([(self.fg, 1)], confirm=False)
        exploded = self._describe(order._get_pull_explosion())
        self.assertNotIn("SAND", [name for _model, name, *_rest in exploded])
        order.action_confirm()
        chain = self._describe(order.order_line._get_pull_chain())
        self.assertCountEqual(exploded, chain)

    def test_a_product_in_itself_ends(self):
        loop = self._make_product("LOOP")
        bom = self._make_bom(loop, {self.fg: 1})
        self.env.cr.execute(
            "UPDATE mrp_bom_line SET product_id = %s WHERE bom_id = %s",
            [loop.id, bom.id],
        )
        self.env.invalidate_all()
        self.assertIn(
            ("mrp.production", "LOOP", 1, 1), self._describe(self._explode([(loop, 1)]))
        )

    def test_operations_say_what_they_wait_for(self):
        center = self.env["mrp.workcenter"].create({"name": "Saw", "time_start": 10})
        vals = {"workcenter_id": center.id, "time_cycle_manual": 5}
        self.fg_bom.operation_ids = [
            Command.create({"name": name, **vals}) for name in ("Saw", "Sand", "Oil")
        ]
        self.fg_bom.allow_operation_dependencies = True
        saw, sand, oil = self.fg_bom.operation_ids
        oil.blocked_by_operation_ids = saw | sand
        run = next(
            node
            for node in self._explode([(self.fg, 3)])
            if node["model"] == "mrp.production"
        )
        self.assertEqual(
            [operation["blocked_by"] for operation in run["operations"]],
            [[], [], [0, 1]],
        )
        self.assertEqual((run["minutes"], run["setup_minutes"]), (75, 30))
        self.assertEqual(
            run["operations"][2]["operation_id"], oil.id, "in their own order"
        )

    def test_what_a_run_of_one_takes_is_not_what_ten_take(self):
        center = self.env["mrp.workcenter"].create({"name": "Saw", "time_start": 10})
        self.fg_bom.operation_ids = [
            Command.create(
                {"name": "Saw", "workcenter_id": center.id, "time_cycle_manual": 5}
            )
        ]
        self.fg_bom.run_size = 4
        minutes = [
            node["minutes"]
            for node in self._explode([(self.fg, 10)])
            if node["product_id"] == self.fg.id and node["model"] == "mrp.production"
        ]
        self.assertEqual(minutes, [30, 30, 20])

    def test_dates_are_those_of_lead_times(self):
        self.fg_bom.produce_delay = 3
        nodes = self._explode([(self.fg, 1)], commitment_date="2031-03-20 12:00:00")
        delivery, run = nodes[0], nodes[1]
        self.assertEqual(run["date_deadline"], delivery["date_deadline"])
        self.assertEqual((run["date_deadline"] - run["date_start"]).days, 3)
        bought = next(n for n in nodes if n["product_id"] == self.comp.id)
        self.assertEqual(bought["date_deadline"], run["date_start"])
        self.assertEqual((bought["date_deadline"] - bought["date_start"]).days, 2)

    def test_a_reader_of_the_order_gets_it_whole_without_costs(self):
        order = self._make_order([(self.fg, 1)], confirm=False)
        nodes = order.with_user(self.salesperson)._get_pull_explosion()
        self.assertEqual(len(nodes), 5)
        self.assertFalse([key for node in nodes for key in node if "cost" in key])

    def test_documents_of_other_companies_are_left_out(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "pull_stranger",
            groups="sales_team.group_sale_salesman_all_leads",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        order = self._make_order([(self.fg, 1)], confirm=False)
        lines = order.order_line
        self.assertEqual(len(lines._get_pull_explosion()), 5)
        self.assertEqual(lines.with_user(stranger)._get_pull_explosion(), [])

    def test_queries_do_not_grow_with_the_lines(self):
        counts = []
        for count in (2, 12):
            order = self._make_order([(self.fg, 2)] * count, confirm=False)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            nodes = order._get_pull_explosion()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(nodes), 5 * count)
        self.assertLessEqual(counts[1], counts[0] + 3)


@tagged("post_install", "-at_install")
class TestExplosionDropship(DropshipCommon):
    def _get_exploded(self, quantities):
        order = self._make_order(quantities, confirm=False)
        return order, [
            (node["model"], node["product_id"], node["quantity"], node["depth"])
            for node in order._get_pull_explosion()
        ]

    def test_what_vendors_ship_straight_is_what_confirming_asks_for(self):
        order, exploded = self._get_exploded([(self.a, 3), (self.kit, 2), (self.fg, 1)])
        order.action_confirm()
        chain = [
            (node["model"], node["product_id"], node["quantity"], node["depth"])
            for node in order.order_line._get_pull_chain()
        ]
        self.assertCountEqual(exploded, chain)
        self.assertIn(("purchase.order.line", self.a.id, 4, 0), exploded)
