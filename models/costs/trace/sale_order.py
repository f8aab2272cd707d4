from odoo import models

from ...access import check_rows


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_open_cost_table(self):
        """Open the cost sheets of these orders as a list, to be exported."""
        check_rows(self)
        rows = self.env["pull.cost.sheet.row"]._make(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pull_through_production.pull_cost_sheet_row_action"
        )
        return {**action, "domain": [("id", "in", rows.ids)]}
