from odoo import models

from ..access import check_rows


class ProductProduct(models.Model):
    _inherit = "product.product"

    def action_pull_switch(self):
        """Open the dialog for the products of these variants: they share a policy."""
        check_rows(self)
        return self.product_tmpl_id.action_pull_switch()
