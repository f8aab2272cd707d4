from odoo import models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _get_pull_affected_lines(self):
        """Return {order line: minutes by which this purchase makes it late}, the worst
        first. Sudoed; orders that it does not make late are left out."""
        lines = self.sudo()._get_pull_served_lines()
        return lines._get_pull_hits(
            lambda cause: cause["model"] == self._name and cause["id"] in self.ids
        )
