from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def action_pull_switch(self):
        """Open the dialog for the products of these variants: they share a policy."""
        self.check_access("read")
        return self.product_tmpl_id.action_pull_switch()
