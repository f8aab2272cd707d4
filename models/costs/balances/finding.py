"""What the control of costs says about one document."""

from typing import Any, NamedTuple

DUE, STOCK, PRODUCTION, SETUP, COGS, PARTS = (
    "due",
    "stock",
    "production",
    "setup",
    "cogs",
    "parts",
)
BALANCES = [
    (DUE, "Due of an order line = booked"),
    (STOCK, "Inventory = stock valuation account"),
    (PRODUCTION, "Production account = open runs"),
    (SETUP, "Setup absorbed account = setups done"),
    (COGS, "Cost of goods sold account = orders"),
    (PARTS, "Parts = their whole"),
]


class Finding(NamedTuple):
    """A difference and what causes it, or a rest that is rightly there.

    :param balance: one of `BALANCES`
    :param record: the document to open
    :param cause: in words
    :param expected: what should be there, in company currency
    :param found: what is there
    :param rest: rightly so: nothing to be mended
    :param line: the sales order line that can be settled, if that is the cure
    :param day: the accounting day of the document, where it has one
    :param items: domain of the journal items to open instead of the document
    """

    balance: str
    record: Any
    cause: str
    expected: float
    found: float
    rest: bool = False
    product: Any = None
    line: Any = None
    day: Any = None
    name: str = ""
    items: Any = None

    def get_key(self):
        """Return what tells this difference from others, from one day to the next."""
        ids = (self.balance, self.record._name, self.record.id)
        amounts = (round(self.expected, 4), round(self.found, 4))
        return ":".join(
            map(str, (*ids, self.product and self.product.id or 0, *amounts))
        )
