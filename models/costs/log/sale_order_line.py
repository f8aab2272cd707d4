from odoo import api, models

from .pull_cost_log import SETTLEMENT
from .stock_move_cost_line import sum_kinds


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model
    def _post_cogs_entries(self, entries, cause):
        moves = super()._post_cogs_entries(entries, cause)
        lines = self.sudo().union(*(entry.line for entry in entries))
        rows = self.env["pull.cogs.line"].sudo()
        rows = rows.search([("sale_line_id", "in", lines.ids)]).grouped("sale_line_id")
        vals_list = []
        # The last first: each is after those before it.
        for entry, move in reversed(list(zip(entries, moves, strict=True))):
            whole = rows.get(entry.line, self.env["pull.cogs.line"])
            own = whole.filtered(
                lambda row, move=move: row.account_move_line_id.move_id == move
            )
            vals_list.append(
                {
                    "subject": SETTLEMENT,
                    "date": move.date,
                    "cause": cause,
                    "document": entry.line.order_id.name,
                    "product_id": entry.line.product_id.id,
                    "account_move_id": move.id,
                    "order_id": entry.line.order_id.id,
                    "parts_before": sum_kinds(whole - own),
                    "parts_after": sum_kinds(whole),
                    "company_id": entry.line.company_id.id,
                }
            )
            rows[entry.line] = whole - own
        self.env["pull.cost.log"]._log(vals_list[::-1])
        return moves
