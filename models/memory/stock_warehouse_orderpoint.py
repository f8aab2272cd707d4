from odoo import api, models
from odoo.fields import Domain

from .memory import get_memory


class StockWarehouseOrderpoint(models.Model):
    _name = "stock.warehouse.orderpoint"
    _inherit = ["stock.warehouse.orderpoint", "pull.remembered.mixin"]

    @api.model
    def _get_pull_products_with_orderpoint(self, products):
        """Return those of `products` that have a reordering rule, of any company and
        active or not. Needs an open memory; asks once per product."""
        known = get_memory(self.env.cr).topic("orderpoint")
        missing = [product_id for product_id in products.ids if product_id not in known]
        if missing:
            found = (
                self.sudo()
                .with_context(active_test=False)
                ._read_group(Domain("product_id", "in", missing), ["product_id"])
            )
            known.update(dict.fromkeys(missing, False))
            known.update({product.id: True for (product,) in found})
        return products.filtered(lambda product: known.get(product.id))
