from odoo import api, models

from .direct_change import DirectPlan, DirectSnapshot


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model
    def _get_change_plan(self, snapshot):
        if isinstance(snapshot, DirectSnapshot):
            return DirectPlan(snapshot)
        return super()._get_change_plan(snapshot)
