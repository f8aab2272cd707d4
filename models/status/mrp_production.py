from odoo import models
from odoo.tools import SQL

from .noting import RUNS, note

LOOKED_AT = {"state", "qty_producing", "product_qty", "reservation_state"}


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "pull.urgent.mixin"]

    def write(self, vals):
        if LOOKED_AT & vals.keys():
            self._note_pull_stage()
        return super().write(vals)

    def _compute_state(self):
        res = super()._compute_state()
        self._note_pull_stage()
        return res

    def _note_pull_stage(self):
        """Note that the order lines that these serve may be in another stage."""
        note(self.env, RUNS, self.ids)

    def _get_pull_open_sql(self, alias):
        self.flush_model(["state"])
        state = SQL.identifier(alias, "state")
        return SQL("%s IN ('draft', 'confirmed', 'progress', 'to_close')", state)
