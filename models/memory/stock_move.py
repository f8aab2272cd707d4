from odoo import models

from .confirmation import is_confirming
from .memory import get_memory


class StockMove(models.Model):
    _inherit = "stock.move"

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
