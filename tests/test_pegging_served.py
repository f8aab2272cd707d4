from lxml import etree

from odoo.tests import Form, new_test_user, tagged

from .world import PullCommon


@tagged("post_install", "-at_install")
class TestScreensServed(PullCommon):
    """What manufacturing and purchase orders tell about the orders they serve."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()
        cls.vendor_a.group_rfq = "all"
        cls.first = cls._make_order_from(cls.warehouse, [(cls.fg, 1)])
        cls.second = cls._make_order_from(cls.warehouse, [(cls.fg, 2)])
        cls.buyer = new_test_user(
            cls.env, "pull_buyer", groups="purchase.group_purchase_user"
        )
        cls.planner = new_test_user(
            cls.env, "pull_planner", groups="mrp.group_mrp_user"
        )

    def _read_screen(self, records, view_type, view=None):
        """Read what the client reads for the fields of this view."""
        view_id = self.env.ref(view).id if view else False
        arch = records.get_views([(view_id, view_type)])["views"][view_type]["arch"]
        names = etree.fromstring(arch).xpath("//field[not(ancestor::field)]/@name")
        return records.web_read(
            {
                name: {"fields": {"display_name": {}}}
                if records._fields[name].relational
                else {}
                for name in names
            }
        )

    def _get_served_lines(self, record):
        return [(line["order"], line["openable"]) for line in record.pull_served_lines]

    def test_salesperson_opens_the_orders_of_a_run(self):
        run = self._get_runs(self.sub)[0].with_user(self.salesperson)
        self.assertEqual(self._get_served_lines(run), [(self.first.name, True)])

    def test_planner_sees_the_orders_of_a_run(self):
        run = self._get_runs(self.sub)[0].with_user(self.planner)
        self.assertEqual(self._get_served_lines(run), [(self.first.name, False)])
        values = self._read_screen(run, "form")[0]
        self.assertEqual(values["pull_served"], f"{self.first.name} Customer")

    def test_buyer_sees_whom_a_purchase_serves_without_reading_orders(self):
        purchase = self._get_purchase_lines(self.raw).order_id.with_user(self.buyer)
        self.assertEqual(
            self._get_served_lines(purchase),
            [(self.first.name, False), (self.second.name, False)],
        )
        values = self._read_screen(purchase, "form")[0]
        self.assertIn(self.second.name, values["pull_served"])

    def test_salesperson_opens_only_the_orders_that_he_may_read(self):
        own = new_test_user(
            self.env, "pull_own", groups="sales_team.group_sale_salesman"
        )
        run = self._get_runs(self.sub)[0].with_user(own)
        self.assertEqual(self._get_served_lines(run), [("another order", False)])
        self.first.user_id = own
        run.invalidate_recordset()
        self.assertEqual(self._get_served_lines(run), [(self.first.name, True)])

    def test_buyer_opens_and_saves_the_form(self):
        purchase = self._get_purchase_lines(self.raw).order_id.with_user(self.buyer)
        with Form(purchase) as form:
            form.partner_ref = "Offer 7"
        self.assertEqual(purchase.partner_ref, "Offer 7")

    def test_buyer_reads_every_purchase_list(self):
        line = self._get_purchase_lines(self.raw).with_user(self.buyer)
        for view in ("tree", "kpis_tree", "view_tree"):
            values = self._read_screen(
                line.order_id, "list", f"purchase.purchase_order_{view}"
            )
            self.assertIn(self.first.name, values[0]["pull_served"])
        values = self._read_screen(line, "list", "purchase.purchase_order_line_tree")
        self.assertEqual(values[0]["pull_customers"], "Customer")

    def test_purchase_line_tells_how_much_serves_each_order(self):
        line = self._get_purchase_lines(self.raw)
        self.assertEqual(
            line.pull_served_quantities,
            f"{self.first.name}: 6, {self.second.name}: 12",
        )

    def test_searching_by_order_or_customer(self):
        for user, model, served in (
            (self.planner, "mrp.production", self._get_runs(self.sub)[1]),
            (self.buyer, "purchase.order", self._get_purchase_lines(self.raw).order_id),
        ):
            records = self.env[model].with_user(user)
            by_order = records.search([("pull_served", "ilike", self.second.name)])
            self.assertIn(served, by_order)
            by_customer = records.search([("pull_served", "ilike", "custom")])
            self.assertIn(served, by_customer)
            self.assertFalse(records.search([("pull_served", "ilike", "nobody")]))

    def test_typed_reference_and_archived_customer(self):
        self.second.client_order_ref = "THEIRS/7"
        self.customer.active = False
        runs = self.env["mrp.production"].with_user(self.planner)
        served = runs.search([("pull_order_ids", "in", self.second.ids)])
        self.assertTrue(served)
        self.assertEqual(runs.search([("pull_served", "ilike", "theirs/7")]), served)
        called = runs.search([("pull_served", "ilike", self.customer.name)])
        self.assertLessEqual(served, called)

    def test_filters_for_orders_and_for_stock(self):
        stock_run = self.env["mrp.production"].create(
            {"product_id": self.fg.id, "product_qty": 1, "bom_id": self.fg_bom.id}
        )
        runs = self.env["mrp.production"].with_user(self.planner)
        served = runs.search([("pull_sale_line_ids", "!=", False)])
        self.assertLessEqual(self._get_runs(self.sub), served)
        self.assertIn(stock_run, runs.search([("pull_sale_line_ids", "=", False)]))
        self.assertNotIn(stock_run, served)
        purchases = self.env["purchase.order"].with_user(self.buyer)
        self.assertIn(
            self._get_purchase_lines(self.raw).order_id,
            purchases.search([("pull_sale_line_ids", "!=", False)]),
        )

    def test_grouping_by_order_and_customer(self):
        for user, model in (
            (self.planner, "mrp.production"),
            (self.buyer, "purchase.order"),
            (self.buyer, "purchase.order.line"),
        ):
            records = self.env[model].with_user(user)
            for field, name in (
                ("pull_order_ids", self.first.name),
                ("pull_partner_ids", "Customer"),
            ):
                groups = records.web_read_group([], [field], ["__count"])["groups"]
                labels = [group[field] and group[field][1] for group in groups]
                self.assertIn(name, labels)

    def test_run_form_opens_for_a_new_run(self):
        form = Form(self.env["mrp.production"].with_user(self.planner))
        form.product_id = self.fg
        form.product_qty = 2
        self.assertFalse(form.save().pull_served)
