from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .test_costs_control import ControlCommon


@tagged("post_install", "-at_install")
class TestCostControlTours(ControlCommon, HttpCase):
    def test_accountant_goes_from_a_difference_to_its_cure(self):
        accountant = new_test_user(
            self.env,
            "control_tour_accountant",
            groups="account.group_account_user,sales_team.group_sale_salesman_all_leads",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        order, _invoice = self._sell_prepaid()
        self._forget(self._get_items(order))
        self.start_tour(
            "/odoo/cost-control", "pull_cost_control", login=accountant.login
        )
        self.assertEqual(self._find(), [])
        self._check_costs()
