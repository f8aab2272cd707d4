"""What the stock of a product is to serve that goes into others."""

from ..advisor.policies import Policies
from ..advisor.safety_stock import safety_stock
from ..switch.switch_plan import Want
from .needs import pool

WEEK, YEAR = 7, 365


class ChainWants:
    """Works out what products that go into others must have in stock: for all that are
    sold and use them, and for their own orders.

    Built by `pull.switch._get_chain_wants`. Meant to be inherited.

    :param reader: :class:`~.chain_reader.ChainReader` of the products and of those that
        use them
    :param supply: :class:`~..advice.parts_reader.PartsReader` of the products, as they
        are supplied today
    :param advice: {product that is sold: its advice}
    :param days: {product: days for which its stock lasts}, where that is decided; else
        it lasts until new goods come
    """

    def __init__(self, reader, supply, advice, days):
        self.reader, self.supply, self.days = reader, supply, days
        self.advice, self.needs = advice, pool(reader, advice)

    def get_wants(self, products):
        """Return {product: `Want`} of those that others use, or whose days are decided:
        of all else its own advice says it."""
        return {
            product: self._get_want(product, self.needs[product])
            for product in products
            if self._is_wanted(product)
        }

    def _is_wanted(self, product):
        if product in self.supply.circular or product not in self.needs:
            return False
        need = self.needs[product]
        own = product in self.advice and bool(self.advice[product].week_deviation)
        is_used = need.users > own
        return need.size > 0 and bool(is_used or self.days.get(product))

    def _get_want(self, product, need):
        part = self.supply.parts[product]
        days = self.days.get(product) or part.get_days(need.size)
        company = product.env.company
        service = company.pull_service_level / 100
        return Want(
            mean=need.mean,
            days=days,
            safety=safety_stock(need.deviation, days / WEEK, service),
            lot=self._get_lot(product, need, part),
        )

    def _get_lot(self, product, need, part):
        """Return the economic lot, for a year at most: what is cheap to hold may be for
        something else then; one order's units where what it costs to hold them, or to
        make or buy them, is not known."""
        breaks = self.supply.get_breaks(product)
        cost = self.supply.get_unit_cost(product)
        rate = product.env.company.pull_carrying_rate / 100
        setup = part.get_setup(need.size, whole=True)
        if cost <= 0 or rate <= 0 or setup <= 0:
            return need.size
        policies = Policies(
            orders=need.orders * YEAR / WEEK,
            size=need.size,
            order_setup=setup,
            lot_setup=setup,
            unit_cost=cost,
            rate=rate,
            breaks=tuple(breaks) if len(breaks) > 1 else (),
        )
        return min(policies.lot, max(policies.quantity, need.size))
