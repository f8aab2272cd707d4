from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .world import PullCommon

PEGGED_FIELDS = (
    "pull_sale_line_ids",
    "pull_order_ids",
    "pull_partner_ids",
    "pull_served",
    "pull_customers",
    "pull_served_lines",
)


@tagged("post_install", "-at_install")
class TestPeggingAccess(PullCommon):
    """Who is told which orders and customers a run or a purchase serves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()
        cls.vendor_a.group_rfq = "all"
        cls.other_customer = cls.env["res.partner"].create({"name": "Secret Client"})
        cls.own_seller = new_test_user(
            cls.env, "pull_own", groups="sales_team.group_sale_salesman"
        )
        cls.buyer = new_test_user(
            cls.env, "pull_buyer", groups="purchase.group_purchase_user"
        )
        cls.planner = new_test_user(
            cls.env, "pull_planner", groups="mrp.group_mrp_user"
        )
        cls.vendor_user = new_test_user(
            cls.env, "pull_vendor", groups="base.group_portal"
        )
        cls.vendor_user.partner_id.parent_id = cls.vendor_a
        cls.own = cls._make_order_from(cls.warehouse, [(cls.fg, 1)]).sudo()
        cls.other = cls._make_order_from(cls.warehouse, [(cls.fg, 2)]).sudo()
        cls.other.partner_id = cls.other_customer
        cls.other.order_line.pull_specification = "Engraved: top secret"
        cls.own.user_id = cls.own_seller
        cls.other.user_id = cls.salesperson
        cls.purchase_line = cls.env["purchase.order.line"].search(
            [("product_id", "=", cls.raw.id)]
        )
        cls.purchase = cls.purchase_line.order_id
        cls.runs = cls.env["mrp.production"].search([("product_id", "=", cls.sub.id)])
        cls.other_run = cls.runs.filtered(lambda run: run.pull_order_ids == cls.other)

    def _as(self, user, records):
        self.env.invalidate_all()
        return records.with_user(user)

    # === A client's condition is resolved with the client's rights ===

    def test_the_world_has_one_purchase_for_both_orders_that_its_vendor_reads(self):
        self.assertEqual(self.purchase.pull_order_ids, self.own + self.other)
        self.assertTrue(self._as(self.vendor_user, self.purchase).name)
        self.assertEqual(len(self.other_run), 1)

    def _ask(self, user, model, condition):
        return self.env[model].with_user(user).search([condition])

    def test_vendor_on_the_portal_asks_nothing_of_orders(self):
        token = self.other._portal_ensure_token()
        for model in ("purchase.order", "purchase.order.line"):
            for condition in (
                ("pull_sale_line_ids.order_id.access_token", "=like", f"{token[:4]}%"),
                ("pull_order_ids.access_token", "=like", f"{token[:4]}%"),
                ("pull_sale_line_ids", "any", [("price_unit", ">", 0)]),
                ("pull_order_ids", "in", self.other.ids),
                ("pull_order_ids", "!=", False),
                ("pull_partner_ids.email", "ilike", "a"),
                ("pull_partner_ids", "ilike", "Secret"),
                ("pull_served", "ilike", "Secret"),
                ("pull_served", "=", False),
            ):
                with self.assertRaises(AccessError, msg=f"{model} {condition}"):
                    self._ask(self.vendor_user, model, condition)

    def test_buyer_asks_nothing_of_orders_that_they_may_not_read(self):
        for condition in (
            ("pull_sale_line_ids.price_unit", ">", 0),
            ("pull_order_ids.amount_total", ">", 0),
            ("pull_order_ids", "any", [("access_token", "!=", False)]),
        ):
            with self.assertRaises(AccessError, msg=condition):
                self._ask(self.buyer, "purchase.order", condition)

    def test_fields_that_the_reader_may_not_see_are_not_asked(self):
        # Salespeople read orders, not the cost of their setups.
        for condition in (
            ("pull_sale_line_ids.move_ids.cost_line_ids.amount", ">", 0),
            ("pull_sale_line_ids", "any", [("move_ids.cost_line_ids", "!=", False)]),
        ):
            with self.assertRaises(AccessError, msg=condition):
                self._ask(self.salesperson, "mrp.production", condition)

    def test_conditions_find_only_what_serves_orders_that_the_reader_may_read(self):
        seller = self.own_seller
        for field, value in (
            ("pull_order_ids", self.other.ids),
            ("pull_sale_line_ids", self.other.order_line.ids),
            ("pull_partner_ids", self.other_customer.ids),
        ):
            condition = (field, "in", value)
            self.assertFalse(self._ask(seller, "mrp.production", condition), field)
            found = self._ask(self.planner, "mrp.production", condition)
            self.assertIn(self.other_run, found, field)
        for condition in (
            ("pull_order_ids.name", "=", self.other.name),
            ("pull_partner_ids.name", "=", "Secret Client"),
            ("pull_served", "ilike", "Secret"),
        ):
            self.assertFalse(self._ask(seller, "mrp.production", condition), condition)
            found = self._ask(self.salesperson, "mrp.production", condition)
            self.assertIn(self.other_run, found, condition)

    # === What names an order or a customer ===

    def test_portal_reads_searches_and_groups_nothing_of_ours(self):
        for records in (self.purchase, self.purchase_line):
            records = self._as(self.vendor_user, records)
            names = PEGGED_FIELDS
            if records._name == "purchase.order.line":
                names += ("pull_served_quantities",)
            for name in names:
                with self.assertRaises(AccessError, msg=name):
                    records.read([name])
            for name in PEGGED_FIELDS[:3]:
                with self.assertRaises(AccessError, msg=name):
                    records.formatted_read_group([], [name], ["__count"])

    def test_salesperson_is_told_of_own_orders_and_that_there_are_others(self):
        # May they read purchases at all: as a buyer of their own orders.
        self.own_seller.group_ids += self.env.ref("purchase.group_purchase_user")
        purchase = self._as(self.own_seller, self.purchase)
        self.assertEqual(purchase.pull_order_ids.ids, self.own.ids)
        self.assertEqual(purchase.pull_sale_line_ids.ids, self.own.order_line.ids)
        self.assertNotIn(self.other_customer.id, purchase.pull_partner_ids.ids)
        self.assertEqual(
            purchase.pull_served, f"{self.own.name} Customer, another order"
        )
        self.assertEqual(purchase.pull_customers, "Customer, another order")
        self.assertEqual(
            [line["order"] for line in purchase.pull_served_lines],
            [self.own.name, "another order"],
        )
        line = self._as(self.own_seller, self.purchase_line)
        self.assertEqual(line.pull_served_quantities, f"{self.own.name}: 6, others: 12")

    def test_groups_name_no_order_that_the_reader_may_not_read(self):
        for field, own, other in (
            ("pull_order_ids", self.own.name, self.other.name),
            ("pull_partner_ids", "Customer", "Secret Client"),
        ):
            for user, hidden in ((self.own_seller, True), (self.planner, False)):
                runs = self.env["mrp.production"].with_user(user)
                groups = runs.formatted_read_group([], [field], ["__count"])
                labels = [group[field] and group[field][1] for group in groups]
                self.assertIn(own, labels, user.login)
                self.assertEqual(other not in labels, hidden, user.login)

    def test_specifications_of_others_are_read_by_those_who_make_them_alone(self):
        self.assertIn(
            "secret", self._as(self.planner, self.other_run).pull_specification
        )
        self.assertFalse(self._as(self.own_seller, self.other_run).pull_specification)

    def test_work_orders_show_only_what_their_reader_may_be_told(self):
        workorders = self.other_run.workorder_ids or self.env["mrp.workorder"].create(
            {
                "name": "Cut",
                "production_id": self.other_run.id,
                "workcenter_id": self.env["mrp.workcenter"].create({"name": "Saw"}).id,
            }
        )
        seen = self._as(self.planner, workorders[0])
        self.assertIn("secret", seen.pull_specification)
        self.planner.group_ids += self.env.ref("sales_team.group_sale_salesman")
        seen = self._as(self.planner, workorders[0])
        self.assertFalse(seen.pull_specification)

    # === Filters that users click ===

    def test_serves_is_set_is_not_set_and_equals(self):
        stock_run = self.env["mrp.production"].create(
            {"product_id": self.fg.id, "product_qty": 1, "bom_id": self.fg_bom.id}
        )
        runs = self.env["mrp.production"].with_user(self.planner)
        for condition, other, stock in (
            (("pull_served", "!=", False), True, False),
            (("pull_served", "=", False), False, True),
            (("pull_served", "=", self.other.name), True, False),
            (("pull_served", "!=", self.other.name), False, True),
            (("pull_served", "in", [self.other.name, False]), True, True),
            (("pull_served", "not in", [self.own.name]), True, True),
            (("pull_served", "not ilike", "secret"), False, True),
            (("pull_order_ids", "in", [self.other.id, False]), True, True),
            (("pull_order_ids", "ilike", self.other.name), True, False),
            (("pull_order_ids", "not any", [("id", "=", self.other.id)]), False, True),
        ):
            found = runs.search([condition])
            self.assertEqual(self.other_run in found, other, condition)
            self.assertEqual(stock_run in found, stock, condition)

    def test_an_operator_without_sense_is_told_in_words(self):
        with self.assertRaisesRegex(UserError, "Serves"):
            self.env["mrp.production"].search([("pull_served", ">", "S")])
