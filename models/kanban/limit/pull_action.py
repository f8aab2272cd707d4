from odoo import models

from ...todo.kinds import RELEASE


class PullAction(models.TransientModel):
    _inherit = "pull.action"

    def _find(self):
        return [
            action for action in super()._find() if not self._waits_for_room(action)
        ]

    def _waits_for_room(self, action):
        """Tell whether a run that could begin has no room to."""
        run = action.document
        is_run = action.kind == RELEASE and run._name == "mrp.production"
        return is_run and run.pull_is_held
