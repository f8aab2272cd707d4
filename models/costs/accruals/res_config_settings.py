from odoo import fields, models

from ...access import INTERNAL


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pull_accrual_asset_account_id = fields.Many2one(
        related="company_id.pull_accrual_asset_account_id",
        readonly=False,
        groups=INTERNAL,
    )
    pull_accrual_liability_account_id = fields.Many2one(
        related="company_id.pull_accrual_liability_account_id",
        readonly=False,
        groups=INTERNAL,
    )
