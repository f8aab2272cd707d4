"""The control of completeness of what goods cost."""

from ..balances.books import Books
from ..balances.cogs_balance import CogsBalance
from ..balances.due_balance import DueBalance
from ..balances.parts_balance import PartsBalance
from ..balances.production_balance import ProductionBalance
from ..balances.setup_balance import SetupBalance
from ..balances.stock_balance import StockBalance

# In this order: one whose parts do not sum is not asked what it is due.
BALANCES = (
    PartsBalance,
    DueBalance,
    StockBalance,
    ProductionBalance,
    SetupBalance,
    CogsBalance,
)


class CostControl(Books):
    """What does not balance in the costs of a company, as of the end of a day.

    Sums are compared in SQL; only where they do not say that all is well is a document
    looked at by itself.

    Meant to be inherited: `_get_balances`, to add another.
    """

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
