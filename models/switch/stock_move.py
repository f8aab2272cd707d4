from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # What took the last of a stock that is used up makes its product pulled.
        self.env["pull.switch"]._end_run_downs(moves.product_id)
        return moves
