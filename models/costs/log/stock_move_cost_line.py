from collections import defaultdict

from odoo import api, models

from .pull_cost_log import MOVE


class StockMoveCostLine(models.Model):
    _inherit = "stock.move.cost.line"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.filtered("cause")._log_changes(gone=False)
        return parts

    def unlink(self):
        self._log_changes(gone=True)
        return super().unlink()

    def _log_changes(self, gone):
        """Keep what their moves cost without and with these lines.

        :param gone: they are about to be deleted; else they are new
        """
        vals_list = []
        for move, own in self.sudo().grouped("move_id").items():
            whole, rest = (
                sum_kinds(move.cost_line_ids),
                sum_kinds(move.cost_line_ids - own),
            )
            before, after = (whole, rest) if gone else (rest, whole)
            vals_list.append(
                {
                    "subject": MOVE,
                    "date": max(own.mapped("date")),
                    "cause": ", ".join(
                        dict.fromkeys(filter(None, own.mapped("cause")))
                    ),
                    "document": move.reference or move.display_name,
                    "product_id": move.product_id.id,
                    "stock_move_id": move.id,
                    "order_id": move.sale_line_id.order_id.id,
                    "parts_before": before,
                    "parts_after": after,
                    "company_id": move.company_id.id,
                }
            )
        self.env["pull.cost.log"]._log(vals_list)


def sum_kinds(rows):
    """Return {kind: amount} of rows with a kind and an amount."""
    amounts = defaultdict(float)
    for row in rows:
        amounts[row.kind] += row.amount
    return dict(amounts)
