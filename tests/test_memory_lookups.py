from odoo import Command, fields
from odoo.tests import tagged

from ..models.memory.memory import confirmation_memory
from .world import PullCommon


@tagged("post_install", "-at_install")
class TestBatchLookups(PullCommon):
    """What is remembered is what would have been found, and is never stale."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain(policy=False)

    def _find_bom(self, product, **arguments):
        return self.env["mrp.bom"]._bom_find(product, **arguments)[product]

    def _find_rule(self, product, location, **values):
        company = location.company_id or self.company
        return self.env["stock.rule"]._get_rule(
            product, location, {"company_id": company, **values}
        )

    def test_boms_are_those_found_without_memory(self):
        products = self.fg | self.sub | self.raw | self.comp
        products += self._make_product("Service", False, type="service")
        kit = self._make_bom(self.comp, {self.raw: 1}, type="phantom")
        for bom_type in (False, "normal", "phantom"):
            without = self.env["mrp.bom"]._bom_find(products, bom_type=bom_type)
            with confirmation_memory(self.cr):
                for product in products:
                    found = self._find_bom(product, bom_type=bom_type)
                    self.assertEqual(found, without[product])
        self.assertEqual(without[self.comp], kit)

    def test_an_archived_product_has_the_bom_of_its_template(self):
        self.fg_bom.product_id = False
        self.fg.active = False
        without = self._find_bom(self.fg)
        with confirmation_memory(self.cr):
            self.assertEqual(self._find_bom(self.sub + self.fg), self.env["mrp.bom"])
            self.assertEqual(self._find_bom(self.fg), without)

    def test_boms_are_of_the_company_asked_for(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.fg_bom.company_id = self.company
        bom = self._make_bom(self.fg, {self.raw: 7}, company_id=other.id)
        with confirmation_memory(self.cr):
            for company, expected in ((self.company, self.fg_bom), (other, bom)):
                found = self._find_bom(self.fg, company_id=company.id)
                self.assertEqual(found, expected)

    def test_a_new_bom_is_found(self):
        with confirmation_memory(self.cr):
            self.assertEqual(self._find_bom(self.fg), self.fg_bom)
            self.fg_bom.active = False
            self.assertFalse(self._find_bom(self.fg))
            bom = self._make_bom(self.fg, {self.raw: 7})
            self.assertEqual(self._find_bom(self.fg), bom)

    def test_an_exploded_bom_follows_its_lines(self):
        def explode():
            lines = self.fg_bom.explode(self.fg, 1)[1]
            return [(line.product_id, values["qty"]) for line, values in lines]

        with confirmation_memory(self.cr):
            self.assertEqual(explode(), [(self.sub, 2), (self.comp, 1)])
            self.fg_bom.bom_line_ids[0].product_qty = 5
            self.assertEqual(explode(), [(self.sub, 5), (self.comp, 1)])
            self.fg_bom.bom_line_ids[1].unlink()
            self.assertEqual(explode(), [(self.sub, 5)])

    def test_callers_cannot_change_an_exploded_bom(self):
        with confirmation_memory(self.cr):
            lines = self.fg_bom.explode(self.fg, 1)[1]
            lines.pop()[1]["qty"] = 0
            quantities = [values["qty"] for _line, values in self._explode()]
        self.assertEqual(quantities, [2, 1])

    def _explode(self):
        return self.fg_bom.explode(self.fg, 1)[1]

    def test_rules_are_those_found_without_memory(self):
        customers = self.env.ref("stock.stock_location_customers")
        asked = [
            (product, location)
            for product in (self.fg, self.raw, self._make_product("Nothing", False))
            for location in (customers, self.stock)
        ]
        without = [self._find_rule(*question) for question in asked]
        with confirmation_memory(self.cr):
            found = [self._find_rule(*question) for question in asked]
            again = [self._find_rule(*question) for question in asked]
        self.assertEqual(found, without)
        self.assertEqual(again, without)
        self.assertEqual(without[1].action, "manufacture")
        self.assertEqual(without[3].action, "buy")
        self.assertFalse(without[5])

    def test_rules_are_of_the_warehouse_asked_for(self):
        other = self._make_warehouse("PT2")
        with confirmation_memory(self.cr):
            for warehouse in (self.warehouse, other):
                rule = self._find_rule(self.fg, warehouse.lot_stock_id)
                self.assertEqual(rule.warehouse_id, warehouse)

    def test_the_rule_of_the_same_values_is_found_once(self):
        values = {"company_id": self.company}
        ask = self.env["stock.rule"]._get_rule
        with confirmation_memory(self.cr):
            rule = ask(self.raw, self.stock, values)
            with self.assertQueryCount(0):
                self.assertEqual(ask(self.raw, self.stock, values), rule)

    def test_values_that_change_have_another_rule(self):
        other = self._make_warehouse("PT2")
        values = {"company_id": self.company, "warehouse_id": self.warehouse}
        ask = self.env["stock.rule"]._get_rule
        with confirmation_memory(self.cr):
            first = ask(self.raw, self.stock, values)
            values["warehouse_id"] = other
            second = ask(self.raw, self.stock, values)
        self.assertTrue(first)
        self.assertNotEqual(second, first)

    def test_a_user_sees_the_rules_of_his_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        rules = self.env["stock.rule"].with_user(self.salesperson)
        with confirmation_memory(self.cr):
            everyones = self.env["stock.rule"].search([("company_id", "=", other.id)])
            mine = rules.search([("company_id", "=", other.id)])
        self.assertTrue(everyones)
        self.assertFalse(mine)

    def test_a_changed_rule_is_found(self):
        with confirmation_memory(self.cr):
            rule = self._find_rule(self.raw, self.stock)
            rule.active = False
            self.assertNotEqual(self._find_rule(self.raw, self.stock), rule)

    def test_a_product_that_gets_a_vendor_gets_a_rule(self):
        product = self._make_product("Unsold", False)
        with confirmation_memory(self.cr):
            self.assertFalse(self._find_rule(product, self.stock))
            product.seller_ids = [Command.create({"partner_id": self.vendor_a.id})]
            self.assertEqual(self._find_rule(product, self.stock).action, "buy")

    def test_a_rule_is_not_that_of_another_users_environment(self):
        asked = {"company_id": self.company}
        sellers = self.env["stock.rule"].with_user(self.salesperson).sudo()
        with confirmation_memory(self.cr):
            self._find_rule(self.raw, self.stock)
            rule = sellers._get_rule(self.raw, self.stock, asked)
        self.assertEqual(rule.env, sellers.env)

    def test_components_know_their_rule_by_its_place(self):
        production = self.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", self.company.id)],
            limit=1,
        )

        def find(destination):
            domain = [
                ("location_src_id", "=", self.stock.id),
                ("location_dest_id", "=", destination.id),
            ]
            arguments = (False, self.raw.uom_id, self.raw, self.warehouse, domain)
            return self.env["stock.rule"]._search_rule(*arguments)

        customers = self.env.ref("stock.stock_location_customers")
        without = [find(place) for place in (customers, production, customers)]
        with confirmation_memory(self.cr):
            found = [find(place) for place in (customers, production, customers)]
        self.assertEqual(found, without)
        self.assertTrue(without[0])
        self.assertNotEqual(without[0], without[1])

    def test_the_day_to_order_by_follows_the_vendor(self):
        now = fields.Datetime.now()

        def ask(product, **context):
            product = product.with_context(**context)
            dates = product._get_dates_info(now, self.stock)
            return (now - dates["date_order"]).days

        price = self.raw.seller_ids[:1]
        with confirmation_memory(self.cr):
            self.assertEqual(ask(self.raw), price.delay)
            self.assertEqual(ask(self.raw), price.delay)
            self.assertEqual(ask(self.raw, ignore_vendor_lead_time=True), 0)
            self.assertEqual(ask(self.fg), 0)
            price.delay += 4
            self.assertEqual(ask(self.raw), price.delay)

    def test_a_new_reordering_rule_is_seen(self):
        orderpoints = self.env["stock.warehouse.orderpoint"]
        with confirmation_memory(self.cr):
            products = self.raw | self.comp
            self.assertFalse(orderpoints._get_pull_products_with_orderpoint(products))
            orderpoints.create({"product_id": self.raw.id, "active": False})
            self.assertEqual(
                orderpoints._get_pull_products_with_orderpoint(products), self.raw
            )

    def test_analytic_models_of_a_product_are_applied(self):
        plan = self.env["account.analytic.plan"].create({"name": "Plan"})
        account = self.env["account.analytic.account"].create(
            {"name": "Account", "plan_id": plan.id}
        )
        distribution = {str(account.id): 100}
        models = self.env["account.analytic.distribution.model"]

        def ask(product):
            return models._get_distribution(
                {"product_id": product.id, "company_id": self.company.id}
            )

        with confirmation_memory(self.cr):
            self.assertEqual((ask(self.raw), ask(self.comp)), ({}, {}))
            models.create(
                {"product_id": self.raw.id, "analytic_distribution": distribution}
            )
            self.assertEqual((ask(self.raw), ask(self.comp)), (distribution, {}))
            models.create(
                {"company_id": self.company.id, "analytic_distribution": distribution}
            )
            self.assertEqual(ask(self.comp), distribution)
