from odoo.tools import SQL, split_every

from .finding import DUE, Finding
from .sold import select_sold

CHUNK = 500


class DueBalance:
    """What is due of each sales order line is booked.

    :param control: the `Books`
    """

    def __init__(self, control):
        self.control = control
        self.env = control.env
        self.opened = control.company._get_pull_first_open_day()

    def get_findings(self):
        findings = []
        for ids in split_every(CHUNK, self._get_doubtful_ids()):
            lines = self.env["sale.order.line"].browse(ids)
            lines = lines._filter_cogs_managed()
            book = lines._get_cogs_book()
            for line in lines:
                findings += self._get_findings_of(line, book)
            self.env.invalidate_all()
        return findings

    def _get_doubtful_ids(self):
        """Return the lines of which sums do not tell that they are right."""
        query = SQL(
            """
            SELECT sold.line_id
              FROM (%(sold)s) sold
             GROUP BY sold.line_id
            HAVING NOT (
                -- What is invoiced of it is booked.
                ((BOOL_AND(sold.is_own) OR NOT BOOL_OR(sold.is_own))
                 AND BOOL_AND(COALESCE(
                     ABS(sold.cost * sold.share - sold.booked) < %(half)s, FALSE)))
                -- Nothing is booked, nothing was delivered or invoiced.
                OR (BOOL_AND(ABS(sold.booked) < %(half)s)
                    AND (BOOL_AND(sold.invoiced <= 0)
                         OR BOOL_AND(sold.size < %(half)s)
                         OR BOOL_AND(ABS(sold.cost) < %(half)s
                                     AND ABS(sold.quantity) < 1e-6)))
            )
               AND NOT BOOL_OR(sold.is_broken)
             ORDER BY sold.line_id
            """,
            sold=select_sold(self.control),
            half=self.control.currency.rounding / 2,
        )
        return [line for (line,) in self.control.select(query)]

    def _get_findings_of(self, line, book):
        day = self.control.day
        due = book.get_due(line, day)
        if not due:
            return []
        self.control.unsettled.add(line.id)
        costs = book.get_costs(line, day)
        expected = sum(sum(vector.values()) for vector, _specific in costs.values())
        found = expected - sum(due.values())
        rest = self._get_rest_cause(line, book, due)
        if not self.control.differ(expected, found):
            # Right in total, but on other goods than were delivered.
            product, amount = next(iter(due.items()))
            expected = sum(costs.get(product, ({}, False))[0].values())
            found = expected - amount
        round_ = self.control.currency.round
        return [
            Finding(
                DUE,
                line.order_id,
                rest or self._get_cause(expected, found),
                round_(expected),
                round_(found),
                rest=bool(rest),
                product=line.product_id,
                line=line,
                name=line.order_id.name,
            )
        ]

    # === Rightly so ===

    def _get_rest_cause(self, line, book, due):
        """Return why it is rightly not booked as of this day, or None."""
        if self._is_booked_later(line, book):
            return self.env._(
                "Its month was locked: booked in the first that was open."
            )
        if not self._has_stock_accounts(line, due):
            return self.env._(
                "No stock valuation account: as in Odoo, nothing is booked."
            )
        if not self.control.differ(self._get_reversed(line), sum(due.values())):
            return self.env._("Its entry was reversed by hand; the next one makes up.")
        return None

    def _is_booked_later(self, line, book):
        """Tell whether the day's month is closed, and all is booked since."""
        if not self.opened or self.control.day >= self.opened:
            return False
        return not book.get_due(line, max([*book.get_days(line), self.opened]))

    def _has_stock_accounts(self, line, due):
        """Tell whether there are accounts at all, in use or not."""
        return all(
            product.with_company(line.company_id)._get_product_accounts()[
                "stock_valuation"
            ]
            for product in due
        )

    def _get_reversed(self, line):
        """Return what reversals by hand of the line's own entries took back."""
        items = line._get_cogs_items("stock").filtered(
            lambda item: (
                item.move_id.move_type == "entry"
                and item.move_id.reversed_entry_id
                and item.date <= self.control.day
            )
        )
        return sum(items.mapped("balance"))

    # === A difference ===

    def _get_cause(self, expected, found):
        if found and not expected:
            return self.env._(
                "Cost of goods sold is booked of goods that are not delivered, or not "
                "invoiced: its document is gone, or they came back."
            )
        if expected and not found:
            return self.env._(
                "Delivered and invoiced, but the cost is not booked: an account or "
                "journal was missing, or the entry is gone."
            )
        if abs(found) > abs(expected):
            return self.env._(
                "More is booked than the invoiced goods cost: some of it twice."
            )
        return self.env._("Less is booked than the invoiced goods cost.")
