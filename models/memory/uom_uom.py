from odoo import models


class UomUom(models.Model):
    """Quantities are converted, and packages have routes."""

    _name = "uom.uom"
    _inherit = ["uom.uom", "pull.remembered.mixin"]
