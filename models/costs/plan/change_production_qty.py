from odoo import models


class ChangeProductionQty(models.TransientModel):
    _inherit = "change.production.qty"

    def change_prod_qty(self):
        res = super().change_prod_qty()
        # Who makes more or fewer plans anew: as of today, at the rates kept.
        runs = self.mo_id.filtered(lambda run: run.state == "confirmed")
        runs.workorder_ids._freeze_minutes_planned()
        return res
