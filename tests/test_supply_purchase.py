from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .world import PullCommon


@tagged("post_install", "-at_install")
class TestSupplyPurchase(PullCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor_a.group_rfq = "all"
        cls.bought = cls._make_product("BOUGHT", "pull", cls.vendor_a)

    def _order_for(self, days, quantity):
        due = fields.Datetime.now() + timedelta(days=days)
        return self._make_order([(self.bought, quantity)], commitment_date=due)

    def test_an_early_need_does_not_join_a_late_line(self):
        late = self._order_for(40, 1)
        early = self._order_for(5, 2)
        lines = self._get_purchase_lines(self.bought)
        self.assertEqual(len(lines.order_id), 1)
        self.assertEqual(
            [(line.product_qty, line.pull_order_ids) for line in lines],
            [(1, late), (2, early)],
        )
        self.assertLess(lines[1].date_planned, lines[0].date_planned)
        self.assertLessEqual(
            lines.order_id.date_order, lines[1].date_planned - timedelta(days=2)
        )

    def test_a_later_need_joins_a_line_that_arrives_in_time(self):
        first = self._order_for(5, 1)
        second = self._order_for(40, 2)
        line = self._get_purchase_lines(self.bought)
        self.assertEqual(line.product_qty, 3)
        self.assertEqual(
            line._get_pull_quantities(), {first.order_line: 1, second.order_line: 2}
        )

    def test_what_joins_a_line_in_the_vendors_unit_is_enough(self):
        self.bought.seller_ids.product_uom_id = self.dozens
        orders = [self._order_for(5, 2.33) for _number in range(2)]
        line = self._get_purchase_lines(self.bought)
        self.assertEqual((line.product_qty, line.product_uom_id), (0.4, self.dozens))
        for order in orders:
            [_delivery, node] = order.order_line._get_pull_chain()
            self.assertEqual((node["id"], node["quantity"]), (line.id, 0.19))
            self.assertEqual(node["document_quantity"], 0.4)

    def test_what_is_left_in_the_vendors_unit_is_enough(self):
        self.bought.seller_ids.product_uom_id = self.dozens
        order = self._order_for(5, 24)
        line = self._get_purchase_lines(self.bought)
        self.assertEqual((line.product_qty, line.product_uom_id), (2, self.dozens))
        order.order_line.product_uom_qty = 23.3
        # 0.06 dozens less would be 23.28.
        self.assertEqual(line.product_qty, 1.95)

    def test_needs_of_different_days_in_one_confirmation(self):
        orders = self.env["sale.order"].browse()
        for days in (40, 5):
            due = fields.Datetime.now() + timedelta(days=days)
            orders |= self._make_order(
                [(self.bought, 1)], confirm=False, commitment_date=due
            )
        orders.action_confirm()
        self.assertEqual(len(self._get_purchase_lines(self.bought)), 2)


@tagged("post_install", "-at_install")
class TestSupplyVendorPrice(PullCommon):
    """A request that grows or shrinks keeps its unit and has the vendor's price."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bought = cls._make_product("BOUGHT", "pull", cls.vendor_a)

    def _set_prices(self, *prices):
        """Let the vendor sell at [(from quantity, price)]."""
        self.bought.seller_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        "partner_id": self.vendor_a.id,
                        "min_qty": quantity,
                        "price": price,
                        "delay": 2,
                    }
                )
                for quantity, price in prices
            ),
        ]

    def _check_line(self, line, quantity, price):
        self.assertRecordValues(
            line,
            [
                {
                    "product_qty": quantity,
                    "price_unit": price,
                    "product_uom_id": self.units.id,
                }
            ],
        )

    def test_raised_below_the_vendors_minimum_keeps_its_unit(self):
        self._set_prices((10, 7))
        order = self._make_order([(self.bought, 3)])
        line = self._get_purchase_lines(self.bought)
        order.order_line.product_uom_qty = 5
        self._check_line(line, 5, 0)
        line.order_id.button_confirm()
        self.assertEqual(line.move_ids.product_uom_qty, 5)

    def test_typed_price_below_the_minimum_stays(self):
        self._set_prices((10, 7))
        order = self._make_order([(self.bought, 3)])
        line = self._get_purchase_lines(self.bought)
        line.price_unit = 8
        order.order_line.product_uom_qty = 5
        self._check_line(line, 5, 8)

    def test_two_orders_below_the_minimum_share_a_request(self):
        self._set_prices((10, 7))
        self.vendor_a.group_rfq = "all"
        for _number in range(2):
            self._make_order([(self.bought, 2)])
        self._check_line(self._get_purchase_lines(self.bought), 4, 0)
        self._make_order([(self.bought, 8)])
        self._check_line(self._get_purchase_lines(self.bought), 12, 7)

    def test_component_below_the_minimum_keeps_its_unit(self):
        self._set_prices((10, 7))
        made = self._make_product("MADE")
        self._make_bom(made, {self.bought: 2})
        order = self._make_order([(made, 1)])
        order.order_line.product_uom_qty = 2
        self._check_line(self._get_purchase_lines(self.bought), 4, 0)

    def test_expired_price_stays_when_the_request_grows(self):
        order = self._make_order([(self.bought, 3)])
        self.bought.seller_ids.date_end = "2020-01-01"
        order.order_line.product_uom_qty = 5
        self._check_line(self._get_purchase_lines(self.bought), 5, 10)

    def test_price_follows_its_breaks_up_and_down(self):
        self._set_prices((1, 10), (10, 9))
        order = self._make_order([(self.bought, 6)])
        line = self._get_purchase_lines(self.bought)
        for quantity, price in ((12, 9), (6, 10), (12, 9), (11, 9), (1, 10)):
            order.order_line.product_uom_qty = quantity
            self._check_line(line, quantity, price)

    def test_typed_price_stays_up_and_down(self):
        self._set_prices((1, 10), (10, 9))
        order = self._make_order([(self.bought, 6)])
        line = self._get_purchase_lines(self.bought)
        line.price_unit = 9.5
        for quantity in (12, 6, 2):
            order.order_line.product_uom_qty = quantity
            self._check_line(line, quantity, 9.5)

    def test_price_per_dozen_becomes_one_per_unit_when_less_is_needed(self):
        self._set_prices((1, 120))
        self.bought.seller_ids.product_uom_id = self.dozens
        order = self._make_order([(self.bought, 24)])
        line = self._get_purchase_lines(self.bought)
        self.assertEqual((line.product_qty, line.price_unit), (2, 120))
        order.order_line.product_uom_qty = 12
        self.assertRecordValues(
            line,
            [{"product_qty": 1, "price_unit": 120, "product_uom_id": self.dozens.id}],
        )

    def test_merged_requests_with_several_lines_serve_all(self):
        """Core adds up the lines that the oldest request has of a product."""
        orders = [self._make_order([(self.bought, 6)]) for _number in range(3)]
        lines = self._get_purchase_lines(self.bought)
        first, second = lines[:2]
        second.order_id = first.order_id
        requests = lines.order_id
        self.assertEqual([len(order.order_line) for order in requests], [2, 1])
        requests.action_merge()
        merged = self._get_purchase_lines(self.bought)
        self.assertEqual(merged.mapped("product_qty"), [18])
        self.assertEqual(
            merged.pull_sale_line_ids,
            self.env["sale.order.line"].union(*(o.order_line for o in orders)),
        )
        for order in orders:
            self.assertFalse(order.sudo().pull_exception_ids)

    def test_merged_requests_follow_the_vendor(self):
        self._set_prices((1, 10), (10, 9))
        orders = [self._make_order([(self.bought, 6)]) for _number in range(2)]
        requests = self._get_purchase_lines(self.bought).order_id
        requests.action_merge()
        line = self._get_purchase_lines(self.bought)
        self.assertEqual(line.product_qty, 12)
        orders[1].order_line.product_uom_qty = 5
        self._check_line(line, 11, 9)
