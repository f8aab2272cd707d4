"""Years of orders by SQL: a past of which little is open, as benchmarks of lists and
filters need it."""

from copies import Copies
from orders import Orders

STORIES = 10
# What no list of documents reads.
WITHOUT = (
    *("account_move", "account_move_line", "mrp_workcenter_productivity"),
    *("stock_move_line", "stock_move_cost_line", "stock_move_cost_source"),
    *("pull_cogs_line", "pull_ordering_cost"),
)


class History(Orders):
    """Orders of three lines (see `Orders`), without their bills and invoices: a table
    that is made of a part that is bought, a lamp and a kit that are bought."""

    def build(self, past, still_open):
        """Make `past` orders that are delivered, and `still_open` of which one third
        each is to be ordered, ordered, and in production; or a few less."""
        products = [self._make_products(number) for number in range(STORIES)]
        self._copy(past, lambda number: self._tell(number, *products[number]))
        self._copy(still_open, lambda number: self._begin(number, *products[number]))
        self.env.cr.execute("ANALYZE")

    def _make_books(self):
        super()._make_books()
        self.category.property_valuation = "periodic"

    def _copy(self, count, tell):
        copies = Copies(self.env, WITHOUT)
        for number in range(STORIES):
            tell(number)
        self.env.cr.flush()  # what is worked out at the end of a request
        copies.make(count // STORIES - 1)

    def _begin(self, number, *products):
        order = self._sell(number, *products)
        if number % 3:
            purchases = self._get_purchases(order)
            purchases.button_confirm()
            if number % 3 == 2:
                self._deliver(purchases.picking_ids)

    def _tell(self, number, *products):
        order = self._sell(number, *products)
        self._receive(order)
        self._produce(order)
        self._deliver(order.picking_ids)

    def _receive(self, order):
        purchases = self._get_purchases(order)
        purchases.button_confirm()
        self._deliver(purchases.picking_ids)

    def _get_purchases(self, order):
        return self.env["purchase.order"].search(
            [("order_line.pull_sale_line_ids", "in", order.order_line.ids)]
        )
