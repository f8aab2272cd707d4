from odoo import fields, models

from ...access import INTERNAL
from .accrual_entry import AccrualEntry
from .accruals import Accruals


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_accrual_asset_account_id = fields.Many2one(
        "account.account",
        string="Delivered, Not Invoiced",
        check_company=True,
        domain="[('account_type', '=', 'asset_current')]",
        groups=INTERNAL,
        help="Where the revenue of what is delivered and not invoiced is accrued.",
    )
    pull_accrual_liability_account_id = fields.Many2one(
        "account.account",
        string="Received, Not Billed",
        check_company=True,
        domain="[('account_type', '=', 'liability_current')]",
        groups=INTERNAL,
        help="Where goods that are received and not billed are accrued, and revenue "
        "that is invoiced before its goods are delivered.",
    )

    def _get_accruals(self, day=None):
        """Return what reads the accruals of this company.

        Meant to be inherited, to have another `Accruals`.

        :param day: as of its end; None: today
        """
        self.ensure_one()
        return Accruals(self, day)

    def _get_accrual_entry(self, day, accruals):
        """Return the entry of accruals. Meant to be inherited, to have another
        `AccrualEntry`."""
        self.ensure_one()
        return AccrualEntry(self, day, accruals)
