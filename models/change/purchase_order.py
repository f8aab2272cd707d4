from odoo import models

from .scope import change_scope, is_carrying


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def button_cancel(self):
        if is_carrying(self.env.cr):
            return super().button_cancel()
        with change_scope(self.env) as scope:
            scope.suspect(self.order_line._get_pulled_needs())
            scope.suspect_documents(self.order_line)
            return super().button_cancel()
