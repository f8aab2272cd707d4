from odoo import Command
from odoo.tests import Form, tagged

from .books import CostSheetCommon


@tagged("post_install", "-at_install")
class TestCogsPlan(CostSheetCommon):
    """What an order was planned to cost is what it was on the day of its confirmation.

    Two tables: 20 of components + 60 of run + 15 + 8 of setup = 103.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("purchase.group_purchase_manager")
        # At standard cost a component costs what is written on it from now on.
        cls.wood = cls._make_product("Wood", cls.category_standard_auto, 10)
        cls._make_in_move(cls, cls.wood, 100, unit_cost=10)
        cls.bom.bom_line_ids.product_id = cls.wood

    def _make_bought(self, name, price):
        product = self._make_product(name, self.category_fifo_auto)
        product.supply_policy = "pull"
        product.seller_ids = [
            Command.create({"partner_id": self.vendor.id, "price": price})
        ]
        return product

    def _get_purchases(self, order):
        return self.env["purchase.order.line"].search(
            [("pull_sale_line_ids", "in", order.order_line.ids)]
        )

    def _receive_all(self, order):
        purchases = self._get_purchases(order).order_id
        purchases.button_confirm()
        purchases.picking_ids.move_ids.picked = True
        purchases.picking_ids.button_validate()

    def _check_run(self, run, planned, actual):
        sheets = [self._get_sheet(order) for order in run.pull_sale_line_ids.order_id]
        [figures] = [
            figures
            for sheet in sheets
            for figures in sheet["runs"]
            if figures["id"] == run.id
        ]
        self.assertEqual(
            (round(figures["planned"], 2), round(figures["actual"], 2)),
            (planned, actual),
        )
        return {word["text"]: word["amount"] for word in figures["words"]}

    def _check_line(self, order, planned):
        [line] = self._get_sheet(order)["lines"]
        self.assertEqual(round(line["total"]["planned"], 2), planned)

    def test_a_component_that_costs_more_once_the_run_is_closed(self):
        self.bom.bom_line_ids.product_id = self.component
        order = self._make_order({self.table: 2})
        self._finish_all(order)
        self.component.standard_price = 20
        self._check_run(self._get_runs(order), 103, 103)
        self._check_line(order, 103)

    def test_a_component_that_costs_more_before_the_run_is_closed(self):
        order = self._make_order({self.table: 2})
        self.wood.standard_price = 12
        self._finish_all(order)
        words = self._check_run(self._get_runs(order), 103, 107)
        self.assertEqual(words["Wood cost $\xa012.00 each instead of $\xa010.00"], 4)

    def test_a_component_that_costs_less_before_anything_is_done(self):
        order = self._make_order({self.table: 2})
        self.wood.standard_price = 0
        self._check_run(self._get_runs(order), 103, 0)
        self._check_line(order, 103)

    def test_a_person_who_makes_more_plans_at_the_price_of_that_day(self):
        order = self._make_order({self.table: 2})
        run = self._get_runs(order)
        self.wood.standard_price = 12
        self.env["change.production.qty"].create(
            {"mo_id": run.id, "product_qty": 4}
        ).change_prod_qty()
        # 40 + 120 + 15 + 8
        self._check_run(run, 183, 0)

    def test_an_order_of_more_plans_at_the_price_of_that_day(self):
        self.bom.run_size = 10
        order = self._make_order({self.table: 2})
        self.wood.standard_price = 12
        order.order_line.product_uom_qty = 3
        # Fills up the run: 30 + 90 + 15 + 8
        self._check_line(order, 143)

    def test_a_run_added_later_is_planned_as_of_then(self):
        order = self._make_order({self.table: 2})
        self.wood.standard_price = 12
        order.order_line.product_uom_qty = 3
        # 103, and 12 + 30 + 15 + 8
        self._check_line(order, 168)

    def test_an_order_of_less(self):
        order = self._make_order({self.table: 3})
        self.wood.standard_price = 12
        order.order_line.product_uom_qty = 2
        self._check_line(order, 103)

    def test_a_component_added_later_is_planned_as_of_then(self):
        order = self._make_order({self.table: 2})
        run = self._get_runs(order)
        self.wood.standard_price = 12
        with Form(run) as form, form.move_raw_ids.new() as added:
            added.product_id = self.component
            added.product_uom_qty = 1
        self._check_run(run, 113, 0)
        self.component.standard_price = 20
        self._check_run(run, 113, 0)

    def test_every_level_is_frozen(self):
        self.top_bom.bom_line_ids.product_id = self.wood
        order = self._make_order({self.desk: 1})
        self.wood.standard_price = 15
        self._check_line(order, 90)
        top, desk = self._get_runs(order)
        self._check_run(top, 37, 0)
        self._check_run(desk, 90, 0)

    def test_what_is_bought_is_planned_at_the_vendors_price(self):
        part = self._make_bought("Part", 5)
        self.bom.bom_line_ids = [Command.create({"product_id": part.id})]
        order = self._make_order({self.table: 2})
        self._get_purchases(order).price_unit = 7
        self._check_run(self._get_runs(order), 113, 0)
        self._receive_all(order)
        self._finish_all(order)
        words = self._check_run(self._get_runs(order), 113, 117)
        self.assertEqual(words["Part cost $\xa07.00 each instead of $\xa05.00"], 4)

    def test_what_no_vendor_has_priced_is_planned_at_its_cost(self):
        part = self._make_bought("Part", 0)
        part.standard_price = 6
        self.bom.bom_line_ids = [Command.create({"product_id": part.id})]
        order = self._make_order({self.table: 2})
        self._get_purchases(order).price_unit = 7
        part.standard_price = 9
        self._check_run(self._get_runs(order), 115, 0)

    def test_what_is_bought_for_the_customer_is_planned_at_the_vendors_price(self):
        part = self._make_bought("Part", 5)
        order = self._make_order({part: 4})
        self._get_purchases(order).price_unit = 7
        self._check_line(order, 20)
        self._receive_all(order)
        self._deliver(order)
        [line] = self._get_sheet(order)["lines"]
        self.assertEqual((line["total"]["actual"], line["total"]["variance"]), (28, 8))

    def test_a_vendor_in_another_currency(self):
        currency = self.env.ref("base.EUR")
        if currency == self.company.currency_id:
            currency = self.env.ref("base.USD")
        currency.active = True
        currency.rate_ids.unlink()
        currency.rate_ids = [
            Command.create(
                {"name": "2020-01-01", "rate": 2, "company_id": self.company.id}
            )
        ]
        part = self._make_bought("Part", 5)
        part.seller_ids.currency_id = currency
        order = self._make_order({part: 4})
        self._check_line(order, 10)
        self._get_purchases(order).price_unit = 7
        currency.rate_ids.rate = 1
        self._check_line(order, 10)

    def test_a_kit_of_a_bought_part_and_one_in_stock(self):
        part = self._make_bought("Part", 5)
        kit = self._make_product("Kit", self.category_fifo_auto)
        kit.supply_policy = "pull"
        bom = self._make_bom(kit, {part: 2, self.wood: 1}, type="phantom")
        bom.operation_ids.unlink()
        order = self._make_order({kit: 3})
        self._get_purchases(order).price_unit = 7
        self.wood.standard_price = 12
        # 6 at 5 and 3 at 10
        self._check_line(order, 60)

    def test_goods_from_stock_are_planned_at_the_cost_of_that_day(self):
        self.wood.supply_policy = "push"
        order = self._make_order({self.wood: 2})
        self.wood.standard_price = 12
        self._check_line(order, 20)
        order.order_line.product_uom_qty = 3
        self._check_line(order, 30)

    def test_a_backorder_keeps_the_plan_and_a_copy_takes_its_own(self):
        order = self._make_order({self.table: 10})
        run = self._get_runs(order)
        self.wood.standard_price = 12
        copy = run.copy()
        copy.action_confirm()
        backorder = self._finish(run, 4, backorder=True)
        runs = run | backorder | copy
        self.assertEqual(
            [move._get_planned_price() for move in runs.move_raw_ids], [10, 10, 12]
        )
        self._check_line(order, 423)
