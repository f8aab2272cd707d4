from odoo import models


class StockRoute(models.Model):
    """A route's sequence and its `active` decide between rules."""

    _name = "stock.route"
    _inherit = ["stock.route", "pull.remembered.mixin"]
