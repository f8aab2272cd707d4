from odoo import api, models

from .leaving_scope import LeavingScope


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model
    def _get_change_scope(self):
        return LeavingScope(self.env)
