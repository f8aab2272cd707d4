from odoo import models


class MrpProductionSplit(models.TransientModel):
    _inherit = "mrp.production.split"

    def action_split(self):
        runs = self.production_id.production_group_id.production_ids
        res = super().action_split()
        group = self.production_id.production_group_id.production_ids
        # Core gives the parts their day and operator only after it made them.
        (group - runs)._setup_after_change()
        return res
