from odoo import models

from ..access import check_one


class ProductProduct(models.Model):
    _inherit = "product.product"

    def action_open_pull_map(self):
        """Show where in its chain to hold stock."""
        check_one(self)
        return self.env["pull.decoupling.map"]._open(self)
