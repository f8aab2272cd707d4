from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_carrying_rate = fields.Float(
        string="Carrying rate (%)",
        help="What holding stock costs in a year, as a share of its value.",
    )
    pull_push_days = fields.Float(
        string="Stock period of pushed products (days)",
        default=30.0,
        help="How long goods that are made to stock wait for their order.",
    )
