from collections import defaultdict
from contextlib import contextmanager

from odoo import models

from ..under_way import get_under_way, under_way
from .confirmation import is_confirming
from .memory import get_memory

NAMING = "pull_through_production.naming_together"


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "pull.alike.mixin"]

    def write(self, vals):
        naming = get_under_way(self.env.cr, NAMING)
        if naming and vals.keys() == {"sale_line_id"}:
            naming.note("line", (self, vals["sale_line_id"]))
            return True
        return super().write(vals)

    @contextmanager
    def _pull_naming_together(self):
        """Write the order lines that moves are given inside at the end, in one call for
        each line: core names it run by run, as the last of a run's confirmation."""
        cr = self.env.cr
        if not is_confirming(cr) or get_under_way(cr, NAMING):
            yield
            return
        with under_way(cr, NAMING) as naming:
            yield
            named = naming.noted("line")
        by_line = defaultdict(list)
        for moves, line_id in named:
            by_line[moves.env, line_id] += moves.ids
        for (env, line_id), ids in by_line.items():
            self.with_env(env).browse(ids).write({"sale_line_id": line_id})

    def _trigger_scheduler(self):
        """Core searches the reordering rules of every move by itself: leave out the
        moves of products that have none."""
        return super(StockMove, self._with_pull_orderpoint())._trigger_scheduler()

    def _update_orderpoints(self):
        """Core searches the reordering rules at every create and write: leave out the
        moves of products that have none."""
        return super(StockMove, self._with_pull_orderpoint())._update_orderpoints()

    def _with_pull_orderpoint(self):
        if get_memory(self.env.cr) is None:
            return self
        ordered = self.env[
            "stock.warehouse.orderpoint"
        ]._get_pull_products_with_orderpoint(self.product_id)
        if not ordered:
            return self.browse()
        return self.filtered(lambda move: move.product_id in ordered)

    def _key_assign_picking(self):
        """Let the moves of several runs look for their transfer together.

        mrp adds the manufacturing order that will supply the move, which makes core
        search the transfer move by move; the search itself ignores that order, so all
        of them end in the same transfer anyway.
        """
        keys = super()._key_assign_picking()
        order = self.created_production_id
        if not order or not is_confirming(self.env.cr):
            return keys
        return tuple(
            key for key in keys if not (isinstance(key, type(order)) and key == order)
        )
