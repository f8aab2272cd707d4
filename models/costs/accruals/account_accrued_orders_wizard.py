from odoo import Command, api, models

from .accrual_entry import AccrualEntry
from .accruals import DELIVERED

SALES = ("sale.order", "sale.order.line")


class AccountAccruedOrdersWizard(models.TransientModel):
    """Of orders whose cost this module books, the goods are accrued at their cost.

    Odoo takes what they are sold for.
    """

    _inherit = "account.accrued.orders.wizard"

    @api.model
    def _get_product_expense_and_stock_var_accounts(self, product):
        accounts = super()._get_product_expense_and_stock_var_accounts(product)
        if self.env.context.get("active_model") not in SALES:
            return accounts
        product = product.with_company(self.company_id)
        managed = product.sudo().effective_supply_policy
        return (False, False) if managed else accounts

    def _compute_move_vals(self):
        vals, orders = super()._compute_move_vals()
        if self.env.context.get("active_model") in SALES:
            items = self._get_cost_items()
            vals["line_ids"] += [Command.create(item) for item in items]
        return vals, orders

    def _get_cost_items(self):
        """Return the items of goods that are delivered and not invoiced."""
        records = self.env[self.env.context["active_model"]]
        records = records.browse(self.env.context["active_ids"])
        lines = records if records._name == "sale.order.line" else records.order_line
        # Sudo: what the goods cost does not depend on who accrues them.
        lines = (
            lines.sudo()
            ._filter_cogs_managed()
            .filtered(lambda line: line.product_id.effective_supply_policy)
        )
        company = self.company_id.sudo()
        accruals = [
            accrual
            for accrual in company._get_accruals(self.date).get_sales(lines)
            if accrual.kind == DELIVERED
        ]
        entry = AccrualEntry(company, self.date, accruals)
        items = [item for one in accruals for item in entry.get_goods_items(one)]
        # The key is of our own entries.
        return [{**item, "pull_accrual_key": False} for item in items]
