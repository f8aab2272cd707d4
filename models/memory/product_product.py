from odoo import models

from .memory import get_memory


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _compute_display_name(self):
        """Leave the partner out when the context names the vendor price.

        Core then ignores the partner, but still searches its vendor prices: once per
        purchase order line, as every line names another vendor price.
        """
        context = self.env.context
        if (
            get_memory(self.env.cr) is None
            or not context.get("seller_id")
            or not context.get("partner_id")
        ):
            return super()._compute_display_name()
        products = self.with_context(partner_id=False)
        super(ProductProduct, products)._compute_display_name()
        for product, named in zip(self, products, strict=True):
            product.display_name = named.display_name
        return None
