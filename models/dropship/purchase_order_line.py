from odoo import models

from ..change.kinds import SURPLUS_KINDS
from ..change.scope import change_scope, is_carrying
from ..memory.confirmation import is_confirming
from ..pegging.allocation import DUST
from ..supply.needs import is_open


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _get_pull_customer_lines(self):
        """Return the order lines to whose customers these are shipped, by policy.

        Sudo: a buyer need not see the orders.
        """
        lines = self.sudo().filtered(
            lambda line: line.supply_policy and line._is_pull_direct()
        )
        return lines.sale_line_id

    def write(self, vals):
        busy = is_confirming(self.env.cr) or is_carrying(self.env.cr)
        lines = "product_qty" in vals and not busy and self._get_pull_customer_lines()
        if not lines:
            return super().write(vals)
        with change_scope(self.env) as scope:
            scope.suspect_lines(lines)
            return super().write(vals)

    def unlink(self):
        lines = self._get_pull_customer_lines()
        if not lines or is_carrying(self.env.cr):
            return super().unlink()
        with change_scope(self.env) as scope:
            scope.suspect_lines(lines)
            return super().unlink()

    def _get_pull_surplus(self):
        if not self._is_pull_direct():
            return super()._get_pull_surplus()
        return self.sale_line_id._get_pull_direct_supply().get_surplus(self)

    def _is_pull_awaited(self):
        """Tell whether the vendor has still to ship some of this line."""
        self.ensure_one()
        moves = self._get_peg_receipts()
        return bool(self._get_pull_to_be_received()) or any(map(is_open, moves))

    def _reopen_pull_transfer(self):
        """Let confirmed purchases ship to the customer what they were to ship before
        the order was cancelled, and its transfers with it."""
        direct = self.sale_line_id._get_pull_direct_supply()
        cut = self.filtered(lambda line: direct.get_cut(line) > DUST)
        exceptions = self.env["pull.exception"]._get_open_of(cut)
        told = exceptions.filtered(lambda known: known.kind in SURPLUS_KINDS)
        reopened = cut.filtered(lambda line: line.id in told.mapped("res_id"))
        reopened._create_or_update_picking()
