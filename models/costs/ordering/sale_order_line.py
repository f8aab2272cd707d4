from odoo import api, fields, models

from ...access import COST, INTERNAL
from .carrying import get_carrying_cost


class SaleOrderLine(models.Model):
    """What an order line costs beyond the ledger: ordering and carrying."""

    _inherit = "sale.order.line"

    pull_company_currency_id = fields.Many2one(
        "res.currency",
        string="Company Currency",
        compute="_compute_pull_company_currency_id",
        groups=INTERNAL,
    )
    pull_ordering_cost_ids = fields.One2many(
        "pull.ordering.cost", "sale_line_id", readonly=True, copy=False, groups=COST
    )
    pull_ordering_cost = fields.Monetary(
        string="Ordering Cost",
        currency_field="pull_company_currency_id",
        compute="_compute_pull_ordering_cost",
        compute_sudo=True,
        groups=COST,
        help="What it cost to order what was bought for this line, as far as it is a "
        "cost of the period. What is capitalised is in the cost of goods sold.",
    )
    pull_carrying_cost = fields.Monetary(
        string="Carrying Cost",
        currency_field="pull_company_currency_id",
        compute="_compute_pull_carrying_cost",
        compute_sudo=True,
        groups=COST,
        help="What it cost to hold the delivered goods and their components in stock: "
        "value x days x the company's carrying rate. Not in the ledger.",
    )
    pull_carrying_push = fields.Monetary(
        string="Carrying Cost when Pushed",
        currency_field="pull_company_currency_id",
        compute="_compute_pull_carrying_cost",
        compute_sudo=True,
        groups=COST,
        help="What it would have cost to hold the delivered goods for as long as a "
        "product made for stock lies there, as the company's settings say.",
    )

    @api.depends("company_id")
    def _compute_pull_company_currency_id(self):
        for line in self:
            line.pull_company_currency_id = line.company_id.currency_id

    @api.depends("pull_ordering_cost_ids.amount", "pull_ordering_cost_ids.capitalised")
    def _compute_pull_ordering_cost(self):
        rows = self.env["pull.ordering.cost"]._read_group(
            [("sale_line_id", "in", self.ids), ("capitalised", "=", False)],
            ["sale_line_id"],
            ["amount:sum"],
        )
        amounts = {line.id: amount for line, amount in rows}
        for line in self:
            line.pull_ordering_cost = amounts.get(line._origin.id, 0)

    @api.depends(
        "move_ids.is_in",
        "move_ids.is_out",
        "move_ids.value",
        "move_ids.pull_value_days",
        "company_id.pull_carrying_rate",
        "company_id.pull_push_days",
    )
    def _compute_pull_carrying_cost(self):
        delivered = self._get_pull_carrying_values()
        for line in self:
            value, value_days = delivered.get(line._origin.id, (0, 0))
            company = line.company_id
            rate, days = company.pull_carrying_rate, company.pull_push_days
            line.pull_carrying_cost = get_carrying_cost(value_days, rate)
            line.pull_carrying_push = get_carrying_cost(value * days, rate)

    def _get_pull_carrying_values(self):
        """Return {line id: (value, value x days)} of what the customer has now."""
        rows = self.env["stock.move"]._read_group(
            self._get_pull_delivered_domain(),
            ["sale_line_id", "is_out"],
            ["value:sum", "pull_value_days:sum"],
        )
        delivered = {}
        for line, is_out, value, value_days in rows:
            sign = 1 if is_out else -1
            before = delivered.get(line.id, (0, 0))
            delivered[line.id] = (
                before[0] + sign * value,
                before[1] + sign * value_days,
            )
        return delivered
