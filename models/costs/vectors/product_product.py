from odoo import models

from .cost_kinds import MATERIAL, STOCK


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_unknown_cost_key(self):
        """Return the key of a value of which nothing is known.

        What is bought is material; what is made has a composition that is not known.
        """
        made = self.product_tmpl_id.bom_ids.filtered(
            lambda bom: (
                bom.type != "phantom" and (not bom.product_id or bom.product_id == self)
            )
        )
        return (STOCK if made else MATERIAL, False)
