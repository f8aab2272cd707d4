"""Journal items of a cost of goods sold."""

from odoo import Command

from ...words import format_day


class CogsEntry:
    """Stock valuation / cost of goods sold, of one sales order line on one day.

    Goods leave the account of what left stock: of a kit, of each component. They are
    an expense of what was sold.

    :param line: `sale.order.line`, in sudo
    :param amounts: {product: amount}; negative gives back
    :param day: the accounting day
    :param origin: the invoice line that it belongs to, if there is one
    :ivar locked_day: the day it is due on, if that is in a period that is locked
    """

    def __init__(self, line, amounts, day, origin=None):
        self.line = line.with_company(line.company_id)
        self.amounts = amounts
        self.day = day
        self.origin = line.env["account.move.line"].sudo() if origin is None else origin
        self.invoice = self.origin.move_id
        self.locked_day = None
        self.journal, self.expense = self._get_journal_and_expense()

    def is_possible(self):
        """Tell whether there is something to post in an entry of its own, and where."""
        return bool(self.journal) and self.has_items()

    def has_items(self):
        """Tell whether there is something to post, on which accounts: as core asks."""
        return bool(
            self.amounts
            and self.expense
            and all(self._get_stock_account(product) for product in self.amounts)
        )

    def is_expected(self):
        """Tell whether Odoo would post it, were what is set for it in use.

        Goods that never had a stock account have no cost in the ledger.
        """
        return all(
            product.with_company(self.line.company_id)._get_product_accounts()[
                "stock_valuation"
            ]
            for product in self.amounts
        )

    def get_missing(self):
        """Return in words what an entry that is not possible lacks."""
        env = self.line.env
        if not self.journal:
            return env._("No stock journal is in use.")
        if not self.expense:
            return env._("No expense account is in use.")
        return env._("No stock valuation account is in use.")

    def get_vals(self, cause):
        """Return the values of an entry of its own.

        :param cause: what happened, in words
        """
        return {
            "journal_id": self.journal.id,
            "date": self.day,
            "ref": self._get_ref(cause),
            "company_id": self.line.company_id.id,
            "move_type": "entry",
            "line_ids": [Command.create(vals) for vals in self.get_items()],
        }

    def _get_ref(self, cause):
        env, invoice = self.line.env, self.invoice.name
        if invoice and invoice not in cause:
            cause = f"{invoice}, {cause}"
        words = {"order": self.line.order_id.name, "cause": cause}
        if not self.locked_day:
            return env._("Cost of goods sold: %(order)s, %(cause)s", **words)
        return env._(
            "Cost of goods sold: %(order)s, %(cause)s, of %(date)s, whose period is "
            "locked",
            date=format_day(env, self.locked_day),
            **words,
        )

    def get_items(self):
        """Return the values of the journal items: of stock, then of the expense."""
        items = [
            self._get_item("stock", product, self._get_stock_account(product), -amount)
            for product, amount in self.amounts.items()
        ]
        total = self.line.company_id.currency_id.round(sum(self.amounts.values()))
        if not total:
            return items
        expense = self._get_item("expense", self.line.product_id, self.expense, total)
        expense["analytic_distribution"] = self.origin.analytic_distribution
        return [*items, expense]

    def _get_item(self, side, product, account, balance):
        partner = self.invoice.commercial_partner_id
        return {
            "name": (self.origin.name or self.line.name or "")[:64],
            "partner_id": partner.id or self._get_partner().id,
            "product_id": product.id,
            "display_type": "cogs",
            "cogs_origin_id": self.origin.id,
            "pull_sale_line_id": self.line.id,
            "pull_cogs_side": side,
            "account_id": account.id,
            "balance": balance,
            "tax_ids": [],
        }

    def _get_partner(self):
        return self.line.order_id.partner_invoice_id.commercial_partner_id

    # === Accounts: an archived one must not stop a delivery ===

    def _get_journal_and_expense(self):
        company, product = self.line.company_id, self.line.product_id
        accounts = product.product_tmpl_id.get_product_accounts(
            fiscal_pos=self.invoice.fiscal_position_id
        )
        expense = self._choose(
            accounts["expense"],
            product.categ_id.property_account_expense_categ_id,
            company.expense_account_id,
            self.invoice.journal_id.default_account_id,
        )
        journal = self._choose(
            accounts["stock_journal"], company.account_stock_journal_id
        )
        return journal, expense

    def _get_stock_account(self, product):
        product = product.with_company(self.line.company_id)
        return self._choose(
            product._get_product_accounts()["stock_valuation"],
            self.line.company_id.account_stock_valuation_id,
        )

    def _choose(self, *records):
        """Return the first that is in use, or none."""
        return next((record for record in records if record and record.active), None)
