from itertools import product as combinations

from odoo.tests import tagged

from .world import PullCommon


@tagged("post_install", "-at_install")
class TestSupplyChain(PullCommon):
    """One order, all levels pulled, in every warehouse configuration."""

    def _check_documents(self, order):
        line = order.order_line
        runs = self._get_runs(self.fg) | self._get_runs(self.sub)
        self.assertRecordValues(
            runs.sorted(lambda run: run.product_id.name),
            [
                {"product_id": self.fg.id, "product_qty": 5, "state": "confirmed"},
                {"product_id": self.sub.id, "product_qty": 10, "state": "confirmed"},
            ],
        )
        bought = self._get_purchase_lines(self.raw) | self._get_purchase_lines(
            self.comp
        )
        self.assertRecordValues(
            bought.sorted(lambda purchase: purchase.product_id.name),
            [
                {
                    "product_id": self.comp.id,
                    "product_qty": 5,
                    "partner_id": self.vendor_b.id,
                },
                {
                    "product_id": self.raw.id,
                    "product_qty": 30,
                    "partner_id": self.vendor_a.id,
                },
            ],
        )
        for document in [*runs, *bought]:
            self.assertEqual(document.pull_sale_line_ids, line)
        for purchase in bought:
            self.assertEqual(
                purchase._get_pull_quantities(), {line: purchase.product_qty}
            )

    def _check_chain(self, order):
        nodes = [
            (node["model"], node["product_id"], node["quantity"], node["depth"])
            for node in order.order_line._get_pull_chain()
        ]
        self.assertCountEqual(
            nodes,
            [
                ("stock.picking", self.fg.id, 5, 0),
                ("mrp.production", self.fg.id, 5, 1),
                ("mrp.production", self.sub.id, 10, 2),
                ("purchase.order.line", self.raw.id, 30, 3),
                ("purchase.order.line", self.comp.id, 5, 2),
            ],
        )

    def _ship(self, order):
        self._do_transfers(order.picking_ids)
        self.assertEqual(set(order.picking_ids.mapped("state")), {"done"})
        self.assertEqual(order.order_line.qty_delivered, 5)

    def _check_order(self, code, delivery, manufacture):
        self.warehouse = self._make_warehouse(code, delivery, manufacture)
        self._make_chain()
        order = self._make_order([(self.fg, 5)]).with_user(self.env.user)
        self._check_first_steps(order, delivery, manufacture)
        self._check_documents(order)
        self._check_chain(order)
        self._receive_all(order)
        self._produce_all(order)
        self._check_chain(order)
        waiting = order.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        self.assertEqual(set(waiting.mapped("state")), {"assigned"})
        self._ship(order)
        self._check_paths(order, delivery, manufacture)

    def test_every_delivery_and_manufacturing_step_count(self):
        steps = combinations(
            ("ship_only", "pick_ship", "pick_pack_ship"),
            ("mrp_one_step", "pbm", "pbm_sam"),
        )
        for number, (delivery, manufacture) in enumerate(steps):
            with self.subTest(delivery=delivery, manufacture=manufacture):
                self._check_order(f"S{number}", delivery, manufacture)

    def test_product_without_a_policy_is_plain_odoo(self):
        self._make_chain(policy=False)
        order = self._make_order([(self.fg, 5)])
        self.assertFalse(self._get_runs(self.fg))
        self.assertFalse(self._get_purchase_lines(self.raw))
        self.assertRecordValues(
            order.sudo().picking_ids.move_ids,
            [{"procure_method": "make_to_stock", "supply_policy": False}],
        )

    def test_the_make_to_order_route_stays_as_it_was(self):
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = False
        self._make_chain()
        self._make_order([(self.fg, 5)])
        self.assertEqual(len(self._get_runs(self.sub)), 1)
        self.assertFalse(route.active)

    def test_push_component_comes_from_stock_and_ends_the_chain(self):
        self._make_chain()
        self.sub.supply_policy = "push"
        order = self._make_order([(self.fg, 5)])
        self.assertFalse(self._get_runs(self.sub))
        self.assertFalse(self._get_purchase_lines(self.raw))
        models = [node["model"] for node in order.order_line._get_pull_chain()]
        self.assertEqual(
            models, ["stock.picking", "mrp.production", "purchase.order.line"]
        )

    def test_run_by_hand_pulls_its_own_components(self):
        self._make_chain()
        run = self.env["mrp.production"].create(
            {"product_id": self.fg.id, "product_qty": 2, "bom_id": self.fg_bom.id}
        )
        run.picking_type_id = self.warehouse.manu_type_id
        run.action_confirm()
        self.assertEqual(self._get_runs(self.sub).product_qty, 4)
        self.assertEqual(self._get_purchase_lines(self.comp).product_qty, 2)
        self.assertFalse(self._get_runs(self.sub).pull_sale_line_ids)

    def test_order_line_overrides_its_product(self):
        self._make_chain()
        order = self._make_order([(self.fg, 5)], confirm=False)
        self.assertEqual(order.order_line.supply_policy, "pull")
        order.order_line.supply_policy = "push"
        order.action_confirm()
        self.assertFalse(self._get_runs(self.fg))

    def test_kit_components_follow_their_own_policies(self):
        self._make_chain()
        pushed = self._make_product("PUSHED", "push", self.vendor_a)
        kit = self._make_product("KIT", False)
        self._make_bom(kit, {self.fg: 1, pushed: 2}, type="phantom")
        order = self._make_order([(kit, 5)])
        self.assertEqual(self._get_runs(self.fg).product_qty, 5)
        self.assertFalse(self._get_purchase_lines(pushed))
        order = order.with_user(self.env.user)
        self._add_stock(pushed, 10)
        self._receive_all(order)
        self._produce_all(order)
        self._ship(order)

    def test_kit_inside_a_bill_of_materials(self):
        self._make_chain()
        kit = self._make_product("KIT", False)
        self._make_bom(kit, {self.sub: 1}, type="phantom")
        top = self._make_product("TOP")
        self._make_bom(top, {kit: 3})
        self._make_order([(top, 2)])
        self.assertEqual(self._get_runs(self.sub).product_qty, 6)

    def test_need_in_another_unit(self):
        self._make_chain()
        order = self._make_order([(self.fg, 2)], confirm=False)
        order.order_line.product_uom_id = self.dozens
        order.action_confirm()
        self.assertEqual(self._get_runs(self.fg).product_uom_qty, 24)
        self.assertEqual(self._get_runs(self.sub).product_uom_qty, 48)
        self.assertEqual(self._get_purchase_lines(self.comp).product_uom_qty, 24)

    def test_variants_use_their_own_bills_of_materials(self):
        self._make_chain()
        attribute = self.env["product.attribute"].create(
            {
                "name": "Wood",
                "value_ids": [(0, 0, {"name": "Oak"}), (0, 0, {"name": "Ash"})],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "TABLE",
                "is_storable": True,
                "supply_policy": "pull",
                "attribute_line_ids": [
                    (
                        0,
                        0,
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [(6, 0, attribute.value_ids.ids)],
                        },
                    )
                ],
            }
        )
        oak, ash = template.product_variant_ids
        self._make_bom(oak, {self.sub: 1})
        self._make_bom(ash, {self.comp: 4})
        self._make_order([(oak, 1), (ash, 1)])
        self.assertEqual(self._get_runs(self.sub).product_qty, 1)
        self.assertEqual(self._get_purchase_lines(self.comp).product_qty, 4)

    def test_two_warehouses_each_make_their_own(self):
        self._make_chain()
        first = self._make_order([(self.fg, 1)])
        self.warehouse = self._make_warehouse("PT2")
        second = self._make_order([(self.fg, 1)])
        runs = self._get_runs(self.fg)
        self.assertEqual(
            [run.picking_type_id.warehouse_id.code for run in runs], ["PT1", "PT2"]
        )
        for run, order in zip(runs, (first, second), strict=True):
            self.assertEqual(run.pull_sale_line_ids, order.order_line)

    def test_companies_have_their_own_policies(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        self.env.user.company_ids |= other
        self._make_chain()
        self.assertFalse(self.fg.with_company(other).effective_supply_policy)
        self.fg.with_company(other).supply_policy = "pull"
        boms = (self.fg_bom | self.sub_bom).sudo()
        boms.company_id = False
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        order = (
            self.env["sale.order"]
            .with_company(other)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": other.id,
                    "warehouse_id": warehouse.id,
                    "order_line": [
                        (0, 0, {"product_id": self.fg.id, "product_uom_qty": 3})
                    ],
                }
            )
        )
        order.action_confirm()
        run = self._get_runs(self.fg)
        self.assertRecordValues(run, [{"company_id": other.id, "product_qty": 3}])
        self.assertFalse(self._get_runs(self.sub))

    def test_unusable_component_is_an_exception_of_its_run(self):
        self._make_chain()
        orphan = self._make_product("ORPHAN")
        self._make_bom(self.fg, {orphan: 1}, sequence=-1)
        order = self._make_order([(self.fg, 1)])
        run = self._get_runs(self.fg)
        self.assertEqual(run.state, "confirmed")
        exception = order.sudo().pull_exception_ids
        self.assertIn("ORPHAN", exception.message)
        self.assertEqual(exception.res_id, run.id)
