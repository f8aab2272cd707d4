from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        if "categ_id" not in vals:
            return super().write(vals)
        products = self.with_context(active_test=False).product_variant_ids
        with products._switch_valuation():
            return super().write(vals)
