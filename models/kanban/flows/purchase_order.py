from odoo import models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def button_cancel(self):
        supplies = self.sudo().order_line.kanban_supply_id
        res = super().button_cancel()
        supplies._close_ended()
        return res
