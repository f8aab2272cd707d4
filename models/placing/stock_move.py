from odoo import models

from ..memory.collected_writes import collects
from ..pegging import walks
from .noting import note_changes, note_documents, placing_now
from .placing_scope import PlacingScope


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_change_scope(self):
        return PlacingScope(self.env)

    def write(self, vals):
        if collects(self, vals):
            return True
        res = super().write(vals)
        if "date" in vals and not placing_now(self.env):
            open_ones = self.filtered(lambda move: move.state not in ("done", "cancel"))
            open_ones.filtered("purchase_line_id")._note_pull_dates()
        return res

    def _action_done(self, cancel_backorder=False):
        res = super()._action_done(cancel_backorder=cancel_backorder)
        (self | res)._note_pull_dates()
        return res

    def _note_pull_dates(self):
        """Let the dates of the order lines that these serve be worked out anew."""
        if placing_now(self.env):
            return
        moves = self.sudo()
        delivered = moves.filtered("sale_line_id")
        note_changes(delivered.sale_line_id)
        note_documents((moves - delivered).filtered("move_dest_ids"))

    def _get_pull_served_lines(self):
        """Return the order lines that these moves serve, at any depth."""
        served = self._get_pull_connected_moves(walks.DOWNSTREAM)
        return served.filtered(lambda move: move._is_pull_need()).sale_line_id
