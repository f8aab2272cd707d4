from odoo import fields, models

from ...access import INTERNAL


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pull_order_cost = fields.Monetary(
        related="company_id.pull_order_cost",
        currency_field="company_currency_id",
        readonly=False,
    )
    pull_order_line_cost = fields.Monetary(
        related="company_id.pull_order_line_cost",
        currency_field="company_currency_id",
        readonly=False,
    )
    pull_capitalise_ordering = fields.Boolean(
        related="company_id.pull_capitalise_ordering",
        readonly=False,
        groups=INTERNAL,
    )
    pull_ordering_account_id = fields.Many2one(
        related="company_id.pull_ordering_account_id",
        readonly=False,
        groups=INTERNAL,
    )
    pull_carrying_rate = fields.Float(
        related="company_id.pull_carrying_rate",
        readonly=False,
        groups=INTERNAL,
    )
    pull_push_days = fields.Float(
        related="company_id.pull_push_days", readonly=False, groups=INTERNAL
    )
