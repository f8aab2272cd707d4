from odoo import models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "pull.chain.mixin"]

    def _get_pull_chain_lines(self):
        return self
