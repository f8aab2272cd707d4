from odoo import models

from .left import get_left_runs
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
        # Sudo: who cancels an order need not have rights on runs.
        left = get_left_runs(self.sudo())
        with change_scope(self.env) as scope:
            scope.watch_lines(changed)
            left.action_cancel()
            return super()._action_cancel()
