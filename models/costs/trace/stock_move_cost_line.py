from odoo import models

from ...access import check_one


class StockMoveCostLine(models.Model):
    """From a part of a value to the document that it came from."""

    _inherit = "stock.move.cost.line"

    def action_open_origin(self):
        """Open the run that incurred it, the bill that changed it, or the receipt."""
        check_one(self)
        if self.production_id and self.production_id.has_access("read"):
            return self.production_id._get_records_action()
        bill = self._get_bill()
        if bill and bill.has_access("read"):
            return bill._get_records_action()
        return self.move_id._get_cost_origins()._open_cost_documents()

    def _get_bill(self):
        """Return the posted document that changed the value, if it was one."""
        entries = self.env["account.move"]
        if not self.cause:
            return entries
        # Sudo: whether there is one; who may not read it is not led there.
        domain = [("name", "=", self.cause), ("company_id", "=", self.company_id.id)]
        return entries.sudo().search(domain, limit=1).sudo(False)
