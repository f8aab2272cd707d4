from odoo import api, models


class ReportCostSheet(models.AbstractModel):
    _name = "report.pull_through_production.cost_sheet"
    _description = "Cost Sheet"

    @api.model
    def _get_report_values(self, docids, data=None):
        orders = self.env["sale.order"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "sale.order",
            "docs": orders,
            "values": {
                order_id: orders._get_cost_sheet_values(sheet)
                for order_id, sheet in orders._get_cost_sheets().items()
            },
        }
