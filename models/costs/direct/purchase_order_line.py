from collections import defaultdict

from odoo import models

from ..vectors.cost_kinds import MATERIAL
from ..vectors.vector import split_rest


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _create_direct_rows(self, items):
        """Split items of these lines' bills among the order lines they were shipped for.

        Each by the quantity that its customer keeps; what was split before is taken
        into account, so that nothing is lost to rounding and a refund lowers the line
        whose goods went back.

        :param items: `account.move.line` records without rows, in sudo
        """
        booked = self._get_direct_booked()
        vals_list = []
        for item in items.sorted(lambda item: (item.date, item.id)):
            purchase = item.purchase_line_id
            weights, before = purchase._get_direct_weights(), booked[purchase]
            parts = split_rest(
                item.balance,
                weights,
                before,
                item.company_currency_id.rounding,
                purchase.sale_line_id.id,
            )
            for line_id, amount in parts.items():
                before[line_id] += amount
                vals_list.append(
                    {
                        "account_move_line_id": item.id,
                        "sale_line_id": line_id,
                        "kind": MATERIAL,
                        "amount": amount,
                        "basis": "averaged" if len(weights) > 1 else "specific",
                    }
                )
        return self.env["pull.cogs.line"].sudo().create(vals_list)

    def _get_direct_booked(self):
        """Return {purchase line: {order line id: amount}} of the rows there are."""
        rows = self.env["pull.cogs.line"].sudo()
        booked = defaultdict(lambda: defaultdict(float))
        for row in rows.search(
            [
                ("account_move_line_id.purchase_line_id", "in", self.ids),
                ("account_move_line_id.display_type", "=", "product"),
            ]
        ):
            purchase = row.account_move_line_id.purchase_line_id
            booked[purchase][row.sale_line_id.id] += row.amount
        return booked

    def _get_direct_weights(self):
        """Return {order line id: quantity} of what is shipped and does not go back."""
        self.ensure_one()
        weights = defaultdict(float)
        for move in self._get_pull_living_receipts():
            line = move.sale_line_id or self.sale_line_id
            if move._is_dropshipped():
                weights[line.id] += move._get_peg_quantity()
            elif move._is_dropshipped_returned() and move.state == "done":
                weights[line.id] -= move._get_peg_quantity()
        kept = {
            line_id: quantity for line_id, quantity in weights.items() if quantity > 0
        }
        return kept or {self.sale_line_id.id: 1}

    def _get_direct_shipped(self, date=None):
        """Return {order line: quantity} shipped and not sent back, in the product's
        unit.

        :param date: by the end of this day, None: by now
        """
        self.ensure_one()
        shipped = defaultdict(float)
        done = self.move_ids.filtered("is_dropship")
        for move, day in done._get_cost_dates().items():
            line = move.sale_line_id or self.sale_line_id
            if not (date and day > date):
                sign = -1 if move._is_dropshipped_returned() else 1
                shipped[line] += sign * move._get_peg_quantity()
        return {line: quantity for line, quantity in shipped.items() if quantity > 0}
