from odoo import models

from ..pegging.walks import DOWNSTREAM
from ..supply.needs import get_shortage, is_open


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_pull_shortage(self):
        """Return what this need has no supply for, in the unit of its product."""
        self.ensure_one()
        return get_shortage(self, self._get_peg_graph())

    def _report_pull_shortages(self):
        """Open, or bring up to date, an exception for each need in the chains of these
        moves that has lost its supply."""
        graph = self._get_peg_graph()
        short = [
            (move, quantity)
            for move in graph.moves
            if is_open(move) and (quantity := get_shortage(move, graph))
        ]
        if not short:
            return
        below = self.browse([move.id for move, _q in short])._get_peg_graph(DOWNSTREAM)
        self.env["pull.exception"]._report_pull_shortages(
            [
                (move, quantity, [*below.get_line_shares(move)])
                for move, quantity in short
            ]
        )

    def _pull_supply_again(self):
        """Make or buy what these needs lack, as when they were confirmed."""
        procurements = []
        for move in self.sudo().filtered(is_open):
            missing = move._get_pull_shortage()
            if move.product_id.uom_id.compare(missing, 0) <= 0:
                continue
            move.procure_method = "make_to_order"
            procurements.append(move._prepare_pull_procurement(missing))
        self.env["stock.rule"].sudo().run(procurements)
        self.sudo()._recompute_state()

    def _prepare_pull_procurement(self, quantity):
        """Return the procurement of `quantity`, in the unit of the product."""
        self.ensure_one()
        return self.env["stock.rule"].Procurement(
            self.product_id,
            self.product_id.uom_id._compute_quantity(
                quantity, self.product_uom, rounding_method="HALF-UP"
            ),
            self.product_uom,
            self.location_id,
            self.rule_id.name or "/",
            self._prepare_procurement_origin(),
            self.company_id,
            self._prepare_procurement_values(),
        )
