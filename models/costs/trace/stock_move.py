from odoo import models
from odoo.exceptions import AccessError


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_cost_origins(self):
        """Return the moves that brought what these consist of: receipts, and what runs
        made; through what an average left behind."""
        found, todo = self.browse(), self
        known = self.browse()
        while todo:
            known |= todo
            givers = todo.sudo().cost_source_ids.source_id
            found |= givers.filtered("is_in") | (todo - self).filtered("is_in")
            todo = givers.filtered(lambda move: not move.is_in) - known
        return found or self.filtered("is_in")

    def _open_cost_documents(self):
        """Open the transfers and runs of these moves: one as a form, more as a list."""
        moves = self.sudo()
        documents = moves.production_id | moves.raw_material_production_id
        documents = documents or moves.picking_id
        documents = documents.with_env(self.env)
        if not documents:
            return moves.with_env(self.env)._get_records_action()
        if not documents.has_access("read"):
            raise AccessError(
                self.env._("You may not open the documents it came from.")
            )
        return documents._get_records_action()
