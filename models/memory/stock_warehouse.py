from odoo import models


class StockWarehouse(models.Model):
    """Rules are found by the routes of a warehouse."""

    _name = "stock.warehouse"
    _inherit = ["stock.warehouse", "pull.remembered.mixin"]
