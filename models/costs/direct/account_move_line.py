from odoo import models

# What decides whether an item is the cost of an order, and how much it is.
DECIDING = {"account_id", "balance", "credit", "debit", "purchase_line_id"}


class AccountMoveLine(models.Model):
    """Items of vendor bills that are the cost of what went straight to customers."""

    _inherit = "account.move.line"

    def _eligible_for_stock_account(self):
        # Core asks the transfers that are done: a bill that comes before them would be
        # booked on the stock valuation account, which such goods never leave.
        bought = self.purchase_line_id
        if self.move_id.is_purchase_document(include_receipts=True) and bought:
            bought = bought.sudo()  # who books bills need not see purchases
            if bought.supply_policy and bought._is_pull_direct():
                return False
        return super()._eligible_for_stock_account()

    def write(self, vals):
        res = super().write(vals)
        if not DECIDING.isdisjoint(vals):
            posted = self.filtered(lambda item: item.parent_state == "posted")
            posted._write_direct_rows()
        return res

    def _write_direct_rows(self):
        """Write anew which order lines bear these items; those that are no longer
        posted, or no such cost, bear none."""
        # Sudo: parts follow from the posted items, whoever posts them.
        items = self.sudo().filtered(lambda item: item.display_type == "product")
        items.cogs_row_ids.unlink()
        direct = items.filtered(lambda item: item._is_direct_cost())
        direct.purchase_line_id._create_direct_rows(direct)

    def _is_direct_cost(self):
        """Tell whether this is what a vendor charged for goods that he shipped straight
        to the customer of an order line, and an expense."""
        self.ensure_one()
        return bool(
            self.parent_state == "posted"
            and self.display_type == "product"
            and self.move_id.is_purchase_document(include_receipts=True)
            and self.account_id.internal_group == "expense"
            and self.purchase_line_id
            and self.purchase_line_id._is_pull_direct()
        )

    def _get_direct_quantity(self):
        """Return the quantity billed in the product's unit, negative on a refund."""
        self.ensure_one()
        quantity = self.product_uom_id._compute_quantity(
            self.quantity, self.product_id.uom_id, round=False
        )
        return -quantity if self.move_id.move_type == "in_refund" else quantity
