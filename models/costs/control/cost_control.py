"""The control of completeness of what goods cost."""

from contextlib import contextmanager

from odoo import fields
from odoo.fields import Domain

from .cogs_balance import CogsBalance
from .due_balance import DueBalance
from .finding import Finding
from .parts_balance import PartsBalance
from .production_balance import ProductionBalance
from .setup_balance import SetupBalance
from .stock_balance import StockBalance

# In this order: one whose parts do not sum is not asked what it is due.
BALANCES = (
    PartsBalance,
    DueBalance,
    StockBalance,
    ProductionBalance,
    SetupBalance,
    CogsBalance,
)


class CostControl:
    """What does not balance in the costs of a company, as of the end of a day.

    Sums are compared in SQL; only where they do not say that all is well is a document
    looked at by itself.

    Meant to be inherited: `_get_balances`, to add another.

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

    def get_findings(self):
        """Return all `Finding` of the company, rests among them."""
        self.env.flush_all()
        # PostgreSQL would compile the queries first: for longer than they take.
        self.env.cr.execute("SET LOCAL jit = off")
        return [
            finding
            for balance in self._get_balances()
            for finding in balance(self).get_findings()
        ]

    def _get_balances(self):
        return BALANCES

    # === What several balances ask ===

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
