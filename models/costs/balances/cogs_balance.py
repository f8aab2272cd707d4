from odoo.tools import SQL

from .by_hand import get_rests_by_hand
from .finding import COGS, Finding


class CogsBalance:
    """Cost of goods sold is what left stock for orders, and what else is named.

    :param control: the `Books`
    """

    def __init__(self, control):
        self.control = control
        self.env = control.env

    def get_findings(self):
        return [*self._get_differences(), *self._get_rests()]

    def _get_differences(self):
        """What an entry takes from stock for an order line is its expense."""
        rows = self.control.select(
            SQL(
                """
                SELECT move_id, pull_sale_line_id,
                       -SUM(balance) FILTER (WHERE pull_cogs_side = 'stock')::float,
                       SUM(balance) FILTER (WHERE pull_cogs_side = 'expense')::float
                  FROM account_move_line
                 WHERE company_id = %(company)s
                   AND pull_cogs_side IS NOT NULL
                   AND parent_state = 'posted'
                   AND date <= %(day)s
                 GROUP BY move_id, pull_sale_line_id
                HAVING ABS(SUM(balance)) >= %(half)s
                """,
                company=self.control.company.id,
                day=self.control.day,
                half=self.control.currency.rounding / 2,
            )
        )
        return [
            self._get_difference(*row)
            for row in rows
            if row[1] not in self.control.unsettled
        ]

    def _get_difference(self, entry, line, stock, expense):
        entry = self.env["account.move"].browse(entry)
        line = self.env["sale.order.line"].browse(line or [])
        return Finding(
            COGS,
            entry,
            self.env._("What left stock is not what is booked as its cost."),
            stock or 0,
            expense or 0,
            product=line.product_id,
            day=entry.date,
            name=entry.name or "",
        )

    # === What else is on these accounts ===

    def _get_rests(self):
        causes = self._get_causes()
        by_hand = self.control.select(self._select_rests(by_hand=True))
        rests = get_rests_by_hand(self.control, COGS, causes.pop("hand"), by_hand)
        for account, source, amount in self.control.select(self._select_rests()):
            account = self.env["account.account"].browse(account)
            if self.control.differ(amount, 0):
                rests.append(
                    self.control.get_rest(COGS, account, causes[source], amount)
                )
        return rests

    def _select_rests(self, by_hand=False):
        """Select (account id, source, amount), or by hand: (.., entry id, ..)."""
        return SQL(
            """
            SELECT rest.account_id, %(of)s, SUM(rest.balance)::float
              FROM (
                SELECT item.account_id, item.move_id, item.balance,
                       %(source)s AS source
                  FROM account_move_line item
                  JOIN account_move entry ON entry.id = item.move_id
                 WHERE item.account_id IN (
                           SELECT account_id FROM account_move_line
                            WHERE company_id = %(company)s
                              AND pull_cogs_side = 'expense')
                   AND item.company_id = %(company)s
                   AND item.parent_state = 'posted'
                   AND item.date <= %(day)s
                   AND NOT (item.pull_cogs_side IS NOT NULL
                            AND item.pull_sale_line_id IS NOT NULL)
              ) rest
             WHERE (rest.source = 'hand') = %(by_hand)s
             GROUP BY 1, 2
            """,
            of=SQL("rest.move_id") if by_hand else SQL("rest.source"),
            by_hand=by_hand,
            source=self._get_source(),
            company=self.control.company.id,
            day=self.control.day,
        )

    def _get_source(self):
        return SQL(
            """
            CASE WHEN entry.pull_is_accrual THEN 'accrual'
                 WHEN item.pull_cogs_side IS NOT NULL THEN 'no_order'
                 WHEN entry.move_type LIKE 'in\\_%%' AND item.display_type = 'cogs'
                     THEN 'price'
                 WHEN entry.move_type LIKE 'in\\_%%' THEN 'bill'
                 WHEN entry.pull_cost_cause IS NOT NULL THEN 'change'
                 WHEN entry.setup_production_id IS NOT NULL THEN 'setup'
                 WHEN entry.journal_id = %s THEN 'stock'
                 ELSE 'hand' END
            """,
            self.control.company.account_stock_journal_id.id or 0,
        )

    def _get_causes(self):
        return {
            "accrual": self.env._("Accruals: reversed on the next day."),
            "no_order": self.env._("Invoiced without a sales order."),
            "price": self.env._("Price differences of standard cost."),
            "bill": self.env._("Vendor bills: dropshipped goods, services."),
            "change": self.env._("Changes of cost that nobody bears: variances."),
            "setup": self.env._("Setups: absorbed and spent, variances of runs."),
            "stock": self.env._(
                "Stock entries: work absorbed, losses, ordering cost, closing."
            ),
            "hand": self.env._("Posted by hand, or on invoices."),
        }
