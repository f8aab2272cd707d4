from odoo import api, models

from .direct_change import DirectPlan, DirectSnapshot


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model
    def _get_change_plan(self, snapshot):
        if isinstance(snapshot, DirectSnapshot):
            return DirectPlan(snapshot)
        return super()._get_change_plan(snapshot)

    def _settle_pulled_receipts(self):
        """What has been shipped to the customer is nobody's to decide any more."""
        res = super()._settle_pulled_receipts()
        lines = self.sudo().purchase_line_id.filtered(
            lambda line: line._is_pull_direct()
        )
        if lines:
            self.env["pull.exception"]._get_open_of(lines)._close_solved()
        return res
