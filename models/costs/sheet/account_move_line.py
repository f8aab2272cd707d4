from collections import defaultdict

from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_cogs_split_line(self, rows):
        """Return this item's row of the split (see `_get_cogs_splits`)."""
        self.ensure_one()
        amounts = defaultdict(float)
        for row in rows:
            amounts[row.kind] += row.amount
        bases = self.env["pull.cogs.line"]._fields["basis"]
        return {
            "product": self.product_id.display_name,
            "order": self.pull_sale_line_id.order_id.name or "",
            "basis": ", ".join(
                label
                for basis, label in bases._description_selection(self.env)
                if any(row.basis == basis for row in rows)
            ),
            "amounts": dict(amounts),
            "total": sum(amounts.values()),
        }
