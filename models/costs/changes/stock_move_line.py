from collections import defaultdict

from odoo import models

from ...under_way import Noting, under_way

CORRECTION = "costs.correction"


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _update_stock_move_value(self, old_qty_by_ml=None):
        """Remember how much the moves had: a correction changes no unit's cost."""
        changes = self._get_cost_quantities_changed(old_qty_by_ml or {})
        with under_way(self.env.cr, CORRECTION, lambda: Noting(self.env.cr)) as state:
            for move, by_lot in changes.items():
                change = sum(by_lot.values())
                state.note(move.id, move._get_valued_qty() - change)
                state.note((move.id, "lots"), by_lot)
            return super()._update_stock_move_value(old_qty_by_ml)

    def _get_cost_quantities_changed(self, old):
        """Return {done move: {lot: change of its quantity, in the product's unit}}."""
        changes = defaultdict(lambda: defaultdict(float))
        for line in self:
            move = line.move_id
            if (move.is_in or move.is_out) and not line._should_exclude_for_valuation():
                changes[move][line.lot_id] += line.product_uom_id._compute_quantity(
                    line.quantity - old.get(line, 0), line.product_id.uom_id
                )
        return changes
