from collections import defaultdict

from odoo.fields import Domain
from odoo.tools import SQL

from .by_hand import get_rests_by_hand
from .finding import STOCK
from .on_hand import OnHand
from .stock_documents import StockDocuments
from .stock_moved import (
    ACCRUAL,
    CHANGE,
    CLOSING,
    ENTRY,
    HAND,
    NONE,
    ORDERING,
    PERIODIC,
    PURCHASE,
    SALE,
    select_moved,
    select_posted,
)


class StockBalance:
    """Inventory is worth what is on the stock valuation accounts, but for named rests.

    Each valued move and each posting belong to one way in which goods and ledger go
    along. What remains between them is a rest with its name, or the difference of a
    document.

    :param control: the `Books`
    """

    def __init__(self, control):
        self.control = control
        self.env = control.env
        self.accounts = self._get_accounts()
        self.moved = defaultdict(float)  # {(account id, way): value}
        self.posted = defaultdict(float)  # {(account id, way): balance}
        self.told = defaultdict(float)  # the same, of differences that are told

    def get_findings(self):
        # Sums of both are read once, and serve each of the questions.
        accounts = self._get_all_accounts()
        with self.control.reading_all():
            self._keep("pull_moved", select_moved(self.control))
            self._keep("pull_posted", select_posted(self.control, accounts))
        try:
            return self._get_all()
        finally:
            self.env.cr.execute(SQL("DROP TABLE pull_moved, pull_posted"))

    def _keep(self, name, query):
        table = SQL.identifier(name)
        self.env.cr.execute(
            SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS (%s)", table, query)
        )
        self.env.cr.execute(SQL("ANALYZE %s", table))

    def _get_all(self):
        self._read_sums()
        on_hand = OnHand(self.control)
        documents = StockDocuments(self.control, self.accounts)
        findings = [*documents.get_findings(), *on_hand.get_findings()]
        for finding, way, account in documents.told + on_hand.told:
            self.told[account or self._get_account(finding.product), way] += (
                finding.found - finding.expected
            )
        return [*findings, *self._get_rests(on_hand)]

    def _get_account(self, product):
        return self.accounts.get(product.categ_id.id, self.accounts.get(0))

    def _get_accounts(self):
        """Return {category id: id of the stock valuation account}, 0: of none."""
        default = self.control.company.account_stock_valuation_id.id
        accounts = {
            category.id: category.property_stock_valuation_account_id.id or default
            for category in self.env["product.category"].search(Domain.TRUE)
        }
        accounts[0] = default
        return {
            category: account
            for category, account in accounts.items()
            if account and category in self.control.get_perpetual_categories()
        }

    def _get_all_accounts(self):
        """Return also the ids of accounts that categories had before."""
        rows = self.control.select(
            SQL(
                """
                SELECT DISTINCT item.account_id
                  FROM account_move_line item
                 WHERE item.company_id = %(company)s
                   AND (item.pull_cogs_side = 'stock'
                        OR item.move_id IN (SELECT account_move_id FROM stock_move
                                             WHERE account_move_id IS NOT NULL))
                   AND item.account_id NOT IN (
                       SELECT valuation_account_id FROM stock_location
                        WHERE valuation_account_id IS NOT NULL)
                """,
                company=self.control.company.id,
            )
        )
        return {*self.accounts.values(), *(account for (account,) in rows)}

    def _read_sums(self):
        rows = self.control.select(
            SQL(
                """
                SELECT COALESCE(categ_id, 0), way, SUM(weight), SUM(ordering),
                       SUM(landed), SUM(first)
                  FROM pull_moved GROUP BY 1, 2
                """
            )
        )
        for categ, way, weight, ordering, landed, first in rows:
            account = self.accounts.get(categ)
            if way == PURCHASE:
                self.moved[account, PURCHASE] += weight - ordering - landed
                self.moved[account, ORDERING] += ordering
                self.moved[account, CHANGE] += landed
            elif way == ENTRY:
                self.moved[account, ENTRY] += first
                self.moved[account, CHANGE] += weight - first
            else:
                self.moved[account, way] += weight
        rows = self.control.select(
            SQL("SELECT account_id, way, SUM(balance) FROM pull_posted GROUP BY 1, 2")
        )
        for account, way, balance in rows:
            self.posted[account, way] += float(balance)

    # === What is rightly between them ===

    def _get_rests(self, on_hand):
        causes = self._get_causes()
        rests = self._get_rests_by_hand(causes.pop(HAND))
        for account in sorted(set(self.accounts.values())):
            record = self.env["account.account"].browse(account)
            for way, cause in causes.items():
                amount = self.posted[account, way] - self.moved[account, way]
                amount -= self.told[account, way]
                if self.control.differ(amount, 0):
                    rests.append(self.control.get_rest(STOCK, record, cause, amount))
        for categ, amount, cause in on_hand.get_rests():
            record = self.env["account.account"].browse(self.accounts.get(categ))
            rests.append(self.control.get_rest(STOCK, record, cause, amount))
        return rests

    def _get_rests_by_hand(self, cause):
        rows = self.control.select(
            SQL(
                "SELECT account_id, move_id, SUM(balance)::float FROM pull_posted "
                "WHERE way = %s AND account_id IN %s GROUP BY 1, 2",
                HAND,
                tuple(self.accounts.values()) or (0,),
            )
        )
        return get_rests_by_hand(self.control, STOCK, cause, rows)

    def _get_causes(self):
        return {
            SALE: self.env._(
                "Delivered and not invoiced, at cost; less what was invoiced ahead."
            ),
            PURCHASE: self.env._(
                "Billed and not received; less what is received and not billed."
            ),
            ENTRY: self.env._("Moves that were posted at another value."),
            CHANGE: self.env._("Changes of cost that the closing settles."),
            ACCRUAL: self.env._("Accruals: reversed on the next day."),
            ORDERING: self.env._("Posted by hand on goods."),
            NONE: self.env._("Counted in or out where the location has no account."),
            CLOSING: self.env._("Stock closing entries."),
            PERIODIC: self.env._(
                "Of goods that are valued at closing now: the closing settles it."
            ),
            HAND: self.env._("Posted by hand: opening balances, corrections."),
        }
