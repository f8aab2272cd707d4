from odoo import fields, models

from ..setup.access import COST


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    pull_cost_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Cost currency"
    )
    pull_ordering_cost = fields.Monetary(
        compute="_compute_pull_carrying",
        currency_field="pull_cost_currency_id",
        groups=COST,
    )
    pull_carrying_cost = fields.Monetary(
        compute="_compute_pull_carrying",
        currency_field="pull_cost_currency_id",
        groups=COST,
    )
    pull_carrying_push = fields.Monetary(
        compute="_compute_pull_carrying",
        currency_field="pull_cost_currency_id",
        groups=COST,
    )

    def _compute_pull_carrying(self):
        for line in self:
            line.pull_ordering_cost = 0
            line.pull_carrying_cost = sum(line.move_ids.mapped("pull_value_days")) / 365
            line.pull_carrying_push = 0
