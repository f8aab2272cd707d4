"""What the demand of a product and what supplies it say about its policy: figures."""

from ..advisor.demand import NONE, classify, describe, forecast, net_returns
from ..advisor.policies import HYBRID, PULL, PUSH, Policies
from ..advisor.safety_stock import safety_stock

# Fewer weeks with orders than these say nothing.
ENOUGH = 8
WEEK, YEAR = 7, 365

# Why there is no advice.
KIT, CIRCLE, NO_SUPPLY, NO_ORDERS, FEW = (
    "kit",
    "circle",
    "no_supply",
    "no_orders",
    "few",
)
NO_TIMES, NO_COST, NO_RATE, NO_SETUP = "no_times", "no_cost", "no_rate", "no_setup"


class Comparison:
    """Works out the figures of one product. No records here.

    :param demand: :class:`~.history.Demand`
    :param part: :class:`~.part.Part` that supplies it, None where it leads in a circle
    :param unit_cost: money for one unit
    :param breaks: [(from quantity, price)] of its vendor
    :param rate: share of its cost that holding a unit for a year costs
    :param service: share of replenishments that the safety stock lasts
    """

    def __init__(self, demand, part, unit_cost, breaks, rate, service):
        self.demand, self.part = demand, part
        self.unit_cost, self.breaks, self.rate = unit_cost, breaks, rate
        self.service = service
        self.weeks = net_returns(demand.weeks)
        self.moments = describe(self.weeks)
        self.busy = self.moments["busy"]

    def get_figures(self):
        """Return {field of `pull.advice`: value}; 0 is what is not known."""
        figures = {**self._get_demand(), **self._get_times()}
        figures["missing"] = self._get_missing()
        if not figures["missing"]:
            figures.update(self._get_costs(figures["is_fast"]))
        return figures

    def _get_demand(self):
        moments, kind = self.moments, classify(self.weeks)
        enough = self.busy >= ENOUGH
        return {
            "line_count": self.demand.lines,
            "customer_count": self.demand.customers,
            "quantity": sum(self.weeks),
            "week_count": len(self.weeks),
            "busy_count": self.busy,
            "week_mean": moments["mean"],
            "week_deviation": moments["deviation"],
            "interval": kind["interval"] or 0 if enough else 0,
            "variation": kind["variation"] or 0 if enough else 0,
            "demand_kind": kind["kind"] if enough and kind["kind"] != NONE else False,
            "forecast": forecast(self.weeks) if enough else 0,
            "quantity_year": self._get_yearly(sum(self.weeks)) if enough else 0,
            "orders_year": self._get_yearly(self.demand.lines) if enough else 0,
            "given_count": self.demand.known,
            "given_median": self.demand.given_median,
            "given_least": self.demand.given_least,
        }

    def _get_yearly(self, count):
        return count * YEAR / WEEK / len(self.weeks)

    @property
    def size(self):
        """Units of an average order line."""
        return sum(self.weeks) / self.demand.lines if self.demand.lines else 0

    def _get_times(self):
        if not self.part or not self.size or self.part.get_unsupplied():
            nothing = ("lead_days", "own_days", "ratio", "is_fast", "lead_path")
            return dict.fromkeys(nothing, False)
        path = self.part.get_path(self.size)
        lead, given = self.part.get_days(self.size), self.demand.given_median
        return {
            "lead_days": lead,
            "own_days": self.part.get_own_days(self.size),
            "lead_path": [[name, days] for name, days in path if days],
            "is_fast": bool(self.demand.known) and lead <= given,
            "ratio": lead / given if given else 0,
        }

    def _get_missing(self):
        """Return why there is no advice, the first reason that there is, or False."""
        if not self.part:
            return CIRCLE
        reasons = {
            KIT: self.part.is_kit,
            NO_SUPPLY: self.part.get_unsupplied(),
            NO_ORDERS: not self.busy or not self.demand.lines,
            FEW: self.busy < ENOUGH,
            NO_TIMES: not self.demand.known,
            NO_COST: self.unit_cost <= 0,
            NO_RATE: self.rate <= 0,
        }
        found = next((reason for reason, is_so in reasons.items() if is_so), False)
        return found or (not self._get_setup() and NO_SETUP)

    def _get_setup(self):
        return self.part.get_setup(self.size)

    def _get_costs(self, is_fast):
        weeks = self.part.get_days(self.size) / WEEK
        deviation = self.moments["deviation"]
        policies = Policies(
            orders=self._get_yearly(self.demand.lines),
            size=self.size,
            order_setup=self._get_setup(),
            lot_setup=self.part.get_setup(self.size, whole=True),
            unit_cost=self.unit_cost,
            rate=self.rate,
            safety=safety_stock(deviation, weeks, self.service),
            breaks=tuple(self.breaks) if len(self.breaks) > 1 else (),
        )
        best = policies.get_best(is_fast)
        return {
            "advice": best,
            "is_clear": not is_fast or policies.is_clear(best),
            "order_setup": policies.order_setup,
            "lot_size": policies.lot,
            "lots_year": policies.lots,
            "safety_stock": policies.safety,
            "cost_pull": policies.costs[PULL],
            "cost_push": policies.costs[PUSH],
            "cost_hybrid": policies.costs[HYBRID],
            "even_orders": policies.even_orders or 0,
            "even_setup": policies.even_setup or 0,
        }
