"""From when a stock gives what is asked of it."""

from collections import defaultdict
from datetime import timedelta

from .stock_timeline import StockTimeline


class StockDates:
    """Says from when a stock gives what is asked of it: there now, with a receipt that
    nobody waits for, or after the time of a replenishment.

    Who asks first is served first. Works with superuser rights.

    :param moment: what counts as now
    """

    def __init__(self, env, moment):
        self.env, self.moment = env, moment
        self._stocks = {}

    def prepare(self, wanted, excluded=None, lines=None):
        """Read at once what there is of all that will be asked for.

        :param wanted: [(location, product)]
        :param excluded: moves whose own claim on the stock does not count
        :param lines: order lines for which it is asked: what is held for their orders
            is free for them
        """
        products = defaultdict(self.env["product.product"].browse)
        for location, product in wanted:
            stock = location.warehouse_id.lot_stock_id
            if product.is_storable and stock:
                products[stock] |= product
        for stock, group in products.items():
            moves = self.env["stock.move"] if excluded is None else excluded
            free = group._get_pull_free_stock(stock, moves, lines)
            receipts = group._get_pull_free_receipts(stock)
            for product in group:
                timeline = StockTimeline(free[product], receipts[product])
                self._stocks[stock, product] = timeline

    def get_end(self, location, product, quantity):
        """Return (from when so much more is in stock, None if nothing replenishes it;
        whether it is there or on its way).

        :param product: with the company for which it is asked
        """
        timeline = self._stocks.get((location.warehouse_id.lot_stock_id, product))
        if timeline is None:  # outside any warehouse
            return self.moment, False
        came = timeline.take(quantity)
        if came is None:
            return self._get_replenished(location, product), False
        return came or self.moment, True

    def _get_replenished(self, location, product):
        """Return when a need is there that is replenished now, None if it cannot be."""
        days = product._get_pull_replenishment_days(location)
        return None if days is None else self.moment + timedelta(days=days)
