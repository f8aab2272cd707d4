from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from .world import PullCommon


@tagged("post_install", "-at_install")
class TestScreensPolicy(PullCommon):
    """Where people set and find the supply policy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()
        cls.editor = new_test_user(
            cls.env,
            "pull_editor",
            groups="stock.group_stock_user,product.group_product_manager,"
            "mrp.group_mrp_manager",
        )

    def test_summary_follows_the_choice_on_the_form(self):
        template = self.fg.product_tmpl_id.with_user(self.editor)
        with Form(template) as form:
            self.assertIn("Each order makes", form.supply_policy_summary)
            form.supply_policy = "push"
            self.assertIn("from stock", form.supply_policy_summary)
            form.supply_policy = False
            self.assertFalse(form.supply_policy_summary)

    def test_policy_stands_on_the_variant_form(self):
        with Form(self.fg.with_user(self.editor)) as form:
            self.assertEqual(form.supply_policy, "pull")

    def test_warning_stands_on_the_form_of_a_product_without_supply(self):
        orphan = self._make_product("ORPHAN")
        form = Form(orphan.product_tmpl_id.with_user(self.editor))
        self.assertIn("supply exceptions", form.supply_policy_warning)

    def test_new_product_form_opens_and_saves(self):
        form = Form(self.env["product.template"].with_user(self.editor))
        form.name = "Fresh"
        form.supply_policy = "pull"
        self.assertEqual(form.save().effective_supply_policy, "pull")

    def test_filters_and_group_by_of_both_product_searches(self):
        for model in ("product.template", "product.product"):
            arch = self.env[model].get_view(view_type="search")["arch"]
            for name in ("pull", "push", "hybrid", "none"):
                self.assertIn(f'name="supply_policy_{name}"', arch)
            groups = self.env[model].with_user(self.salesperson)
            groups = groups.web_read_group([], ["effective_supply_policy"], ["__count"])
            labels = [group["effective_supply_policy"] for group in groups["groups"]]
            self.assertIn("pull", labels)

    def test_run_size_stands_on_the_form_of_a_bill_of_materials(self):
        with Form(self.fg_bom.with_user(self.editor)) as form:
            form.run_size = 3
        self.assertEqual(self.fg_bom.run_size, 3)

    def test_run_size_of_a_part_of_a_counted_product_is_warned_about(self):
        with Form(self.fg_bom.with_user(self.editor)) as form:
            form.run_size = 0.5
            self.assertIn("0.5 units", form.run_size_warning)
            form.run_size = 2
            self.assertFalse(form.run_size_warning)
        litres = self.env.ref("uom.product_uom_litre")
        self.fg.uom_id = self.fg_bom.product_uom_id = litres
        self.fg_bom.run_size = 0.5
        self.assertFalse(self.fg_bom.run_size_warning)

    def test_run_size_that_would_round_to_nothing_is_refused(self):
        """It would mean the contrary: all in one run."""
        with self.assertRaisesRegex(ValidationError, "0.001 is less"):
            self.fg_bom.write({"run_size": 0.001})
        with self.assertRaisesRegex(ValidationError, "0.001 is less"):
            self.fg_bom.copy({"run_size": 0.001})
        self.fg_bom.run_size = 0.01
        self.assertEqual(self.fg_bom.run_size, 0.01)

    def test_category_form_shows_the_policy(self):
        category = self.env["product.category"].create({"name": "Made to order"})
        with Form(category.with_user(self.editor)) as form:
            form.supply_policy = "pull"
        self.assertEqual(category.effective_supply_policy, "pull")

    def test_order_line_policy_is_editable_until_confirmed(self):
        order = self._make_order([(self.fg, 1)], confirm=False)
        with Form(order) as form, form.order_line.edit(0) as line:
            line.supply_policy = "push"
        self.assertEqual(order.order_line.supply_policy, "push")
        order.action_confirm()
        with (
            self.assertRaisesRegex(AssertionError, "readonly"),
            Form(order) as form,
            form.order_line.edit(0) as line,
        ):
            line.supply_policy = "pull"
