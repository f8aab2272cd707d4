from odoo import models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _get_pull_left_by_cancelled(self):
        """Return what cancelled needs had asked for, in the unit of the product."""
        cancelled = self.move_dest_ids.filtered(lambda move: move.state == "cancel")
        return sum(cancelled.mapped("product_qty"))
