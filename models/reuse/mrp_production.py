from odoo import models

from ..change.stages import has_started


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _get_pull_room(self):
        """Return how much more this run may hold, in the product's unit; a run that has
        begun, or that a person planned, holds what it holds."""
        if not self.bom_id.run_size or has_started(self):
            return 0
        if self.state != "confirmed" or self._is_pull_planned_by_person():
            return 0
        size = self.bom_id.product_uom_id._compute_quantity(
            self.bom_id.run_size, self.product_id.uom_id, rounding_method="HALF-UP"
        )
        return size - self.product_uom_qty
