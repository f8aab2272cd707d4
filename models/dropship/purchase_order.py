from odoo import models

from ..change.scope import change_scope, is_carrying


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def button_cancel(self):
        lines = self.order_line._get_pull_customer_lines()
        if not lines or is_carrying(self.env.cr):
            return super().button_cancel()
        with change_scope(self.env) as scope:
            scope.suspect_lines(lines)
            return super().button_cancel()
