from odoo import models

from .scope import change_scope


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        if not ({"order_line", "commitment_date"} & vals.keys()):
            return super().write(vals)
        changed = self.order_line._get_pulled_before()
        if not changed:
            return super().write(vals)
        with change_scope(self.env) as scope:
            scope.watch_lines(changed)
            return super().write(vals)

    def _action_cancel(self):
        changed = self.order_line._get_pulled_before()
        if not changed:
            return super()._action_cancel()
        with change_scope(self.env) as scope:
            scope.watch_lines(changed)
            return super()._action_cancel()
