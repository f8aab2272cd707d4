from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .test_costs_wip import WipCommon


@tagged("post_install", "-at_install")
class TestMonthEndTours(WipCommon, HttpCase):
    def test_from_work_in_process_to_accruals_to_variances(self):
        accountant = new_test_user(
            self.env,
            "month_end_accountant",
            groups="account.group_account_user,account.group_account_manager,mrp.group_mrp_user,"
            "sales_team.group_sale_salesman_all_leads",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        names = {
            "account_production_wip_account_id": ("WIP", "100103", "asset_current"),
            "pull_accrual_asset_account_id": ("Accrued", "100950", "asset_current"),
            "pull_accrual_liability_account_id": (
                *("Owed", "200950", "liability_current"),
            ),
        }
        for name, values in names.items():
            self.company[name] = self._make_account(*values)
        self.company.account_production_wip_overhead_account_id = self.account_spent
        self._begin_in_january()
        done = self._sell([(self.table, 2)])
        parts = self._get_runs(done)._split_productions({self._get_runs(done): [1, 1]})
        for part in parts:
            self._finish(part)
        delivered = self._sell([(self.table, 2)])
        self._make_all(delivered)
        self._deliver(delivered)
        self.start_tour(
            "/odoo/work-in-process", "pull_month_end", login=accountant.login
        )
        own = [("pull_is_accrual", "=", True), ("company_id", "=", self.company.id)]
        entries = self.env["account.move"].search(own)
        self.assertEqual(entries.mapped("state"), ["posted", "posted"])
