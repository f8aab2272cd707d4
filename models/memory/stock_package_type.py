from odoo import models


class StockPackageType(models.Model):
    """Rules are found by the routes of a package."""

    _name = "stock.package.type"
    _inherit = ["stock.package.type", "pull.remembered.mixin"]
