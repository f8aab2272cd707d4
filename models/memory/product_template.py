from odoo import models

CHANGES = {"type", "attribute_line_ids", "route_ids", "categ_id"}


class ProductTemplate(models.Model):
    """BoMs are found for goods only, and exploded by the variant's attributes; rules
    are found by its routes."""

    _name = "product.template"
    _inherit = ["product.template", "pull.remembered.mixin"]

    def _is_pull_remembered_change(self, vals):
        return not CHANGES.isdisjoint(vals)
