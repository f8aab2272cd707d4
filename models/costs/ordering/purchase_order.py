from odoo import fields, models

from ...access import COST
from .ordering import split_order


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    pull_ordering_cost = fields.Monetary(
        string="Ordering Cost",
        currency_field="company_currency_id",
        copy=False,
        readonly=True,
        groups=COST,
        help="What it cost to place this order and its lines, as it was set on the "
        "vendor or the company when the order was confirmed.",
    )

    def button_approve(self, force=False):
        requests = self.filtered(lambda order: order.state != "purchase")
        res = super().button_approve(force=force)
        placed = requests.filtered(lambda order: order.state == "purchase")
        placed._freeze_ordering_costs()
        return res

    def button_cancel(self):
        res = super().button_cancel()
        self._drop_ordering_costs()
        return res

    # === Ordering cost ===

    def _freeze_ordering_costs(self):
        """Keep what these orders cost to place, whatever changes later."""
        # Who places an order needs not see what that costs.
        for order in self.sudo():
            lines = order.order_line.filtered(lambda line: line._bears_ordering_cost())
            costs = split_order(
                order.partner_id._get_pull_order_cost(order.company_id),
                order.company_id.pull_order_line_cost,
                {line: line.price_subtotal for line in lines},
                order.company_currency_id.rounding,
            )
            order.order_line._set_ordering_costs(costs)
            order.pull_ordering_cost = sum(costs.values())
        self._refresh_ordering_costs()

    def _refresh_ordering_costs(self):
        """Allocate the ordering cost of each line anew over the lines it serves."""
        # The rows belong to the module: nobody writes them, few may read them.
        self.sudo().order_line._write_ordering_costs()

    def _drop_ordering_costs(self):
        """Forget what it cost to place orders of which nothing ever came."""
        orders = self.sudo().filtered(
            lambda order: (
                order.state == "cancel"
                and order.pull_ordering_cost
                and not order._has_pull_receipts()
            )
        )
        orders.pull_ordering_cost = 0
        orders.order_line._set_ordering_costs({})
        orders._refresh_ordering_costs()

    def _has_pull_receipts(self):
        self.ensure_one()
        lines = self.order_line
        return any(move.state == "done" for move in lines.move_ids) or any(
            line.qty_received for line in lines
        )
