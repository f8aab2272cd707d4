from odoo import models


class ProductSupplierinfo(models.Model):
    """Routes that buy are for products with a vendor, whose lead time says when."""

    _name = "product.supplierinfo"
    _inherit = ["product.supplierinfo", "pull.remembered.mixin"]
