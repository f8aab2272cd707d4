from odoo import models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _ask_price_again(self):
        """Take the vendor's price for these requests, if there is one now."""
        for line in self.filtered(lambda line: line.state in ("draft", "sent")):
            date = line.date_planned
            line.invalidate_recordset(["selected_seller_id"])
            line.technical_price_unit = line.price_unit
            line._compute_price_unit_and_date_planned_and_name()
            line.date_planned = date

    def _has_agreed_price(self):
        """Tell whether this line has a price that somebody stands for: the vendor's for
        this quantity and day, or a person's."""
        self.ensure_one()
        by_hand = self.price_unit != self.technical_price_unit
        return self.state in ("purchase", "cancel") or bool(
            self.price_unit and (self.selected_seller_id or by_hand)
        )
