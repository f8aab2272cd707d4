from odoo import models

LATEST = 20


class SaleOrder(models.Model):
    """The cost sheet tells how its figures have changed."""

    _inherit = "sale.order"

    def _get_cost_sheets(self, date=None):
        sheets = super()._get_cost_sheets(date)
        logs = self._get_cost_logs(date)
        for order_id, sheet in sheets.items():
            own = logs.filtered(
                lambda log, order_id=order_id: log.order_id.id == order_id
            )
            sheet["changes"] = [
                {
                    "date": log.date,
                    "cause": log.cause,
                    "user": log.user_id.name,
                    "product": log.product_id.display_name,
                    "before": log.before,
                    "after": log.after,
                    "change": log.change,
                    "parts": log.parts,
                }
                for log in own[:LATEST]
            ]
        return sheets

    def _get_cost_logs(self, date=None):
        # Sudo: who may see the sheets of these orders may see what they were.
        domain = [("order_id", "in", self.ids)]
        if date:
            domain.append(("date", "<=", date))
        return self.env["pull.cost.log"].sudo().search(domain)
