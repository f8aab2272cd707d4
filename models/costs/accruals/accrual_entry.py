"""The journal entry of accruals, and its reversal."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import RedirectWarning

from ...words import format_day
from .accruals import DELIVERED, INVOICED

# What marks a posting as cost of goods sold: an accrual is none.
MARKS = ("display_type", "cogs_origin_id", "pull_sale_line_id", "pull_cogs_side")


class AccrualEntry:
    """One entry of what is accrued on a day, reversed on the next.

    Delivered, not invoiced: revenue at its price, the goods at their cost. Invoiced,
    not delivered: the revenue is put off; its goods have no cost yet. Received, not
    billed: the goods, at what they were received at.

    :param company: `res.company`
    :param day: the accounting day
    :param accruals: list of `Accrual`
    """

    def __init__(self, company, day, accruals):
        self.company = company.with_company(company)
        self.env = self.company.env
        self.day = day
        self.accruals = accruals

    def post(self):
        """Return the entry and its reversal, both posted."""
        entries = self.env["account.move"].create(self._get_vals())
        entries._post(soft=False)
        reversal = entries._reverse_moves(
            [
                {
                    "ref": self.env._("Reversal of: %s", entries.ref),
                    "date": self.day + timedelta(days=1),
                    "pull_is_accrual": True,
                }
            ]
        )
        reversal._post(soft=False)
        return entries | reversal

    def _get_vals(self):
        items = [item for accrual in self.accruals for item in self._get_items(accrual)]
        return {
            "move_type": "entry",
            "company_id": self.company.id,
            "journal_id": self._get_journal().id,
            "date": self.day,
            "ref": self.env._("Accruals as of %s", format_day(self.env, self.day)),
            "pull_is_accrual": True,
            "line_ids": [Command.create(item) for item in items if item["balance"]],
        }

    def _get_journal(self):
        journals = self.env["account.journal"]
        domain = [
            *journals._check_company_domain(self.company),
            ("type", "=", "general"),
        ]
        return self.company.account_stock_journal_id or journals.search(domain, limit=1)

    # === Items ===

    def _get_items(self, accrual):
        if accrual.kind == DELIVERED:
            asset = self._get_account("asset")
            return [
                self._get_item(accrual, asset, accrual.revenue),
                self._get_item(accrual, self._get_income(accrual), -accrual.revenue),
                *self.get_goods_items(accrual),
            ]
        liability = self._get_account("liability")
        if accrual.kind == INVOICED:
            return [
                self._get_item(accrual, self._get_income(accrual), accrual.revenue),
                self._get_item(accrual, liability, -accrual.revenue),
            ]
        return [
            self._get_item(accrual, self._get_stock(accrual), accrual.cost),
            self._get_item(accrual, liability, -accrual.cost),
        ]

    def _get_item(self, accrual, account, balance):
        order, product = accrual.line.order_id, accrual.line.product_id
        return {
            "name": f"{order.name}: {product.display_name}",
            "partner_id": order.partner_id.commercial_partner_id.id,
            "product_id": product.id,
            "account_id": account.id,
            "balance": balance,
            "tax_ids": [],
            "pull_accrual_key": accrual.get_key(self.day),
        }

    def get_goods_items(self, accrual):
        """Return the items of cost of goods sold, on the accounts of a real one."""
        entry = accrual.line._get_cogs_entry(accrual.costs, self.day)
        if not entry.has_items():
            return []
        items = []
        for vals in entry.get_items():
            own = {name: value for name, value in vals.items() if name not in MARKS}
            items.append({**own, "pull_accrual_key": accrual.get_key(self.day)})
        return items

    # === Accounts ===

    def _get_account(self, side):
        account = self.company[f"pull_accrual_{side}_account_id"]
        if account:
            return account
        raise RedirectWarning(
            self.env._("Choose the accounts of accruals in the settings first."),
            self.env.ref("stock.action_stock_config_settings").id,
            self.env._("Settings"),
        )

    def _get_accounts(self, accrual):
        product = accrual.line.product_id.with_company(self.company)
        return product.product_tmpl_id.get_product_accounts(
            fiscal_pos=accrual.line.order_id.fiscal_position_id
        )

    def _get_income(self, accrual):
        return self._get_accounts(accrual)["income"] or self.company.income_account_id

    def _get_stock(self, accrual):
        """Return the account of a vendor's bill: stock, or of what passes none an
        expense."""
        accounts = self._get_accounts(accrual)
        product = accrual.line.product_id.with_company(self.company)
        passes = any(accrual.line.move_ids.mapped("is_dropship"))
        if product.valuation == "real_time" and not passes:
            return accounts["stock_valuation"]
        return accounts["expense"] or self.company.expense_account_id
