from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import PullCommon


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

    def test_needs_of_different_days_in_one_confirmation(self):
        orders = self.env["sale.order"].browse()
        for days in (40, 5):
            due = fields.Datetime.now() + timedelta(days=days)
            orders |= self._make_order(
                [(self.bought, 1)], confirm=False, commitment_date=due
            )
        orders.action_confirm()
        self.assertEqual(len(self._get_purchase_lines(self.bought)), 2)
