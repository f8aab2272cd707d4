from odoo import fields, models

from .pull_exception import OPEN


class SaleOrder(models.Model):
    _inherit = "sale.order"

    pull_exception_ids = fields.One2many("pull.exception", "order_id")
    pull_exception_count = fields.Integer(
        string="Exceptions",
        compute="_compute_pull_exception_count",
        help="What failed or needs a decision in the supply of this order, and is "
        "still open.",
    )

    def _compute_pull_exception_count(self):
        counts = dict(
            self.env["pull.exception"]
            .sudo()
            ._read_group(
                [("order_id", "in", self.ids), ("state", "=", OPEN)],
                ["order_id"],
                ["__count"],
            )
        )
        for order in self:
            order.pull_exception_count = counts.get(order._origin, 0)

    def action_view_pull_exceptions(self):
        """Open the exceptions of these orders."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pull_through_production.pull_exception_action"
        )
        action["domain"] = [("order_id", "in", self.ids)]
        return action
