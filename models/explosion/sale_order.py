from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_pull_explosion(self):
        """Return what confirming these orders now would make: see
        `sale.order.line._get_pull_explosion`."""
        return self.order_line._get_pull_explosion()
