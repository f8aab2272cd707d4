from collections import defaultdict

from odoo import models


class SaleOrderLine(models.Model):
    """What order lines cost that vendors ship straight to their customers."""

    _inherit = "sale.order.line"

    def _get_direct_ledger(self, date=None):
        """Return {order line: balance} of the items of bills that are its cost.

        Of an item that serves several, what is not another's: parts that are missing
        are missed by all of them.

        :param date: as of the end of this day, None: as it is now
        """
        ledger = defaultdict(float)
        for item in self._get_direct_items(date):
            lines = item.cogs_row_ids.sale_line_id or item.purchase_line_id.sale_line_id
            for line in lines & self:
                others = item.cogs_row_ids.filtered(
                    lambda row, line=line: row.sale_line_id != line
                )
                ledger[line] += item.balance - sum(others.mapped("amount"))
        return ledger

    def _get_direct_items(self, date=None):
        """Return the posted items of vendor bills for what is shipped for these."""
        # Sudo: what is booked does not depend on who asks.
        items = self._get_direct_purchases().invoice_lines
        return items.filtered(
            lambda item: item._is_direct_cost() and not (date and item.date > date)
        )

    def _get_direct_purchases(self):
        lines = self.sudo()
        bought = lines.purchase_line_ids | lines.move_ids.purchase_line_id
        return bought.filtered(lambda line: line._is_pull_direct())

    def _get_direct_unbilled(self, date=None):
        """Return {order line: (quantity, cost)} of what vendors have shipped and not
        billed: an estimate, at the price of the purchase, in company currency.

        :return: quantities in the product's unit
        """
        unbilled = {}
        items = self._get_direct_items(date)
        for purchase in self._get_direct_purchases():
            own = items.filtered(
                lambda item, bought=purchase: item.purchase_line_id == bought
            )
            billed = sum(item._get_direct_quantity() for item in own)
            shipped = purchase._get_direct_shipped(date)
            rest = sum(shipped.values()) - billed
            if purchase.product_id.uom_id.compare(rest, 0) <= 0:
                continue
            for line, quantity in shipped.items():
                part = rest * quantity / sum(shipped.values())
                before = unbilled.get(line, (0, 0))
                cost = part * purchase._get_price_of_today()
                unbilled[line] = (before[0] + part, before[1] + cost)
        return unbilled
