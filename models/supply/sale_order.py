from odoo import fields, models

from ..access import INTERNAL, check_rows
from ..memory.confirmation import confirmation


class SaleOrder(models.Model):
    _inherit = "sale.order"

    pull_has_state = fields.Boolean(
        compute="_compute_pull_has_state",
        help="A line of this order has a state of its supply.",
        groups=INTERNAL,
    )

    def _compute_pull_has_state(self):
        for order in self:
            order.pull_has_state = any(
                line._has_pull_state() for line in order.order_line
            )

    def _action_confirm(self):
        with confirmation(self.env.cr):
            res = super()._action_confirm()
            # What the new documents left to compute asks the same questions again.
            self.env.flush_all()
        self._pull_after_confirm()
        return res

    def _pull_after_confirm(self):
        """Last step of a confirmation: all that supplies these orders is there. To be
        extended."""

    def action_view_pull_supply(self):
        """Open the documents that supply these orders."""
        check_rows(self)
        return self.env["pull.supply.document"]._open(self)
