from odoo import fields, models

from ...access import INTERNAL


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pull_variance_price_account_id = fields.Many2one(
        related="company_id.pull_variance_price_account_id",
        readonly=False,
        groups=INTERNAL,
    )
    pull_variance_usage_account_id = fields.Many2one(
        related="company_id.pull_variance_usage_account_id",
        readonly=False,
        groups=INTERNAL,
    )
    pull_variance_rate_account_id = fields.Many2one(
        related="company_id.pull_variance_rate_account_id",
        readonly=False,
        groups=INTERNAL,
    )
    pull_variance_efficiency_account_id = fields.Many2one(
        related="company_id.pull_variance_efficiency_account_id",
        readonly=False,
        groups=INTERNAL,
    )
    pull_variance_lot_size_account_id = fields.Many2one(
        related="company_id.pull_variance_lot_size_account_id",
        readonly=False,
        groups=INTERNAL,
    )
    pull_variance_exchange_account_id = fields.Many2one(
        related="company_id.pull_variance_exchange_account_id",
        readonly=False,
        groups=INTERNAL,
    )
    pull_variance_volume_account_id = fields.Many2one(
        related="company_id.pull_variance_volume_account_id",
        readonly=False,
        groups=INTERNAL,
    )
