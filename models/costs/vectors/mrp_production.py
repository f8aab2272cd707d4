from odoo import models

from .cost_kinds import SUBCONTRACT
from .vector import add


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _get_cost_weights(self, known=None):
        """Return what the run has cost, and how long its components lay in stock.

        What no run below has incurred is this run's: its material.

        :param known: as of `stock.move._get_cost_vectors`
        :return: ({(kind, run id): amount}, value x days), before by-products' share
        """
        self.ensure_one()
        moves = self.move_raw_ids.filtered(
            lambda move: move.state == "done" and move.is_out
        )
        drawn = [
            {(kind, run_id or self.id): amount}
            for vector in moves._get_cost_vectors(known).values()
            for (kind, run_id), amount in vector.items()
        ]
        work = [
            {(kind, self.id): amount}
            for workorder in self.workorder_ids
            for kind, amount in workorder._get_cost_split().items()
        ]
        extra = {
            (SUBCONTRACT, self.id): self.extra_cost * self._get_cost_quantity_made()
        }
        weights = add([*drawn, *work, extra])
        return (
            {key: amount for key, amount in weights.items() if amount},
            sum(moves.mapped("pull_value_days")),
        )

    def _get_cost_quantity_made(self):
        """Return the main product's quantity, in its own unit."""
        moves = self.move_finished_ids.filtered(
            lambda move: move.product_id == self.product_id and move.state == "done"
        )
        return sum(move._get_valued_qty() for move in moves)

    def _get_main_cost_share(self):
        """Return the part of the run's cost that by-products do not take, 0..1."""
        made = self.move_byproduct_ids.filtered(lambda move: move.state == "done")
        return 1 - sum(made.mapped("cost_share")) / 100
