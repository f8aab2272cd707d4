"""What the ledger has of order lines, and what it should have."""

from collections import defaultdict

from odoo import fields


class CostLedger:
    """The cost of goods sold of order lines, as of a day.

    :param lines: `sale.order.line`, in sudo
    :param date: as of the end of this day, None: as it is now
    :ivar booked: {line: {kind: amount}} of the parts of what is booked
    :ivar bases: {line: what kinds of figures these are}
    :ivar ledger: {line: balance} of its journal items, whatever document they hang on
    :ivar missing: {line: amount} that is due and not booked, negative: too much
    """

    def __init__(self, lines, date=None):
        self.lines = lines
        self.date = date
        self.env = lines.env
        self._read_booked()
        self._read_ledger()
        self._read_missing()

    def _read_booked(self):
        self.booked, self.bases = defaultdict(dict), defaultdict(set)
        domain = [("sale_line_id", "in", self.lines.ids)]
        groups = (
            self.env["pull.cogs.line"]
            .sudo()
            ._read_group(
                [*domain, *self._get_date_domain("account_move_line_id.date")],
                ["sale_line_id", "kind", "basis"],
                ["amount:sum"],
            )
        )
        for line, kind, basis, amount in groups:
            self.booked[line][kind] = self.booked[line].get(kind, 0.0) + amount
            self.bases[line].add(basis)

    def _get_date_domain(self, field):
        return [(field, "<=", self.date)] if self.date else []

    def _read_ledger(self):
        self.ledger = defaultdict(float, self.lines._get_direct_ledger(self.date))
        for item in self.lines._get_cogs_items():
            if not (self.date and item.date > self.date):
                self.ledger[item.pull_sale_line_id] += item.balance

    def _read_missing(self):
        """Read what is due of the lines whose cost this module books."""
        self.missing = defaultdict(float)
        lines = self.lines._filter_cogs_to_settle()
        book = lines._get_cogs_book()
        day = self.date or fields.Date.to_date("9999-12-31")
        for line in lines:
            self.missing[line] = sum(book.get_due(line, day).values())
