from odoo import models


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "pull.hits.mixin"]

    def _get_pull_affected_lines(self):
        """Return {order line: minutes by which these purchases make it late}, the worst
        first: see `purchase.order.line`."""
        return self.order_line._get_pull_affected_lines()
