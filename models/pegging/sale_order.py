from collections import defaultdict

from odoo import fields, models

from ..access import INTERNAL


class SaleOrder(models.Model):
    _inherit = "sale.order"

    pull_supply_count = fields.Integer(
        string="Supply",
        compute="_compute_pull_supply_count",
        help="The manufacturing and purchase orders that serve this order.",
        groups=INTERNAL,
    )

    def _compute_pull_supply_count(self):
        documents = self._origin._get_pull_supply_documents()
        for order in self:
            order.pull_supply_count = len(documents[order._origin.id])

    def _get_pull_supply_documents(self):
        """Return {order id: its manufacturing and purchase orders, as (model, id)}.

        Those that serve the order, at any depth: sharing its reference is not enough.
        """
        order_ids = {line.id: line.order_id.id for line in self.order_line}
        nodes = self.order_line._get_pull_chain()
        purchase_lines = self.env["purchase.order.line"].sudo()
        purchase_lines = purchase_lines.browse(
            {node["id"] for node in nodes if node["model"] == "purchase.order.line"}
        )
        purchases = {line.id: line.order_id.id for line in purchase_lines}
        documents = defaultdict(set)
        for node in nodes:
            order_id = order_ids[node["sale_line_id"]]
            if node["model"] == "mrp.production":
                documents[order_id].add(("mrp.production", node["id"]))
            elif node["model"] == "purchase.order.line":
                documents[order_id].add(("purchase.order", purchases[node["id"]]))
        return documents
