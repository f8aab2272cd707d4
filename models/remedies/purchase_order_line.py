from odoo import models
from odoo.exceptions import UserError

from ..change import stages
from ..change.plan import Step
from ..change.words import describe_step


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _reduce_pull_request(self, quantity):
        """Ask the vendor for less, in the product's unit; nothing is left of 0."""
        self.ensure_one()
        if self.state in ("purchase", "cancel"):
            raise UserError(
                self.env._(
                    "%(order)s is no request any more. Change the quantity on the "
                    "purchase order itself, as agreed with the vendor.",
                    order=self.order_id.name,
                )
            )
        step = Step(
            document=self,
            product=self.product_id,
            stage=stages.DRAFT,
            quantity=min(quantity, self._get_pull_surplus()),
            whole=self.product_uom_qty,
        )
        self.order_id._message_log(body=describe_step(self.env, step))
        if step.is_cancelled:
            self._cancel_pulled()
        else:
            self._resize_pulled(step)

    def _get_pull_returnable(self, quantity):
        """Return how much of a surplus of `quantity` can go back already: what has been
        received serves the needs first. In the product's unit."""
        self.ensure_one()
        received = sum(
            move._get_pull_own_quantity()
            for move in self._get_peg_receipts()
            if move.state == "done"
        )
        return max(min(quantity, received - self.product_uom_qty + quantity), 0)

    def _return_pulled_surplus(self, quantity):
        """Return up to `quantity`, in the product's unit, of what has been received.

        :return: the transfers that bring it back
        """
        transfers = self.env["stock.picking"]
        for receipt in self._get_peg_receipts().sorted("id", reverse=True):
            taken = min(quantity, receipt._get_pull_own_quantity())
            if receipt.state != "done" or not taken:
                continue
            quantity -= taken
            transfers |= receipt._return_pulled_to_vendor(taken)
        return transfers
