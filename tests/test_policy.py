from odoo.exceptions import UserError
from odoo.tests import tagged

from .world import PullCommon


@tagged("post_install", "-at_install")
class TestPolicy(PullCommon):
    def test_product_inherits_from_the_nearest_category(self):
        top = self.env["product.category"].create(
            {"name": "A", "supply_policy": "push"}
        )
        low = self.env["product.category"].create({"name": "B", "parent_id": top.id})
        product = self._make_product("P", False, categ_id=low.id)
        self.assertEqual(product.effective_supply_policy, "push")
        low.supply_policy = "hybrid"
        self.assertEqual(product.effective_supply_policy, "hybrid")
        product.supply_policy = "pull"
        self.assertEqual(product.effective_supply_policy, "pull")

    def test_effective_policy_is_searched_and_grouped(self):
        top = self.env["product.category"].create(
            {"name": "A", "supply_policy": "push"}
        )
        low = self.env["product.category"].create({"name": "B", "parent_id": top.id})
        products = self.env["product.product"]
        for policy in ("pull", False, "hybrid"):
            products |= self._make_product(f"P{policy}", policy, categ_id=low.id)
        products |= self._make_product("PLAIN", False, categ_id=False)
        Product = self.env["product.product"]
        for policy, product in zip(
            ("pull", "push", "hybrid", False), products, strict=True
        ):
            domain = [
                ("effective_supply_policy", "=", policy),
                ("id", "in", products.ids),
            ]
            self.assertEqual(Product.search(domain), product)
        self.assertEqual(
            Product._read_group(
                [("id", "in", products.ids)], ["effective_supply_policy"], ["__count"]
            ),
            [("hybrid", 1), ("pull", 1), ("push", 1), (False, 1)],
        )
        self.assertEqual(
            self.env["product.template"].search_count(
                [
                    ("effective_supply_policy", "!=", False),
                    ("id", "in", products.product_tmpl_id.ids),
                ]
            ),
            3,
        )

    def test_summary_says_what_an_order_does(self):
        self._make_chain()
        self.comp.supply_policy = "push"
        self.fg_bom.run_size = 1
        self.assertEqual(
            self.fg.supply_policy_summary,
            "Each order makes its own runs (run size: 1 unit). Its components: 1 of 2 "
            "pulled too, 1 from stock.",
        )
        self.assertFalse(self.fg.supply_policy_warning)

    def test_product_that_cannot_be_pulled_is_warned_about(self):
        product = self._make_product("ORPHAN")
        self.assertIn("no vendor", product.supply_policy_warning)
        product.supply_policy = "push"
        self.assertFalse(product.supply_policy_warning)

    def test_policy_of_a_confirmed_line_is_kept(self):
        self._make_chain()
        order = self._make_order([(self.fg, 1)])
        self.fg.supply_policy = "push"
        self.assertEqual(order.order_line.supply_policy, "pull")
        with self.assertRaisesRegex(UserError, "launched"):
            order.order_line.supply_policy = "push"

    def test_draft_line_follows_its_product(self):
        self._make_chain()
        order = self._make_order([(self.fg, 1)], confirm=False)
        order.order_line.product_id = self._make_product("PUSHED", "push")
        self.assertEqual(order.order_line.supply_policy, "push")
