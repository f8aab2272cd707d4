from odoo import api, models


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    @api.model_create_multi
    def create(self, vals_list):
        boms = super().create(vals_list)
        boms._try_supply_again()
        return boms

    def write(self, vals):
        res = super().write(vals)
        self._try_supply_again()
        return res

    def _try_supply_again(self):
        """A bill of materials may be what an exception waits for."""
        products = self.product_id | self.product_tmpl_id.product_variant_ids
        self.env["pull.exception"]._try_again_soon(products)
