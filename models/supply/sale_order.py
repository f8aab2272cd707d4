from odoo import models

from ..memory.confirmation import confirmation


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_confirm(self):
        with confirmation(self.env.cr):
            res = super()._action_confirm()
            # What the new documents left to compute asks the same questions again.
            self.env.flush_all()
            return res

    def action_view_pull_supply(self):
        """Open the documents that supply these orders."""
        return self.env["pull.supply.document"]._open(self)
