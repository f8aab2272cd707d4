from odoo.tests import HttpCase, new_test_user, tagged

from .world import PullCommon


@tagged("post_install", "-at_install")
class TestScreensTours(PullCommon, HttpCase):
    """The main flow in a browser, with the rights that people have."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()

    def _start(self, tour, user):
        order = self._make_order([(self.fg, 5)], user=user, confirm=False)
        self.start_tour(f"/odoo/sale.order/{order.id}", tour, login=user.login)
        self.assertEqual(order.state, "sale")
        return order

    def test_salesperson_confirms_and_follows_the_supply(self):
        order = self._start("pull_supply_salesperson", self.salesperson)
        self.assertEqual(order.pull_supply_count, 4)
        self.assertEqual(order.order_line.pull_specification, "Rounded corners")

    def test_planner_opens_a_run_and_comes_back_to_the_order(self):
        user = new_test_user(
            self.env,
            "pull_sales_planner",
            groups="sales_team.group_sale_salesman,mrp.group_mrp_user",
        )
        self._start("pull_supply_planner", user)
