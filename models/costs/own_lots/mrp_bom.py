from odoo import api, models

TRIGGERS = {"product_tmpl_id", "type", "active", "company_id"}


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    @api.model_create_multi
    def create(self, vals_list):
        boms = super().create(vals_list)
        boms._apply_order_specific_cost()
        return boms

    def write(self, vals):
        res = super().write(vals)
        if not TRIGGERS.isdisjoint(vals):
            self._apply_order_specific_cost()
        return res

    def _apply_order_specific_cost(self):
        # Who keeps bills of materials may not be allowed to change products.
        self.product_tmpl_id.sudo()._apply_order_specific_cost()
