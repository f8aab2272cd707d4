from collections import defaultdict

from odoo import models

from .collected_writes import CollectedWrites, collects, with_collected
from .confirmation import is_confirming


class MrpWorkorder(models.Model):
    """Core gives every work order its state and what comes before it by itself, and
    each write searches the work orders that wait for it: write once for all."""

    _inherit = "mrp.workorder"

    def write(self, vals):
        return collects(self, vals) or super().write(vals)

    def _compute_state(self):
        if not is_confirming(self.env.cr):
            return super()._compute_state()
        collected = CollectedWrites("state")
        super(MrpWorkorder, with_collected(self, collected))._compute_state()
        by_state = defaultdict(self.browse)
        for workorder, state in collected:
            if workorder.state != state:
                by_state[state] |= workorder.with_env(self.env)
        for state, workorders in by_state.items():
            workorders.write({"state": state})
        return None

    def _action_confirm(self):
        if not is_confirming(self.env.cr):
            return super()._action_confirm()
        collected = CollectedWrites("blocked_by_workorder_ids")
        res = super(MrpWorkorder, with_collected(self, collected))._action_confirm()
        self._write_pull_predecessors(collected)
        return res

    def _write_pull_predecessors(self, collected):
        """Write what comes before each work order, as `write` does for one value."""
        name = collected.name
        later = self.browse([workorder.id for workorder, _links in collected])
        self._fields[name].write_batch(
            [(workorder.with_env(self.env), links) for workorder, links in collected]
        )
        later.modified([name])
        later._validate_fields([name])
