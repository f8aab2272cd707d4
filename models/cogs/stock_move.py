from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    cost_line_ids = fields.One2many(
        "stock.move.cost.line",
        "move_id",
        string="Cost",
        readonly=True,
        groups="pull_through_production.group_pull_cost",
    )
    pull_value_days = fields.Float(
        string="Value x days",
        copy=False,
        readonly=True,
        groups="pull_through_production.group_pull_cost",
        help="How long what this move carries has been in stock, as value times days, "
        "at every level: components until their run, goods until they are delivered. "
        "A yearly carrying rate / 365 times this is its carrying cost.",
    )
