from odoo import models


class ProductCategory(models.Model):
    """Rules are found by the routes of a product's category."""

    _name = "product.category"
    _inherit = ["product.category", "pull.remembered.mixin"]
