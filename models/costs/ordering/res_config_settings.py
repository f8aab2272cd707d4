from odoo import fields, models


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
        related="company_id.pull_capitalise_ordering", readonly=False
    )
    pull_ordering_account_id = fields.Many2one(
        related="company_id.pull_ordering_account_id", readonly=False
    )
    pull_carrying_rate = fields.Float(
        related="company_id.pull_carrying_rate", readonly=False
    )
    pull_push_days = fields.Float(related="company_id.pull_push_days", readonly=False)
