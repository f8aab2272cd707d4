from odoo import models
from odoo.tools import float_round


class MrpRoutingWorkcenter(models.Model):
    _inherit = "mrp.routing.workcenter"

    def _get_pull_run_minutes(self, product, quantity, bom, center=None):
        """Return what this operation takes in one run, as core expects of a work order:
        setup and cleanup, and as many cycles as the work center's capacity makes of it.

        :param quantity: of the run, in the unit of `bom`
        :param center: an alternative work center
        :return: {`minutes`: all of it, `setup_minutes`: setup and cleanup of it}
        """
        self.ensure_one()
        center = center or self.workcenter_id
        unit, size = bom.product_uom_id, bom.product_qty or 1
        capacity, setup, cleanup = self._get_pull_capacity(center, product, unit, size)
        cycles = float_round(quantity / capacity, 0, rounding_method="UP")
        efficiency = (center.time_efficiency or 100.0) / 100
        minutes = setup + cleanup + cycles * self.time_cycle / efficiency
        return {"minutes": minutes, "setup_minutes": setup + cleanup}

    def _get_pull_capacity(self, center, product, unit, size):
        """Return what a work center makes of a product in a cycle, in `unit`, and the
        minutes of setup and of cleanup for this operation."""
        return center._get_capacity(product, unit, size)
