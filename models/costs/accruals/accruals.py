"""What is to be accrued in a company on a day, order line by order line."""

from collections import defaultdict
from typing import Any, NamedTuple

from odoo.tools import SQL, split_every

from ..balances.books import Books
from ..balances.sold import select_sold
from .queries import select_purchases, select_sales

DELIVERED, INVOICED, RECEIVED = "delivered", "invoiced", "received"
KINDS = [
    (DELIVERED, "Delivered, not invoiced"),
    (INVOICED, "Invoiced, not delivered"),
    (RECEIVED, "Received, not billed"),
]
CHUNK = 500
LEAST = 1e-6


class Accrual(NamedTuple):
    """What is to be accrued of one order line.

    :param kind: one of `KINDS`
    :param line: `sale.order.line` or `purchase.order.line`
    :param quantity: in the product's unit
    :param costs: {product: amount} at what the goods cost
    :param revenue: what it is sold for, or was invoiced at
    :param waiting: what the bill is expected to change, at the price of the order
    """

    kind: str
    line: Any
    quantity: float
    costs: dict
    revenue: float = 0.0
    waiting: float = 0.0

    @property
    def cost(self):
        return sum(self.costs.values())

    def get_key(self, day):
        """Return what tells it from others: there is one entry of it."""
        return f"{day}:{self.kind}:{self.line._name}:{self.line.id}"


class Accruals:
    """What was delivered, invoiced and received by a day, and not the other.

    :param company: `res.company`
    :param day: as of its end, None: today
    """

    def __init__(self, company, day=None):
        self.books = Books(company, day)
        self.env = self.books.env
        self.day = self.books.day
        self.currency = self.books.currency

    def get_all(self):
        """Return all `Accrual`, sales first."""
        self.env.flush_all()
        # PostgreSQL would compile the queries first: for longer than they take.
        self.env.cr.execute("SET LOCAL jit = off")
        return [*self.get_sales(), *self.get_purchases()]

    # === Sales ===

    def get_sales(self, lines=None):
        """Return the `Accrual` of sales, of these order lines only or of all."""
        rows = self.books.select(select_sales(self.books))
        if lines is not None:
            rows = [row for row in rows if row[0] in lines.ids]
        sold = self._read_sold([row[0] for row in rows])
        rows = [
            row
            for row in rows
            if row[1] is not None or self._differs(sold.get(row[0], ()), row[2])
        ]
        kept = {row[0] for row in rows}
        costs = self._get_uninvoiced_costs(
            {line: own for line, own in sold.items() if line in kept}
        )
        found = []
        for chunk in split_every(CHUNK, rows):
            records = self.env["sale.order.line"].browse(row[0] for row in chunk)
            for line, row in zip(records, chunk, strict=True):
                own = sold.get(line.id, ())
                found += self._get_sale(line, own, *row[1:], costs.get(line.id, {}))
        return found

    def _read_sold(self, ids):
        """Return {order line id: [(product id, cost, share, quantity, ratio)]}."""
        sold = defaultdict(list)
        rows = ids and self.books.select(
            SQL(
                "SELECT line_id, product_id, cost, share, quantity, ratio "
                "FROM (%s) sold WHERE line_id IN %s",
                select_sold(self.books),
                tuple(ids),
            )
        )
        for line, *row in rows or ():
            sold[line].append(row)
        return sold

    def _differs(self, components, invoiced):
        """Tell whether other kits are delivered than invoiced, or sums do not tell."""
        count = count_kits(components)
        return count is None or abs(count - invoiced) > LEAST

    def _get_sale(self, line, sold, delivered, invoiced, revenue, costs):
        if delivered is None:
            delivered = count_kits(sold)
        if delivered is None:
            delivered = self._count_kits(line)
        rest = delivered - invoiced
        round_ = self.currency.round
        if rest > LEAST:
            price = self._get_price(line)
            return [Accrual(DELIVERED, line, rest, costs, round_(rest * price))]
        if rest < -LEAST:
            price = revenue / invoiced if invoiced else 0.0
            return [Accrual(INVOICED, line, -rest, {}, round_(-rest * price))]
        return []

    def _get_price(self, line):
        """Return what a unit of the product is sold for, in company currency."""
        quantity = line.product_uom_id._compute_quantity(
            line.product_uom_qty, line.product_id.uom_id, round=False
        )
        rate = line.order_id.currency_rate or 1.0
        return line.price_subtotal / quantity / rate if quantity else 0.0

    def _count_kits(self, line):
        """Return how many kits are with the customer: all of their components."""
        moves = line._get_cogs_deliveries()[line]
        days = moves._get_cost_dates()
        ratios = line._get_cogs_ratios({line: moves})[line]
        sent = defaultdict(float)
        for move in moves:
            if days[move] <= self.day:
                sign = -1 if move._is_cogs_return() else 1
                sent[move.product_id] += sign * move._get_valued_qty()
        counts = [sent[product] / ratio for product, ratio in ratios.items()]
        return min(counts, default=0.0)

    # === What is delivered and not invoiced costs ===

    def _get_uninvoiced_costs(self, sold):
        """Return {order line id: {product: cost of what is not invoiced}}."""
        costs, doubtful = defaultdict(dict), set()
        for line, rows in sold.items():
            for product, cost, share, _quantity, _ratio in rows:
                product = self.env["product.product"].browse(product)
                if share is None:
                    doubtful.add(line)
                elif share < 1:
                    costs[line][product] = self.currency.round(cost * (1 - share))
        for chunk in split_every(CHUNK, sorted(doubtful)):
            self._add_from_book(self.env["sale.order.line"].browse(chunk), costs)
        return {
            line: {product: cost for product, cost in own.items() if cost}
            for line, own in costs.items()
        }

    def _add_from_book(self, lines, costs):
        """Where sums do not tell which of several deliveries are invoiced, the book of
        the cost of goods sold does."""
        book = lines._get_cogs_book()
        for line in lines:
            whole = defaultdict(float)
            vectors = book.moves[line]._get_cost_vectors(date=self.day)
            for move, vector in vectors.items():
                sign = -1 if move._is_cogs_return() else 1
                whole[move.product_id] += sign * sum(vector.values())
            for product, (vector, _own) in book.get_costs(line, self.day).items():
                whole[product] -= sum(vector.values())
            costs[line.id] = {
                product: self.currency.round(cost) for product, cost in whole.items()
            }

    # === Purchases ===

    def get_purchases(self):
        rows = self.books.select(select_purchases(self.books))
        found = []
        for chunk in split_every(CHUNK, rows):
            records = self.env["purchase.order.line"].browse(row[0] for row in chunk)
            found += [
                self._get_purchase(line, *row[1:])
                for line, row in zip(records, chunk, strict=True)
            ]
        return found

    def _get_purchase(self, line, received, billed, value, amount):
        rest = received - billed
        expected = rest * line._get_price_of_today()
        cost = expected if value is None else value - amount
        round_ = self.currency.round
        cost = round_(cost)
        return Accrual(
            RECEIVED,
            line,
            rest,
            {line.product_id: cost},
            waiting=round_(expected - cost),
        )


def count_kits(components):
    """Return how many kits a customer has, of whose components sums tell the number:
    all of them are there; else None.

    :param components: [(product id, cost, share, quantity, quantity in a kit)]

    >>> count_kits([(1, 0, 0, 4.0, 2.0), (2, 0, 0, 3.0, 1.0)])
    2.0
    >>> count_kits([(1, 0, 0, 4.0, None)])
    """
    if not all(ratio for *_row, ratio in components):
        return None
    return min((row[3] / row[4] for row in components), default=0.0)
