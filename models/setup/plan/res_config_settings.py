from odoo import fields, models

from ...access import INTERNAL


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pull_setup_threshold = fields.Float(
        related="company_id.pull_setup_threshold",
        readonly=False,
        groups=INTERNAL,
    )
    pull_setup_account_id = fields.Many2one(
        related="company_id.pull_setup_account_id",
        readonly=False,
        groups=INTERNAL,
    )
    pull_setup_spend_account_id = fields.Many2one(
        related="company_id.pull_setup_spend_account_id",
        readonly=False,
        groups=INTERNAL,
    )
