"""The books of a company as of the end of a day: what the balances ask of them."""

from contextlib import contextmanager

from odoo import fields
from odoo.fields import Domain

from .finding import Finding


class Books:
    """What several balances ask.

    :param company: `res.company`
    :param day: the accounting day, None: today
    :ivar broken: ids of the stock moves whose parts do not sum
    :ivar unsettled: ids of the sales order lines whose due is not what is booked
    """

    def __init__(self, company, day=None):
        self.env = company.with_company(company).sudo().env
        self.company = self.env["res.company"].browse(company.id)
        self.day = day or fields.Date.context_today(self.company)
        self.is_today = self.day >= fields.Date.context_today(self.company)
        self.currency = self.company.currency_id
        self.broken = set()
        self.unsettled = set()
        self._perpetual = None

    @contextmanager
    def reading_all(self):
        """Let PostgreSQL join whole tables: where it knows too little of them it would
        look through one anew for each row of the other."""
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_nestloop = off")
        yield
        self.env.cr.execute("SET LOCAL enable_nestloop TO DEFAULT")

    def select(self, query):
        with self.reading_all():
            return self.env.execute_query(query)

    def differ(self, one, other):
        return not self.currency.is_zero(one - other)

    def get_items_domain(self, account):
        """Return what was posted on an account by the control's day."""
        return [
            ("account_id", "=", account.id),
            ("company_id", "=", self.company.id),
            ("parent_state", "=", "posted"),
            ("date", "<=", str(self.day)),
        ]

    def get_rest(self, balance, account, cause, amount):
        return Finding(
            balance,
            account,
            cause,
            0,
            self.currency.round(amount),
            rest=True,
            name=account.display_name,
            items=self.get_items_domain(account),
        )

    def get_perpetual_categories(self):
        """Return the ids of the categories in the ledger at once, 0: none set."""
        if self._perpetual is None:
            categories = self.env["product.category"].search(Domain.TRUE)
            default = self.company.inventory_valuation
            self._perpetual = {
                category.id
                for category in categories
                if (category.property_valuation or default) == "real_time"
            }
            if default == "real_time":
                self._perpetual.add(0)
        return tuple(self._perpetual) or (-1,)
