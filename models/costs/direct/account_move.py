from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        res = super().write(vals)
        if "state" in vals:
            bills = self.filtered(
                lambda move: move.is_purchase_document(include_receipts=True)
            )
            items = bills.invoice_line_ids
            items.filtered("purchase_line_id")._write_direct_rows()
        return res
