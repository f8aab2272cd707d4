from odoo import api, models


class ProductSupplierinfo(models.Model):
    _inherit = "product.supplierinfo"

    @api.model_create_multi
    def create(self, vals_list):
        prices = super().create(vals_list)
        prices._try_supply_again()
        return prices

    def write(self, vals):
        res = super().write(vals)
        self._try_supply_again()
        return res

    def _try_supply_again(self):
        """A vendor or a price may be what an exception waits for."""
        products = self.product_id | self.product_tmpl_id.product_variant_ids
        self.env["pull.exception"]._try_again_soon(products)
