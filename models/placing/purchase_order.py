from odoo import models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def write(self, vals):
        res = super().write(vals)
        if {"state", "date_order"} & vals.keys():
            self.order_line._note_pull_dates()
        return res
