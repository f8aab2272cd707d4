from odoo import models

from ...todo.kinds import RELEASE


class PullAction(models.TransientModel):
    _inherit = "pull.action"

    def _find(self):
        """Leave out the release of runs that could begin and have no room to."""
        found = super()._find()
        released = [action for action in found if self._releases_run(action)]
        runs = self.env["mrp.production"].union(*(one.document for one in released))
        held = runs.filtered("pull_is_held")
        return [
            action
            for action in found
            if not (self._releases_run(action) and action.document in held)
        ]

    def _releases_run(self, action):
        return action.kind == RELEASE and action.document._name == "mrp.production"
