import doctest

from odoo import Command
from odoo.tests import Form, tagged

from ..models.setup.plan import estimate
from .world import SetupQuotationCommon


@tagged("post_install", "-at_install")
class TestSetupQuotation(SetupQuotationCommon):
    """What a quotation line says of the setups that it would pull."""

    def _check(self, line, cost, share=None):
        line = line.with_user(self.manager)
        self.assertAlmostEqual(line.setup_cost_estimate, cost)
        quantity = line.product_uom_qty
        self.assertAlmostEqual(line.setup_cost_unit_estimate, cost / quantity, 2)
        if share is not None:
            self.assertAlmostEqual(line.setup_share_estimate, share)

    # === Amounts and words ===

    def test_one_unit_carries_the_whole_setup(self):
        line = self._quote(1)
        self._check(line, 15, share=0.15)
        self.assertTrue(line.setup_is_heavy)
        self.assertEqual(
            line.setup_hint,
            "$\xa015.00 of setup on 1 unit, 15 % of the price, $\xa01.50 each at 10. "
            "Setup weighs heavily on 1 unit; from 3 units it is 5 % or less.",
        )

    def test_several_units_share_a_setup(self):
        line = self._quote(10)
        self._check(line, 15, share=0.015)
        self.assertFalse(line.setup_is_heavy)
        self.assertEqual(
            line.setup_hint,
            "$\xa015.00 of setup on 10 units, 1.5 % of the price, $\xa00.15 each at "
            "100.",
        )

    def test_the_fixed_cost_counts(self):
        self.lathe.setup_cost = 8
        self._check(self._quote(1), 23)

    def test_a_salesperson_reads_no_amounts(self):
        line = self._quote(1, user=self.salesperson)
        self.assertTrue(line.setup_is_heavy)
        self.assertEqual(
            line.setup_hint,
            "15 minutes of setup on 1 unit. Setup weighs heavily on 1 unit; from 5 "
            "units it is 5 % or less.",
        )
        fields = line.fields_get()
        for name in (
            "setup_cost_estimate",
            "setup_cost_unit_estimate",
            "setup_share_estimate",
        ):
            self.assertNotIn(name, fields)

    def test_a_salesperson_types_a_quotation(self):
        order = self._quote(10, user=self.salesperson).order_id
        with Form(order) as form, form.order_line.edit(0) as line:
            line.product_uom_qty = 1
            self.assertIn("from 5 units", line.setup_hint)
            self.assertNotIn("$", line.setup_hint)
            line.product_uom_qty = 5
            self.assertEqual(line.setup_hint, "15 minutes of setup on 5 units.")
        form = Form(self.env["sale.order"].with_user(self.salesperson))
        form.partner_id = self.customer
        with form.order_line.new() as line:
            line.product_id = self.table
            self.assertIn("from 5 units", line.setup_hint)
        self.assertTrue(form.save().order_line.setup_is_heavy)

    def test_a_quantity_typed_back_tells_what_it_means_again(self):
        form = Form(self._quote(10).order_id)
        for quantity, heavy in ((1, True), (10, False), (1, True)):
            with form.order_line.edit(0) as line:
                line.product_uom_qty = quantity
                self.assertEqual(line.setup_is_heavy, heavy)
        self.assertTrue(form.save().order_line.setup_is_heavy)

    def test_typing_takes_the_same_queries_for_any_number_of_lines(self):
        """The line that is typed in is asked again; the others, for the date of the
        whole order, all at once."""
        some, many = (self._quote(1).order_id for _number in range(2))
        tables = [self._make_product(f"Table {number}") for number in range(30)]
        for table in tables:
            self._make_made(table)
        lines = [Command.create({"product_id": table.id}) for table in tables]
        some.order_line, many.order_line = lines[:4], lines
        self._count_typing(some)
        some, many = self._count_typing(some), self._count_typing(many)
        self.assertLessEqual(many, some + 6)

    def _count_typing(self, order):
        form = Form(order)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        with form.order_line.edit(0) as line:
            line.product_uom_qty += 1
        self.assertTrue(line.setup_hint)
        return self.cr.sql_log_count - before

    def test_a_manager_types_a_quotation(self):
        """The form is told what changes, and the rest once it is open."""
        with Form(self._quote(10).order_id) as form, form.order_line.edit(0) as line:
            line.product_uom_qty = 1
            self.assertAlmostEqual(line.setup_share_estimate, 0.15)
            self.assertAlmostEqual(line.setup_cost_unit_estimate, 15)
        self._check(form.record.order_line, 15, share=0.15)

    def test_the_run_size_may_leave_no_quantity_that_bears_the_setup(self):
        self.bom.run_size = 2
        line = self._quote(1)
        self.assertIn("any quantity: the run size lets too few", line.setup_hint)
        self.assertIn("each at 10", line.setup_hint)
        self.bom.run_size = 1
        line = self._quote(1)
        self.assertNotIn("each at 10", line.setup_hint)

    def test_the_run_size_counts_every_run(self):
        self.bom.run_size = 3
        self._check(self._quote(7), 45, share=45 / 700)

    def test_the_estimate_is_what_the_runs_are_planned_with(self):
        self.lathe.setup_cost = 8
        leg = self._make_product("Leg")
        self._make_made(leg, run_size=3)
        self.bom.bom_line_ids = [
            Command.create({"product_id": leg.id, "product_qty": 4})
        ]
        self.bom.run_size = 2
        line = self._quote(5)
        estimate = line.setup_cost_estimate
        line.order_id.action_confirm()
        runs = self._get_runs(self.table) | self._get_runs(leg)
        # 3 runs of tables; legs for 2 tables are 3 runs, for the last one 2
        self.assertEqual(len(runs), 3 + 3 + 3 + 2)
        self.assertEqual(estimate, sum(runs.mapped("setup_cost_planned")))
        self.assertEqual(estimate, 11 * 23)

    # === The threshold ===

    def test_exactly_the_threshold_does_not_warn(self):
        line = self._quote(3)
        self._check(line, 15, share=0.05)
        self.assertFalse(line.setup_is_heavy)

    def test_a_threshold_of_0_never_warns(self):
        self.company.pull_setup_threshold = 0
        line = self._quote(1)
        self.assertFalse(line.setup_is_heavy)
        self.assertNotIn("heavily", line.setup_hint)

    def test_the_threshold_is_that_of_the_orders_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.assertEqual(other.pull_setup_threshold, 5)
        other.pull_setup_threshold = 20
        self.manager.company_ids += other
        self.assertTrue(self._quote(1).setup_is_heavy)
        self.env.user.company_ids += other
        lathe = self._make_workcenter(
            "Lathe 2",
            company_id=other.id,
            resource_calendar_id=other.resource_calendar_id.id,
        )
        self._make_bom(
            self.table,
            {},
            company_id=other.id,
            operation_ids=[
                Command.create({"name": "Turning", "workcenter_id": lathe.id})
            ],
        )
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", other.id)], limit=1
        )
        self.table.with_company(other).supply_policy = "pull"
        order = (
            self.env["sale.order"]
            .with_user(self.manager)
            .with_company(other)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": other.id,
                    "warehouse_id": warehouse.id,
                    "order_line": [Command.create({"product_id": self.table.id})],
                }
            )
        )
        self._check(order.order_line, 15, share=0.15)
        self.assertFalse(order.order_line.setup_is_heavy)

    # === Prices, currencies, units ===

    def test_a_line_given_away_has_no_share(self):
        line = self._quote(1)
        line.price_unit = 0
        self._check(line, 15, share=0)
        self.assertFalse(line.setup_is_heavy)
        self.assertNotIn("%", line.setup_hint)

    def test_the_discount_counts(self):
        line = self._quote(1)
        line.discount = 50
        self._check(line, 15, share=0.3)

    def test_amounts_are_in_the_orders_currency_at_its_date(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        for day, rate in (("2026-01-01", 2), ("2026-02-01", 4)):
            self.env["res.currency.rate"].create(
                {
                    "name": day,
                    "rate": rate,
                    "currency_id": euro.id,
                    "company_id": self.company.id,
                }
            )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id}
        )
        line = self._quote(
            1, pricelist_id=pricelist.id, date_order="2026-01-15 12:00:00"
        )
        self.assertEqual(line.price_unit, 200)
        self._check(line, 30, share=0.15)
        self.assertIn("30.00\xa0€", line.setup_hint)

    def test_a_line_in_dozens_makes_units(self):
        self.bom.run_size = 4
        line = self._quote(1)
        line.product_uom_id = self.dozens
        self._check(line, 45)
        self.assertIn("on 1 Dozens", line.setup_hint)

    # === What counts ===

    def test_pulled_components_count_with_their_own_runs(self):
        leg = self._make_product("Leg")
        self._make_made(leg)
        self.bom.bom_line_ids = [
            Command.create({"product_id": leg.id, "product_qty": 4})
        ]
        self._check(self._quote(2), 30)

    def test_components_from_stock_do_not_count(self):
        leg = self._make_product("Leg", policy="push")
        self._make_made(leg)
        self.bom.bom_line_ids = [
            Command.create({"product_id": leg.id, "product_qty": 4})
        ]
        self._check(self._quote(2), 15)

    def test_hybrid_components_count_as_the_most_there_can_be(self):
        leg = self._make_product("Leg", policy="hybrid")
        self._make_made(leg)
        self._add_stock(leg, 100)
        self.bom.bom_line_ids = [
            Command.create({"product_id": leg.id, "product_qty": 4})
        ]
        line = self._quote(2)
        self._check(line, 30)
        self.assertIn("Less if stock covers some of it.", line.setup_hint)

    def test_bought_and_hybrid_components_need_no_setup(self):
        leg = self._make_product("Leg", "hybrid", self.vendor_a)
        self.bom.bom_line_ids = [
            Command.create({"product_id": leg.id, "product_qty": 4})
        ]
        line = self._quote(2)
        self._check(line, 15)
        self.assertNotIn("Less if", line.setup_hint)

    def test_a_hybrid_product_counts_as_pulled(self):
        self.table.supply_policy = "hybrid"
        self._add_stock(self.table, 100)
        line = self._quote(1)
        self._check(line, 15)
        self.assertIn("Less if stock covers some of it.", line.setup_hint)

    def test_nothing_is_said_of_what_is_not_made_to_order(self):
        bought = self._make_product("Bought", "pull", self.vendor_a)
        stocked = self._make_product("Stocked", policy="push")
        self._make_made(stocked)
        plain = self._make_product("Plain", policy=False)
        self._make_made(plain)
        service = self.env["product.product"].create(
            {"name": "Service", "type": "service"}
        )
        for product in (bought, stocked, plain, service):
            with self.subTest(product=product.name):
                line = self._quote(1, product)
                self._check(line, 0, share=0)
                self.assertFalse(line.setup_hint)
                self.assertFalse(line.setup_is_heavy)

    def test_the_policy_of_the_line_counts(self):
        line = self._quote(1)
        line.supply_policy = "push"
        self._check(line, 0)
        self.assertFalse(line.setup_hint)

    def test_nothing_is_said_of_no_quantity_and_of_notes(self):
        order = self._quote(0).order_id
        order.order_line = [
            Command.create({"display_type": "line_note", "name": "Note"})
        ]
        self.assertEqual(order.order_line.mapped("setup_hint"), [False, False])

    def test_a_kit_counts_what_is_in_it(self):
        kit = self._make_product("Set", lst_price=300)
        self._make_bom(kit, {self.table: 2}, type="phantom")
        self.bom.run_size = 1
        self._check(self._quote(3, kit), 6 * 15, share=90 / 900)

    def test_a_kit_among_the_components_counts_with_its_operations(self):
        kit = self._make_product("Legs")
        self._make_made(kit, type="phantom")
        self.bom.bom_line_ids = [
            Command.create({"product_id": kit.id, "product_qty": 1})
        ]
        self._check(self._quote(1), 30)

    def test_goods_that_pass_through_stations_are_set_up_once(self):
        self.warehouse.write(
            {"delivery_steps": "pick_pack_ship", "manufacture_steps": "pbm_sam"}
        )
        leg = self._make_product("Leg")
        self._make_made(leg)
        self.bom.bom_line_ids = [
            Command.create({"product_id": leg.id, "product_qty": 4})
        ]
        self._check(self._quote(2), 30)

    def test_another_warehouse_makes_with_its_own_bill_of_materials(self):
        second = self._make_warehouse("PT2")
        slow = self._make_workcenter("Slow", time_start=30)
        self._make_bom(
            self.table,
            {},
            picking_type_id=second.manu_type_id.id,
            sequence=-1,
            operation_ids=[
                Command.create({"name": "Turning", "workcenter_id": slow.id})
            ],
        )
        self.bom.picking_type_id = self.warehouse.manu_type_id
        self._check(self._quote(1), 15)
        self._check(self._quote(1, warehouse_id=second.id), 35)

    def test_deeper_levels_count(self):
        leg, foot = self._make_product("Leg"), self._make_product("Foot")
        self._make_made(leg)
        self._make_made(foot, {leg: 1})
        self.bom.bom_line_ids = [
            Command.create({"product_id": foot.id, "product_qty": 1})
        ]
        self._check(self._quote(1), 45)

    # === After the quotation ===

    def test_a_confirmed_line_says_nothing(self):
        line = self._quote(1)
        self.assertTrue(line.setup_hint)
        line.order_id.action_confirm()
        self.assertFalse(line.setup_hint)
        self.assertFalse(line.setup_is_heavy)
        self._check(line, 0, share=0)

    # === Speed and arithmetic ===

    def test_a_hundred_lines_cost_no_more_queries_than_ten(self):
        few, many = (
            self._make_order(
                [(self.table, 1)] * count, user=self.manager, confirm=False
            )
            for count in (10, 100)
        )
        queries = [self._count_queries(order) for order in (few, few, many)]
        self.assertEqual(queries[1], queries[2], queries)

    def _count_queries(self, order):
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.assertTrue(all(order.order_line.mapped("setup_is_heavy")))
        return self.cr.sql_log_count - before

    def test_doctests_hold(self):
        result = doctest.testmod(estimate)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)
