from odoo import api, models

from .noting import LINES, MOVES, note
from .status_scope import StatusScope

# What a stage depends on, of a move.
LOOKED_AT = {
    *("state", "product_uom_qty", "quantity", "picked", "sale_line_id", "location_id"),
    *("move_orig_ids", "move_dest_ids", "created_purchase_line_ids", "production_id"),
    *("raw_material_production_id", "purchase_line_id", "supply_policy", "product_id"),
    *("pull_goes_back", "origin_returned_move_id", "to_refund"),
}
LINKS = {
    *("move_dest_ids", "production_id", "raw_material_production_id", "sale_line_id"),
}


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_change_scope(self):
        return StatusScope(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._note_pull_stage()
        return moves

    def write(self, vals):
        if not LOOKED_AT & vals.keys():
            return super().write(vals)
        self._note_pull_stage()
        if LINKS & vals.keys():
            self._note_pull_served()
        return super().write(vals)

    def unlink(self):
        self._note_pull_served()
        return super().unlink()

    def _note_pull_stage(self):
        """Note that the order lines that these serve may be in another stage."""
        note(self.env, MOVES, self.ids)

    def _note_pull_served(self):
        """Note what these serve before they serve it no longer."""
        moves = self.sudo()
        note(self.env, MOVES, moves.move_dest_ids.ids)
        note(self.env, LINES, moves.sale_line_id.ids)
        made = moves.raw_material_production_id.move_finished_ids
        note(self.env, MOVES, made.ids)
