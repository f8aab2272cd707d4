"""Where in the chain of a product to hold stock: worked out of its advice and bills."""

from dataclasses import dataclass, field
from math import ceil, sqrt

from ..advice.comparison import ENOUGH
from ..advisor.decoupling import solve
from ..advisor.safety_stock import service_factor
from ..policy.policies import HYBRID, KANBAN, PULL, PUSH
from .needs import pool

WEEK = 7
STOCKED = (PUSH, HYBRID, KANBAN)
# Why there is no map.
CIRCLE, NO_PARTS, NO_ADVICE, FEW, NO_COST, NO_RATE, NO_SUPPLY = (
    "circle",
    "no_parts",
    "no_advice",
    "few",
    "no_cost",
    "no_rate",
    "no_supply",
)


@dataclass
class Stage:
    """One product of the chain. Days are whole, quantities in its unit.

    :param ratio: units of it for one of the finished product
    :param days: that its run or its vendor takes
    :param mean: units to expect a day, of all products that use it
    :param deviation: standard deviation of that
    :param holding: money for one unit held for a year
    :param wait: days that it waits for its parts
    :param service: days that it promises to what it goes into
    :param users: products that are sold and use it
    """

    product: object
    ratio: float
    days: int
    policy: str
    mean: float = 0.0
    deviation: float = 0.0
    holding: float = 0.0
    wait: int = 0
    service: int = 0
    users: int = 1
    parts: list = field(default_factory=list)

    @property
    def net(self):
        """Days for which stock is held; 0: none is."""
        return self.wait + self.days - self.service

    @property
    def proposed(self):
        """Stock where it is needed, by cards where they keep it already, else none; but
        a part that is in stock for other products too stays so: their customers may
        give less time."""
        if self.net:
            return KANBAN if self.policy == KANBAN else PUSH
        is_stocked = self.policy in STOCKED
        return self.policy if is_stocked and self.users > 1 else PULL

    def get_safety(self, factor):
        return factor * self.deviation * sqrt(self.net)

    def get_level(self, factor):
        """Return the stock at which to order anew."""
        return self.mean * self.net + self.get_safety(factor)


class ChainMap:
    """Works out the stages of one product's chain, and where stock is cheapest.

    All goods of the chain are stages. Demand of a stage is pooled over all products
    that are sold and use it, as independent; one product's own demand comes to all the
    places of a shared part at once.

    Built by `pull.decoupling.map._get_map`. Meant to be inherited: `_get_holding`.

    :param reader: :class:`~.chain_reader.ChainReader` of the product and of those that
        share its parts
    :param advice: {product: its advice}
    :param days: whole days that customers give
    """

    def __init__(self, reader, product, advice, days):
        self.reader, self.product, self.advice = reader, product, advice
        self.company, self.days = product.env.company, days
        self.stages, self.cost, self.cost_now, self.method = {}, 0.0, 0.0, ""
        self.late = 0
        self.missing = self._get_missing()
        if not self.missing:
            self.factor = service_factor(self.company.pull_service_level / 100)
            self._make_stages()
            self._solve()

    def _get_missing(self):
        """Return (why there is no map, the product that it is about), or None."""
        product, reader = self.product, self.reader
        if product in reader.circular:
            return CIRCLE, product
        chain = reader.get_order(product)
        if len(chain) == 1:
            return NO_PARTS, product
        advice = self.advice.get(product)
        if not advice or not advice.week_deviation:
            return NO_ADVICE, product
        if advice.busy_count < ENOUGH:
            return FEW, product
        if self.company.pull_carrying_rate <= 0:
            return NO_RATE, product
        unsupplied = [row for row in chain if not reader.parts[row].is_supplied]
        if unsupplied:
            return NO_SUPPLY, unsupplied[0]
        free = [row for row in chain if row.standard_price <= 0]
        return (NO_COST, free[0]) if free else None

    # === Stages ===

    def _make_stages(self):
        ratios = self.reader.get_ratios(self.product)
        advice = self.advice[self.product]
        size = advice.quantity / advice.line_count if advice.line_count else 1.0
        for product, ratio in ratios.items():
            days = self.reader.parts[product].get_own_days(size * ratio)
            self.stages[product] = Stage(
                product,
                ratio,
                ceil(round(days, 6)),
                product.effective_supply_policy,
                holding=self._get_holding(product),
            )
        for stage in self.stages.values():
            below = self.reader.below[stage.product]
            parts = dict.fromkeys(other for _ratio, other in below)
            stage.parts = [self.stages[other] for other in parts]
        self._pool()

    def _get_holding(self, product):
        return product.standard_price * self.company.pull_carrying_rate / 100

    def _pool(self):
        """Add up what all products that are sold want of each stage."""
        needs = pool(self.reader, self.advice)
        for product, stage in self.stages.items():
            need = needs[product]
            stage.deviation = need.deviation / sqrt(WEEK)
            stage.mean, stage.users = need.mean / WEEK, need.users

    # === Stock ===

    def _solve(self):
        edges = [
            (part.product.id, stage.product.id)
            for stage in self.stages.values()
            for part in stage.parts
        ]
        services, self.cost, self.method = solve(
            {product.id: stage.days for product, stage in self.stages.items()},
            self._get_weights(),
            edges,
            deviation=1.0,
            z=self.factor,
            outbound_max={self.product.id: self.days},
        )
        self.cost_now = self._get_cost_now()
        for stage in reversed(self.stages.values()):
            stage.service = services[stage.product.id]
            stage.wait = max((part.service for part in stage.parts), default=0)

    def _get_weights(self):
        """Return {stage: holding of a unit, so that it weighs its true deviation}.

        The search adds up demand along each way to the finished product as if the ways
        were independent; here it is known, so what is added up is divided out.
        """
        ways = dict.fromkeys(self.stages, 0.0)
        ways[self.product] = 1.0
        for product, stage in self.stages.items():
            for part in stage.parts:
                ways[part.product] += ways[product]
        return {
            product.id: stage.holding * stage.deviation / sqrt(ways[product])
            for product, stage in self.stages.items()
        }

    def _get_cost_now(self):
        """Return what the safety stock costs by today's policies, and note how many
        days too late the chain is then: what is in stock is served at once."""
        services, cost = {}, 0.0
        for product, stage in reversed(self.stages.items()):
            wait = max((services[part.product] for part in stage.parts), default=0)
            is_stocked = stage.policy in STOCKED or (
                not stage.policy and product != self.product
            )
            services[product] = 0 if is_stocked else wait + stage.days
            net = wait + stage.days - services[product]
            cost += self.factor * stage.holding * stage.deviation * sqrt(net)
        self.late = max(services[self.product] - self.days, 0)
        return cost
