from odoo import models

from ...access import check_one


class PullKanbanLoop(models.Model):
    _inherit = "pull.kanban.loop"

    def action_count(self):
        """Count the cards of this loop."""
        check_one(self)
        counts = self.env["pull.kanban.count"]
        values = {"loop_id": self.id, "company_id": self.company_id.id}
        return counts.create([values]).action_open_board()
