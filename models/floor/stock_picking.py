from odoo import api, fields, models

from ..access import INTERNAL
from ..pegging import walks

# More steps than goods take from a dock to a run.
STEPS_MAX = 10


class StockPicking(models.Model):
    """A transfer says for which customer orders it is, and into which run it goes."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "pull.pegged.mixin"]

    pull_runs = fields.Char(
        string="For Run",
        compute="_compute_pull_runs",
        help="The manufacturing orders that wait for these goods next.",
        groups=INTERNAL,
    )

    def _get_peg_start(self, documents):
        return walks.starts(documents, "picking_id")

    def _get_pull_suppliers(self, moves):
        return moves.picking_id

    @api.depends("move_ids.move_dest_ids")
    def _compute_pull_runs(self):
        runs = self._get_pull_next_runs()
        self.env["mrp.production"].sudo().union(*runs.values()).fetch(["name"])
        for picking in self:
            names = runs[picking].sorted("id").mapped("name")
            picking.pull_runs = ", ".join(names)

    def _get_pull_next_runs(self):
        """Return {transfer: the runs that wait for its goods next}, sudoed: a step at a
        time for all of them together."""
        runs = {picking: self.env["mrp.production"].sudo() for picking in self}
        ahead = {picking: picking.sudo().move_ids.move_dest_ids for picking in self}
        for _step in range(STEPS_MAX):
            self.env["stock.move"].sudo().union(*ahead.values()).fetch(
                ["state", "raw_material_production_id", "move_dest_ids"]
            )
            for picking, moves in ahead.items():
                living = moves.filtered(lambda move: move.state != "cancel")
                runs[picking] |= living.raw_material_production_id
                onward = living.filtered(
                    lambda move: not move.raw_material_production_id
                )
                ahead[picking] = onward.move_dest_ids
            if not any(ahead.values()):
                break
        return runs
