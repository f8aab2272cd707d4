from odoo import models

from .memory import confirmation_memory


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_confirm(self):
        with confirmation_memory(self.env.cr):
            res = super()._action_confirm()
            # What the new documents left to compute asks the same questions again.
            self.env.flush_all()
            return res
