from odoo import fields, models

from ..access import COST, INTERNAL


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pull_advice_weeks = fields.Integer(
        related="company_id.pull_advice_weeks", readonly=False, groups=INTERNAL
    )
    pull_service_level = fields.Float(
        related="company_id.pull_service_level", readonly=False, groups=INTERNAL
    )
    pull_congestion_limit = fields.Float(
        related="company_id.pull_congestion_limit", readonly=False, groups=INTERNAL
    )
    pull_late_cost = fields.Monetary(
        related="company_id.pull_late_cost",
        readonly=False,
        currency_field="company_currency_id",
        groups=COST,
    )
