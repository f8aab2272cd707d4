"""What the demand of a product and what supplies it say about its policy: figures."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, isinf, sqrt
from statistics import fmean

from ..advisor.congestion import Load
from ..advisor.demand import NONE, classify, describe, forecast, net_returns
from ..advisor.patterns import season, yearly_trend
from ..advisor.policies import HYBRID, KANBAN, PULL, PUSH, Policies
from ..advisor.reordering import reorder_levels
from ..advisor.safety_stock import safety_stock
from ..advisor.stock_first import StockFirst

# Fewer weeks with orders than these say nothing.
ENOUGH = 8
# An order of more than this share of all that was ordered is told.
LARGE = 0.5
# Share of its setups that a lot has at least beside those of each unit.
LEAST = 0.01
WEEK, YEAR, MINUTES = 7, 365, 60

# Why there is no advice.
KIT, CIRCLE, NO_SUPPLY, NO_ORDERS, FEW = (
    "kit",
    "circle",
    "no_supply",
    "no_orders",
    "few",
)
NO_TIMES, NO_LEAD, NO_COST = "no_times", "no_lead", "no_cost"
NO_RATE, NO_SETUP = "no_rate", "no_setup"


@dataclass(frozen=True)
class Terms:
    """What a company counts with.

    :param rate: share of its cost that holding a unit for a year costs
    :param service: share of replenishments that the safety stock lasts
    :param late_cost: money for an order that comes late
    :param limit: utilisation of a work center above which it is congested
    """

    rate: float
    service: float
    late_cost: float = 0.0
    limit: float = 1.0


class Comparison:
    """Works out the figures of one product. No records here.

    :param demand: :class:`~..demand.history.Demand`
    :param part: :class:`~.part.Part` that supplies it, None where it leads in a circle
    :param unit_cost: money for one unit
    :param breaks: [(from quantity, price)] of its vendor
    :param terms: :class:`Terms` of the company
    :param loads: {work center id: :class:`~.congestion.Load`} of the period
    :param policy: that it has now
    :param whole: its units are counted
    :param loops: :class:`~.policies.Cards` of the loops that bring it
    """

    def __init__(
        self,
        demand,
        part,
        unit_cost,
        breaks,
        terms,
        loads,
        policy,
        *,
        whole=True,
        loops=(),
    ):
        self.demand, self.part = demand, part
        self.unit_cost, self.breaks, self.terms = unit_cost, breaks, terms
        self.loads, self.policy, self.whole = loads, policy, whole
        self.loops = loops
        self.weeks = net_returns(demand.weeks)
        self.moments = describe(self.weeks)
        self.busy = self.moments["busy"]

    def get_figures(self):
        """Return {field of `pull.advice`: value}; 0 is what is not known."""
        figures = {**self._get_demand(), **self._get_times()}
        figures.update(self._get_lead_demand(figures["lead_days"]))
        figures["missing"] = self._get_missing()
        if not figures["missing"]:
            figures.update(self._get_costs(figures["is_fast"]))
        return figures

    def _get_demand(self):
        moments, kind = self.moments, classify(self.weeks)
        enough = self.busy >= ENOUGH
        start, factor = season(self.weeks) if enough else (None, 1.0)
        return {
            "line_count": self.demand.lines,
            "left_out_count": self.demand.left_out,
            "largest": self.demand.largest if self._has_large_order() else 0,
            "customer_count": self.demand.customers,
            "specified": 100 * self.demand.specified / max(self.demand.lines, 1),
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
            "trend": 100 * yearly_trend(self.weeks) if enough else 0,
            "season_week": start,
            "season_factor": factor if start is not None else 0,
            "given_count": self.demand.known,
            "given_median": self.demand.given_median,
            "given_least": self.demand.given_least,
        }

    def _has_large_order(self):
        """One order is most of the demand: what it says of the next ones is little."""
        return self.demand.lines > 1 and self.demand.largest > LARGE * sum(self.weeks)

    def _get_lead_demand(self, lead_days):
        """Return what is ordered while a need is supplied: of periods as long as that
        takes, in whole days."""
        length = ceil(round(lead_days or 0, 6))
        periods = net_returns(self.demand.get_periods(length)) if length else []
        moments, kind = describe(periods), classify(periods)
        enough = moments["busy"] >= ENOUGH
        return {
            "lead_count": len(periods),
            "lead_mean": moments["mean"] if enough else 0,
            "lead_deviation": moments["deviation"] if enough else 0,
            "lead_variation": kind["variation"] or 0 if enough else 0,
            "lead_kind": kind["kind"] if enough else False,
        }

    def _get_yearly(self, count):
        return count * YEAR / WEEK / len(self.weeks)

    @property
    def size(self):
        """Units of an average order line."""
        return sum(self.weeks) / self.demand.lines if self.demand.lines else 0

    @cached_property
    def sizes(self):
        """Units of order lines that come as often."""
        return self.demand.get_sizes(self.size)

    @property
    def _per_week(self):
        return self.demand.lines / len(self.weeks)

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
            NO_LEAD: not self.part.get_days(self.size),
            NO_COST: self.unit_cost <= 0,
            NO_RATE: self.terms.rate <= 0,
        }
        found = next((reason for reason, is_so in reasons.items() if is_so), False)
        return found or (not self._get_setup() and NO_SETUP)

    def _get_setup(self):
        return self.part.get_setup(self.size)

    def _get_policies(self):
        """Return the policies: with what one order or lot has of its own, and with what
        each unit of a lot still has, for parts may be made one by one."""
        policies = self._get_lots()
        policies = replace(policies, **self._get_unit_setup(policies))
        cards = tuple(self._get_cards(loop) for loop in self.loops)
        return replace(policies, cards=cards, **self._get_stock_first(policies))

    def _get_cards(self, loop):
        """Return the cards of a loop, with what replacing one of them takes."""
        whole = sum(other.most for other in self.loops)
        deviation = self.moments["deviation"] * sqrt(loop.most / whole)
        service = self.terms.service
        return replace(
            loop,
            setup=self.part.get_setup(loop.size, whole=True),
            safety=safety_stock(deviation, loop.days / WEEK, service),
        )

    def _get_lots(self):
        days, terms = self.part.get_days(self.size), self.terms
        return Policies(
            orders=self._get_yearly(self.demand.lines),
            size=self.size,
            order_setup=fmean(self.part.get_setup(size) for size in self.sizes),
            lot_setup=self.part.get_setup(self.size, whole=True),
            unit_cost=self.unit_cost,
            rate=terms.rate,
            safety=safety_stock(self.moments["deviation"], days / WEEK, terms.service),
            breaks=tuple(self.breaks) if len(self.breaks) > 1 else (),
            late_cost=terms.late_cost,
            late_share=fmean(self._get_late_share(size) for size in self.sizes),
            service=terms.service,
        )

    def _get_unit_setup(self, policies):
        more, whole = policies.lot - self.size, policies.lot_setup
        if more <= 0:
            return {}
        each = (self.part.get_setup(policies.lot, whole=True) - whole) / more
        if each <= 0:
            return {}
        fixed = max(whole - each * self.size, LEAST * whole)
        return {"lot_setup": fixed, "unit_setup": each}

    def _get_late_share(self, units):
        return self.demand.get_late_share(self.part.get_days(units))

    def _get_stock_first(self, policies):
        """Return what the rule that a switch would make holds and lacks."""
        weeks = self.part.get_days(self.size) / WEEK
        lot = policies.lot
        low, high = reorder_levels(forecast(self.weeks), weeks, 0.0, lot)
        if self.whole:
            low, high = ceil(round(low, 6)), ceil(round(high, 6))
        if low <= 0:
            return {}  # nothing is waited for, or wanted any more
        square = fmean(size**2 for size in self.sizes)
        shop = StockFirst(
            low=low,
            high=high,
            orders=policies.orders,
            sizes=self.sizes,
            lead=weeks * WEEK / YEAR,
            spread=self.moments["deviation"] ** 2 / (self._per_week * square),
            whole=self.whole,
        )
        return {
            "held": shop.held,
            "lacking": tuple(
                (
                    share * policies.orders,
                    units,
                    self.part.get_setup(units),
                    self._get_late_share(units),
                )
                for share, units in shop.lacking
            ),
        }

    def _get_costs(self, is_fast):
        policies = self._get_policies()
        busy = self._get_busy(policies)
        best = policies.get_best(is_fast, not busy["is_full"])
        parts = _round(policies.parts)
        # What is told of a policy is the sum of what is told of its parts.
        costs = {name: sum(amounts.values()) for name, amounts in parts.items()}
        return {
            **busy,
            "advice": best,
            "is_clear": not is_fast or policies.is_clear(best),
            "order_setup": policies.order_setup,
            "lot_size": policies.lot,
            "lots_year": policies.lots,
            "safety_stock": policies.safety,
            "cost_pull": costs[PULL],
            "cost_push": costs[PUSH],
            "cost_hybrid": costs[HYBRID],
            "cost_kanban": costs.get(KANBAN, 0),
            "cost_parts": parts,
            "even_orders": policies.even_orders or 0,
            "even_setup": policies.even_setup or 0,
        }

    # === Work centers ===

    def _get_busy(self, policies):
        """Return how busy the work centers are without the product and with it pulled,
        and what that adds to the waiting of the others' jobs."""
        orders = self.demand.lines
        pulled = self._count(self.part.get_loads(self.size), orders)
        stocked = self._count(
            self.part.get_loads(policies.lot, whole=True),
            sum(self.weeks) / policies.lot,
        )
        now = pulled if self.policy in (PULL, HYBRID) else stocked
        rows = []
        for center in pulled:
            load = self.loads.get(center) or Load(0, 0, 0)
            without = load.add(*(-amount for amount in now.get(center, (0, 0))))
            rows.append(self._get_row(center, without, pulled[center], stocked))
        busiest = max(rows, key=lambda row: row["pulled"], default=None)
        return {
            "center_loads": rows,
            "busiest_id": busiest and busiest["center"],
            "busy_without": 100 * busiest["without"] if busiest else 0,
            "busy_pulled": 100 * busiest["pulled"] if busiest else 0,
            "waiting_added": busiest["added"] or 0 if busiest else 0,
            "is_congested": any(row["pulled"] > self.terms.limit for row in rows),
            "is_full": any(row["pulled"] >= 1 > row["pushed"] for row in rows),
        }

    def _count(self, loads, times):
        return {
            center: (minutes * times, squares * times)
            for center, (minutes, squares) in loads.items()
        }

    def _get_row(self, center, without, own, stocked):
        """Return the figures of a work center; `added` are hours, None without end."""
        pulled, pushed = without.add(*own), without.add(*stocked.get(center, (0, 0)))
        added = (pulled.get_waiting() - without.get_waiting()) / MINUTES
        if isinf(pulled.get_waiting()):
            added = None
        return {
            "center": center,
            "without": without.utilisation,
            "pulled": pulled.utilisation,
            "pushed": pushed.utilisation,
            "added": added,
        }


def _round(parts):
    """Return these amounts as they are kept."""
    return {
        policy: {kind: round(amount, 2) for kind, amount in amounts.items()}
        for policy, amounts in parts.items()
    }
