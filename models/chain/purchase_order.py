from odoo import models


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "pull.chain.mixin"]

    def _get_pull_chain_lines(self):
        return self._get_pull_served_lines()

    def _ranks_pull_orders(self):
        return True
