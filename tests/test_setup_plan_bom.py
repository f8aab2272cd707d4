from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from .books import SetupCommon


@tagged("post_install", "-at_install")
class TestSetupBom(SetupCommon):
    """What the bill of materials and its overview say of setups."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("mrp.group_mrp_routings")
        cls.operator = new_test_user(
            cls.env,
            "setup_operator",
            groups="mrp.group_mrp_user,mrp.group_mrp_routings",
        )

    def _get_units(self, cells, key):
        return {unit["size"]: unit[key] for unit in cells["units"]}

    # === The table ===

    def test_the_table_spreads_a_setup_over_a_run(self):
        table = self.bom.setup_table
        self.assertEqual(table["unit"], "Units")
        self.assertEqual(table["currency_id"], self.company.currency_id.id)
        [setups] = table["tables"]
        [row] = setups["rows"]
        self.assertEqual((row["name"], row["workcenter"]), ("Turning", "Lathe"))
        self.assertEqual((row["minutes"], row["cost"]), (15, 23))
        self.assertEqual(
            self._get_units(row, "cost"),
            {1: 23, 2: 11.5, 5: 4.6, 10: 2.3, 20: 1.15, 50: 0.46},
        )
        self.assertEqual(self._get_units(row, "minutes")[10], 1.5)

    def test_the_total_is_that_of_all_operations(self):
        self._make_operation("Fine turning", self.lathe)
        mill = self._make_workcenter("Mill", time_start=25, setup_cost=0)
        self._make_operation("Milling", mill)
        [setups] = self.bom.setup_table["tables"]
        self.assertEqual([row["cost"] for row in setups["rows"]], [23, 23, 30])
        self.assertEqual(setups["total"]["minutes"], 15 + 15 + 30)
        self.assertEqual(setups["total"]["cost"], 76)
        self.assertEqual(self._get_units(setups["total"], "cost")[2], 38)

    def test_the_run_size_is_shown_among_the_sizes(self):
        self.bom.run_size = 3
        sizes = self.bom.setup_table["sizes"]
        self.assertEqual([size["size"] for size in sizes if size["is_run_size"]], [3])
        self.assertEqual([size["size"] for size in sizes], [1, 2, 3, 5, 10, 20, 50])
        self.bom.run_size = 10
        sizes = self.bom.setup_table["sizes"]
        self.assertEqual([size["size"] for size in sizes if size["is_run_size"]], [10])

    def test_an_operator_sees_minutes_and_no_amounts(self):
        table = self.bom.with_user(self.operator).setup_table
        self.assertFalse(table["show_costs"])
        [setups] = table["tables"]
        for cells in (*setups["rows"], setups["total"]):
            self.assertEqual(cells["minutes"], 15)
            self.assertNotIn("cost", cells)
            self.assertFalse([unit for unit in cells["units"] if "cost" in unit])

    def test_an_archived_operation_is_not_set_up(self):
        self._make_operation("Old", self.lathe).action_archive()
        [setups] = self.bom.setup_table["tables"]
        self.assertEqual([row["name"] for row in setups["rows"]], ["Turning"])

    def test_nothing_is_set_up_without_operations(self):
        self.bom.operation_ids = [Command.clear()]
        self.assertEqual(self.bom.setup_table["tables"], [])
        self.assertEqual(self.env["mrp.bom"].new({}).setup_table["tables"], [])

    def test_variants_have_tables_of_their_own_where_they_differ(self):
        red, blue = self._make_variants(self.bom)
        self.bom.product_id = False
        [setups] = self.bom.setup_table["tables"]
        self.assertEqual(len(setups["rows"]), 1)
        painting = self._make_operation("Painting", self.lathe)
        painting.bom_product_template_attribute_value_ids = (
            red.product_template_attribute_value_ids
        )
        red_setups, blue_setups = self.bom.setup_table["tables"]
        self.assertEqual(red_setups["name"], red.display_name)
        self.assertEqual(red_setups["total"]["cost"], 46)
        self.assertEqual(blue_setups["name"], blue.display_name)
        self.assertEqual(blue_setups["total"]["cost"], 23)

    def test_a_kits_operations_belong_to_the_run_it_goes_into(self):
        kit = self._make_product("Legs", self.category_fifo_auto)
        self._make_bom(kit, type="phantom", operations=[("Gluing", self.lathe, 5)])
        self.bom.bom_line_ids = [
            Command.create({"product_id": kit.id, "product_qty": 1})
        ]
        [setups] = self.bom.setup_table["tables"]
        names = [row["name"] for row in setups["rows"]]
        run = self._make_run(confirm=False)
        self.assertCountEqual(names, run.workorder_ids.mapped("name"))
        self.assertEqual(setups["total"]["cost"], run.setup_cost_planned)

    def test_the_table_follows_what_is_typed(self):
        form = Form(self.bom)
        form.run_size = 3
        self.assertIn(3, [size["size"] for size in form.setup_table["sizes"]])

    def test_an_operator_opens_a_bill_of_materials(self):
        form = Form(self.bom.with_user(self.operator))
        self.assertEqual(len(form.setup_table["tables"]), 1)

    def _make_operation(self, name, center):
        return self.env["mrp.routing.workcenter"].create(
            {"name": name, "bom_id": self.bom.id, "workcenter_id": center.id}
        )

    @classmethod
    def _make_variants(cls, bom):
        attribute = cls.env["product.attribute"].create(
            {
                "name": "Colour",
                "value_ids": [
                    Command.create({"name": "Red"}),
                    Command.create({"name": "Blue"}),
                ],
            }
        )
        bom.product_tmpl_id.attribute_line_ids = [
            Command.create(
                {
                    "attribute_id": attribute.id,
                    "value_ids": [Command.set(attribute.value_ids.ids)],
                }
            )
        ]
        return bom.product_tmpl_id.product_variant_ids

    # === The overview and the roll-up ===

    def _get_overview(self, quantity, user=None):
        report = self.env["report.mrp.report_bom_structure"]
        report = report.with_user(user or self.env.user)
        return report.get_html(self.bom.id, quantity)["lines"]

    def test_the_overview_contains_the_setup(self):
        one = self._get_overview(1)
        self.assertEqual(one["bom_cost"], 63)
        self.assertEqual(one["operations_time"], 45)
        [line] = one["operations"]
        self.assertEqual(line["bom_cost"], 45 + 8)
        self.assertEqual((line["setup_minutes"], line["setup_cost"]), (15, 23))
        self.assertEqual(self._get_overview(10)["bom_cost"], 423)

    def test_the_overview_says_what_is_setup(self):
        data = self._get_overview(10)
        amount = "$\xa023.00"
        self.assertEqual(data["setup_note"], f"of which setup 15:00, {amount}")
        self.assertEqual(
            data["operations"][0]["setup_note"], f"of which setup 15:00, {amount}"
        )

    def test_the_overview_tells_an_operator_minutes(self):
        data = self._get_overview(1, self.operator)
        self.assertEqual(data["setup_note"], "of which setup 15:00")
        self.assertFalse(data["operations"][0]["setup_cost"])

    def test_the_overview_says_nothing_where_nothing_is_set_up(self):
        self.lathe.write({"time_start": 0, "time_stop": 0, "setup_cost": 0})
        data = self._get_overview(1)
        self.assertFalse(data["setup_note"])
        self.assertFalse(data["operations"][0]["setup_note"])

    def test_the_printed_overview_says_it_too(self):
        self.bom.byproduct_ids = [
            Command.create(
                {"product_id": self._make_product("Chips", self.category_fifo_auto).id}
            )
        ]
        legs = self._make_product("Legs", self.category_fifo_auto)
        self._make_bom(legs, operations=[("Gluing", self.lathe, 5)])
        self.bom.bom_line_ids = [
            Command.create({"product_id": legs.id, "product_qty": 1})
        ]
        report = self.env["report.mrp.report_bom_structure"]
        lines = report._get_pdf_line(self.bom.id, qty=1, unfolded=True)["lines"]
        noted = [line["name"] for line in lines if line.get("setup_note")]
        self.assertEqual(
            noted,
            ["Operations", "Gluing - Lathe", "Operations", "Turning - Lathe"],
        )
        html = self.env["ir.actions.report"]._render_qweb_html(
            "mrp.action_report_bom_structure", self.bom.ids, {"quantity": 1}
        )[0]
        self.assertIn(b"of which setup 15:00", html)

    def test_the_cost_from_the_bill_of_materials_contains_the_setup(self):
        self.table.button_bom_cost()
        self.assertEqual(self.table.standard_price, 63)
        self.bom.product_qty = 10
        self.bom.bom_line_ids.product_qty = 10
        self.table.button_bom_cost()
        # core counts one cycle for the quantity of the bill of materials
        self.assertEqual(
            self.table.standard_price, (100 + self.bom.operation_ids.cost) / 10
        )

    def test_the_cost_follows_the_capacity_line(self):
        capacity = self.env["mrp.workcenter.capacity"].create(
            {
                "workcenter_id": self.lathe.id,
                "product_id": self.table.id,
                "capacity": 1,
                "time_start": 10,
                "time_stop": 5,
                "setup_cost": 1,
            }
        )
        self.assertEqual(self.bom.operation_ids.cost, 46)
        capacity.setup_cost = 4
        self.assertEqual(self.bom.operation_ids.cost, 49)
