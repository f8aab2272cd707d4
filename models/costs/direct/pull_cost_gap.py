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
        direct = self._select_items_where(
            SQL(
                "item.display_type = 'product' "
                "AND (item.id IN (%s) OR parts.amount IS NOT NULL)",
                select_direct_items(),
            )
        )
        return SQL("%s UNION ALL %s", super()._select_items(), direct)
