from odoo.tests import HttpCase, new_test_user, tagged

from .books import CogsCommon


@tagged("post_install", "-at_install")
class TestCogsTours(CogsCommon, HttpCase):
    def test_accountant_goes_from_the_pivot_to_the_journal_item(self):
        accountant = new_test_user(
            self.env,
            "cogs_tour_accountant",
            groups="account.group_account_manager,sales_team.group_sale_salesman_all_leads",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        order = self._sell([(self.table, 1)])
        self._make_all(order)
        self._deliver(order)
        self._invoice(order)
        self.start_tour(
            "/odoo/cogs-by-order", "pull_cogs_accountant", login=accountant.login
        )
