from odoo import models


class ProductCategory(models.Model):
    _inherit = "product.category"

    def write(self, vals):
        if "property_valuation" not in vals:
            return super().write(vals)
        products = self.env["product.product"].with_context(active_test=False)
        products = products.search([("categ_id", "in", self.ids)])
        with products._switch_valuation():
            return super().write(vals)
