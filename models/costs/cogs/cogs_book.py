"""How much of what was delivered is cost of goods sold."""

from collections import defaultdict

KEY = "pull_through_production.cogs_book"  # of the book of a posting under way


class CogsBook:
    """Delivered, invoiced and booked so far, of the sales order lines of one posting.

    The cost of goods sold of a line is what its delivered units cost, as far as they
    are invoiced. What is invoiced before it is delivered has no cost yet: that comes
    with the delivery.

    :param lines: `sale.order.line` records, in sudo
    :param posting: the `account.move` records about to be posted, in their order:
        they count one after the other
    """

    def __init__(self, lines, posting):
        self.delivered = lines._get_delivered_costs()
        self.invoiced = lines._get_cogs_quantities_invoiced(posting)
        self.booked = lines._get_cogs_booked()
        self.amounts = defaultdict(float)
        for item in posting.invoice_line_ids:
            line = item.sale_line_ids
            if len(line) == 1 and line in lines:
                self.amounts[item] = self._book(line, item._get_cogs_signed_quantity())

    def forget_after(self, number):
        """Keep all: it was worked out before the posting, see `models/under_way.py`."""

    def get_due(self, line):
        """Return the cost of goods sold of what is invoiced, less what is booked."""
        value, quantity = self.delivered[line]
        if quantity <= 0:
            return -self.booked[line]
        part = min(max(self.invoiced[line] / quantity, 0), 1)
        return value * part - self.booked[line]

    def _book(self, line, quantity):
        self.invoiced[line] += quantity
        due = self.get_due(line)
        self.booked[line] += due
        return due
