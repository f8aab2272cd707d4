from odoo import models

from .pull_cost_log import COGS
from .stock_move_cost_line import sum_kinds


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _write_cogs_rows(self):
        items = self.sudo()._filter_cogs().filtered("cogs_row_ids")
        before = {item: sum_kinds(item.cogs_row_ids) for item in items}
        rows = super()._write_cogs_rows()
        items.invalidate_recordset(["cogs_row_ids"])
        items._log_cogs(before, {item: sum_kinds(item.cogs_row_ids) for item in items})
        return rows

    def unlink(self):
        # Sudo: whoever deletes the item need not see what it costs.
        items = self.sudo().filtered("cogs_row_ids")
        if items:
            items._log_cogs({item: sum_kinds(item.cogs_row_ids) for item in items}, {})
        return super().unlink()

    def _log_cogs(self, before, after):
        """Keep what these items of cost of goods sold consisted of."""
        self.env["pull.cost.log"]._log(
            [
                {
                    "subject": COGS,
                    "date": item.date,
                    "cause": item.move_id.name,
                    "document": item.move_id.name,
                    "product_id": item.product_id.id,
                    "account_move_line_id": item.id,
                    "account_move_id": item.move_id.id,
                    "order_id": item.pull_sale_line_id.order_id.id,
                    "parts_before": before[item],
                    "parts_after": after.get(item, {}),
                    "company_id": item.company_id.id,
                }
                for item in self
            ]
        )
