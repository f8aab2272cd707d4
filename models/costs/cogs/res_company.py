from datetime import date, timedelta

from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        if "inventory_valuation" not in vals:
            return super().write(vals)
        # Those whose category does not say how they are valued.
        products = self.env["product.product"].with_context(
            active_test=False, allowed_company_ids=self.ids
        )
        products = products.search([("stock_move_ids.sale_line_id", "!=", False)])
        with products._switch_valuation():
            return super().write(vals)

    def _get_pull_first_open_day(self):
        """Return the first day that stock entries may be posted on, None: any."""
        self.ensure_one()
        locks = self.sudo()._get_violated_lock_dates(date.min, False, None)
        return locks[-1][0] + timedelta(days=1) if locks else None
