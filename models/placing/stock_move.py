from odoo import models
from odoo.fields import Domain

from ..memory.collected_writes import collects
from ..pegging import walks
from .noting import note_changes, note_documents, placing_now
from .placing_scope import PlacingScope

# Of more needs than these that wait for one stock, the first alone are looked at.
WAITING_MAX = 200


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
            note_documents(open_ones._get_pull_waiting_for_stock())
        return res

    def _action_done(self, cancel_backorder=False):
        # Core reserves what has come at once: then nobody waits any more.
        waiting = self._get_pull_waiting_for_stock()
        res = super()._action_done(cancel_backorder=cancel_backorder)
        # What core has split into the components of a kit is gone.
        (res | (self - res).exists())._note_pull_dates()
        note_documents(waiting)
        return res

    def _action_confirm(self, merge=True, merge_into=False, create_proc=True):
        res = super()._action_confirm(
            merge=merge, merge_into=merge_into, create_proc=create_proc
        )
        note_documents(res._get_pull_waiting_for_stock())
        return res

    def _action_cancel(self):
        waiting = self._get_pull_waiting_for_stock()
        res = super()._action_cancel()
        note_documents(waiting)
        return res

    def _get_pull_waiting_for_stock(self):
        """Return the moves that wait for a stock to which these bring goods that nobody
        waits for, sudoed; the first of them."""
        if placing_now(self.env):
            return self.sudo().browse()
        free = self.sudo().filtered(
            lambda move: (
                move.location_dest_id.usage == "internal"
                and not (move.move_dest_ids or move.sale_line_id)
                and move.state not in ("draft", "cancel")
                and move.product_id.is_storable
            )
        )
        if not free:
            return free
        stocks = free.location_dest_id.warehouse_id
        return self.sudo().search(
            Domain("product_id", "in", free.product_id.ids)
            & Domain("state", "in", ("confirmed", "partially_available"))
            & Domain("location_id.warehouse_id", "in", stocks.ids)
            & Domain("move_orig_ids", "=", False)
            & (
                Domain("raw_material_production_id", "!=", False)
                | Domain("move_dest_ids", "!=", False)
                | Domain("sale_line_id", "!=", False)
            ),
            order="date, id",
            limit=WAITING_MAX,
        )

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
