from odoo import models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def write(self, vals):
        if "state" in vals:
            self.order_line._note_pull_stage()
        return super().write(vals)

    def unlink(self):
        self.order_line._note_pull_served()
        return super().unlink()
