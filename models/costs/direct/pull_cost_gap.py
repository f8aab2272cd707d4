from odoo import models
from odoo.tools import SQL

from .direct_items import select_direct_items


class PullCostGap(models.Model):
    _inherit = "pull.cost.gap"
    _depends = {
        "account.account": ["account_type"],
        "account.move.line": ["account_id", "display_type", "purchase_line_id"],
        "purchase.order.line": ["location_final_id", "sale_line_id"],
    }

    def _select_items(self):
        return SQL(
            """
            %s
            UNION ALL
            SELECT item.id * 2 AS id,
                   'cogs' AS gap_type,
                   entry.name AS reference,
                   item.id AS account_move_line_id,
                   NULL::integer AS stock_move_id,
                   item.product_id,
                   item.date,
                   item.balance AS expected,
                   COALESCE(parts.amount, 0) AS found,
                   item.company_id
            FROM account_move_line item
            JOIN account_move entry ON entry.id = item.move_id
            LEFT JOIN (
                SELECT account_move_line_id, SUM(amount) AS amount
                FROM pull_cogs_line
                GROUP BY account_move_line_id
            ) parts ON parts.account_move_line_id = item.id
            WHERE item.display_type = 'product'
              AND (item.id IN (%s) OR parts.amount IS NOT NULL)
            """,
            super()._select_items(),
            select_direct_items(),
        )
