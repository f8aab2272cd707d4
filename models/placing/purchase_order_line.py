from odoo import models

from ..memory.collected_writes import CollectedWrites, with_collected
from .noting import note_documents, placing_now

LOOKED_AT = {"date_planned", "product_qty", "product_uom_id", "state"}


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def write(self, vals):
        before = {line: line.date_planned for line in self if "date_planned" in vals}
        res = super().write(vals)
        if before:
            self._bring_pulled_receipts(before)
        if LOOKED_AT & vals.keys():
            self._note_pull_dates()
        return res

    def _update_move_date_deadline(self, new_date):
        if not placing_now(self.env):
            return super()._update_move_date_deadline(new_date)
        # Core writes the deadline of one move after the other.
        collected = CollectedWrites("date_deadline")
        res = super(
            PurchaseOrderLine, with_collected(self, collected)
        )._update_move_date_deadline(new_date)
        ids = [id_ for moves, _date in collected for id_ in moves.ids]
        self.env["stock.move"].browse(ids).date_deadline = new_date
        return res

    def _is_pull_written_for_many(self):
        return super()._is_pull_written_for_many() or placing_now(self.env)

    def _bring_pulled_receipts(self, before):
        """Let receipts follow the day that the vendor names: Odoo moves only their
        deadline. A receipt that somebody has put on another day stays there.

        :param before: {line: its date before}
        """
        for line in self.sudo():
            old = before[line]
            if line.state != "purchase" or old == line.date_planned:
                continue
            if not line._get_pulled_needs():
                continue
            receipts = line.move_ids.filtered(
                lambda move, old=old: (
                    move.state not in ("done", "cancel")
                    and move.date == old
                    and move._is_pull_first_receipt()
                )
            )
            if receipts:
                receipts.date = line.date_planned

    def _note_pull_dates(self):
        """Let the dates of the order lines that these serve be worked out anew."""
        if placing_now(self.env):
            return
        pulled = self.sudo().filtered(
            lambda line: line._get_pulled_needs() or line._is_pull_direct()
        )
        note_documents(pulled)
