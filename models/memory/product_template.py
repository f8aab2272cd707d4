from odoo import models

CHANGES = {"type", "attribute_line_ids"}


class ProductTemplate(models.Model):
    """BoMs are found for goods only, and exploded by the variant's attributes."""

    _name = "product.template"
    _inherit = ["product.template", "pull.remembered.mixin"]

    def _is_pull_remembered_change(self, vals):
        return not CHANGES.isdisjoint(vals)
