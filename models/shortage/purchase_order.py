from odoo import models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def button_cancel(self):
        # Core forgets what a cancelled purchase was bought for.
        lines = self.sudo().order_line  # a buyer need not see the needs
        lines._remember_pulled_needs()
        return super().button_cancel()

    def button_draft(self):
        res = super().button_draft()
        self.sudo().order_line._serve_pulled_needs_again()
        return res
