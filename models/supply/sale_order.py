from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_view_pull_supply(self):
        """Open the documents that supply these orders."""
        return self.env["pull.supply.document"]._open(self)
