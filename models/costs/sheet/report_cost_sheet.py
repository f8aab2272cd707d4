import json

from odoo import api, fields, models
from odoo.exceptions import UserError


class ReportCostSheet(models.AbstractModel):
    _name = "report.pull_through_production.cost_sheet"
    _description = "Cost Sheet"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the page shows; its reader may choose a `date` on it."""
        data = data or {}
        date = self._get_chosen_date(data.get("date"))
        orders = self.env["sale.order"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "sale.order",
            "docs": orders,
            "as_of": date,
            "page_context": json.dumps(data.get("context") or {}),
            "values": {
                order_id: orders._get_cost_sheet_values(sheet)
                for order_id, sheet in orders._get_cost_sheets(date).items()
            },
        }

    @api.model
    def _get_chosen_date(self, text):
        try:
            return fields.Date.to_date(text or None)
        except ValueError:
            raise UserError(
                self.env._("%(text)s is no date: write it as 2026-01-31.", text=text)
            ) from None
