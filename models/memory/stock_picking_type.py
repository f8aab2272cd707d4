from odoo import models


class StockPickingType(models.Model):
    """Rules are searched by their operation type's code."""

    _name = "stock.picking.type"
    _inherit = ["stock.picking.type", "pull.remembered.mixin"]
