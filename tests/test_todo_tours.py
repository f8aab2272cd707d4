from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from .test_promise import PromiseCommon


@tagged("post_install", "-at_install")
class TestTodoTours(PromiseCommon, HttpCase):
    """A buyer does what the list says, and has nothing left to do."""

    def test_a_buyer_orders(self):
        buyer = new_test_user(
            self.env, "todo_tour_buyer", groups="purchase.group_purchase_user"
        )
        order = self._make_order([(self.fg, 1)])
        lines = self._get_purchase_lines(self.comp) | self._get_purchase_lines(self.raw)
        self.env.cr.flush()
        purchases = lines.order_id
        purchases.date_order = fields.Datetime.now() - timedelta(minutes=5)
        purchases.user_id = buyer
        self.env.cr.flush()
        self.start_tour("/odoo/supply-actions", "pull_todo_buyer", login=buyer.login)
        self.assertEqual(set(purchases.mapped("state")), {"purchase"})
        self.assertEqual(order.state, "sale")
