"""Is what the advice calls cheapest cheapest? Two years of orders, lived through with
each policy: main() in Odoo's shell, on a database with the module alone (`make
bench-policies`).

What products take (days, setups, ordering, price breaks, cost) is read of the demo
factory by the module's own `PartsReader`. For each product and each way in which
customers order, two years of orders are drawn at random; `Comparison`, the engine of
the advice, sees those and says a policy with its lots and levels. Then they are lived
through day by day with each policy, and so are two other years, drawn anew, which the
advice could not know:

- Pull: every order has its own setups and comes after the days that pulling takes.
- Push: the reordering rule that a switch would make; who finds nothing waits for it.
- Hybrid: the rule without safety stock; who finds too little has the rest pulled.

It costs: setups and ordering, what small purchases cost above the lowest price, holding
what is on hand each night, and every order that comes later than its customer gives. A
policy that is late for more than half of the orders serves nobody, and is no choice. A
case is clear where the next best costs over 10 % more.
"""
# pylint: disable=print-used

import json
import math
import os
import platform
import time
from bisect import bisect_right
from collections import Counter, defaultdict
from pathlib import Path
from random import Random

from odoo.addons.pull_through_production.demo import build
from odoo.addons.pull_through_production.demo.catalogue import FURNITURE, get_product
from odoo.addons.pull_through_production.models.advice.comparison import (
    Comparison,
    Terms,
)
from odoo.addons.pull_through_production.models.advisor.reordering import (
    reorder_levels,
)
from odoo.addons.pull_through_production.models.demand.history import Demand

SEED, DAYS, WEEK, YEAR = 23, 730, 7, 365
POLICIES = ("pull", "push", "hybrid")
CLEAR, MOST_LATE = 1.1, 0.5
LATE = 40  # what an order that comes late costs
# What setups and ordering cost, against the demo factory: where they have become cheap,
# more is pulled.
SETUPS = {"as they are": 1, "at a tenth": 0.1, "at a hundredth": 0.01}
# How customers order: orders a year, mean units, days that they give at least and most.
WAYS = {
    "a few a year, with time": (10, 1.5, 14, 40),
    "monthly, with time": (24, 2, 14, 40),
    "weekly, with time": (60, 2, 14, 40),
    "daily, with time": (250, 2, 14, 40),
    "monthly, large": (24, 12, 10, 30),
    "weekly, in a hurry": (60, 2, 1, 4),
    "seldom, in a hurry": (12, 1.2, 1, 4),
    "often, some in a hurry": (120, 3, 3, 21),
}


def main(env, path, count):
    """Write how often the advice is right, of `count` draws of each case."""
    begin, seed = time.perf_counter(), int(os.environ.get("SEED") or SEED)
    build.build_company(env)
    cases = [case for number in range(count) for case in get_cases(env, seed + number)]
    result = {
        "machine": {"cpu": platform.processor() or platform.machine()}
        | {"python": platform.python_version()},
        "seed": seed,
        "cases": len(cases),
        "same": count_right(cases, "same"),
        "next": count_right(cases, "next"),
        "seconds": round(time.perf_counter() - begin, 1),
        "each": cases,
    }
    Path(path).write_text(json.dumps(result, indent=1))


def count_right(cases, years):
    """Return how often the advice is the cheapest of some years, of clear cases."""
    clear = [case for case in cases if case[years]["clear"]]
    right = [case for case in clear if case["advised"] == case[years]["cheapest"]]
    cheapest = Counter(case[years]["cheapest"] for case in clear)
    return {
        "clear": len(clear),
        "right": len(right),
        "share": round(len(right) / len(clear), 3),
        "cheapest": {
            policy: f"{sum(case['advised'] == policy for case in right)} of {count}"
            for policy, count in sorted(cheapest.items())
        },
    }


def get_cases(env, seed):
    """Return the figures of each product, cost of setups and way to order."""
    return [case for kind in SETUPS for case in get_cases_of(env, seed, kind)]


def get_cases_of(env, seed, kind):
    products = env["product.product"].concat(*(get_product(env, n) for n in FURNITURE))
    reader = env["pull.advice"].sudo()._get_parts_reader(products)
    for part in reader.parts.values():
        part.setup *= SETUPS[kind]
    company = env.company
    terms = Terms(
        company.pull_carrying_rate / 100, company.pull_service_level / 100, LATE
    )
    cases = []
    for product in products:
        part = reader.parts[product]
        cost = product.standard_price
        if part.is_kit or part.get_unsupplied() or cost <= 0:
            continue
        for way, how in WAYS.items():
            luck = Random(f"{seed} {product.default_code} {way}")
            shop = Shop(part, cost, reader.get_breaks(product), terms)
            case = shop.compare(draw(luck, *how), draw(luck, *how))
            if case:
                what = {"product": product.default_code, "setups": kind, "way": way}
                cases.append({**what, **case})
    return cases


def draw(luck, orders, size, least, most):
    """Return [(day, units, days that the customer gives)] of two years."""
    drawn, day = [], luck.expovariate(orders / YEAR)
    while day < DAYS:
        units = 1 + _get_poisson(luck, size - 1)
        drawn.append((int(day), units, luck.randint(least, most)))
        day += luck.expovariate(orders / YEAR)
    return drawn


def _get_shares(numbers, shares):
    """Return the numbers that these shares of them do not exceed."""
    numbers = sorted(numbers)
    return [float(numbers[math.ceil(len(numbers) * n - 1e-9) - 1]) for n in shares]


def _get_poisson(luck, mean):
    count, product = 0, luck.random()
    while product > math.exp(-mean):
        count, product = count + 1, product * luck.random()
    return count


class Shop:
    """One product, what it takes, and what each policy of it costs in two years."""

    def __init__(self, part, cost, breaks, terms):
        self.part, self.cost, self.terms = part, cost, terms
        self.breaks = breaks if len(breaks) > 1 else []

    def compare(self, past, future):
        """Return what the advice says of the past, and what the future costs."""
        figures = self._get_advice(past)
        if figures["missing"]:
            return None
        return {
            "advised": figures["advice"],
            "worked_out": {
                policy: round(figures[f"cost_{policy}"], 2) for policy in POLICIES
            },
            "same": self._rank(figures, past),
            "next": self._rank(figures, future),
        }

    def _rank(self, figures, orders):
        """Return what two years cost with each policy, and which is the cheapest."""
        lived = {policy: self.live(policy, figures, orders) for policy in POLICIES}
        allowed = {
            policy: cost
            for policy, (cost, late) in lived.items()
            if late <= MOST_LATE * len(orders)
        } or {policy: cost for policy, (cost, _late) in lived.items()}
        ranked = sorted(allowed, key=allowed.get)
        costs = [allowed[policy] for policy in ranked]
        return {
            "cheapest": ranked[0],
            "clear": len(costs) == 1 or costs[1] > CLEAR * costs[0],
            "lived": {name: round(cost / 2, 2) for name, (cost, _l) in lived.items()},
            "late": {name: late for name, (_cost, late) in lived.items()},
        }

    def _get_advice(self, past):
        weeks = [0.0] * (DAYS // WEEK)
        for day, units, _gives in past:
            if day < len(weeks) * WEEK:
                weeks[day // WEEK] += units
        ends, middles = (
            [n / 10 for n in range(1, 11)],
            [n / 20 for n in range(1, 20, 2)],
        )
        given = _get_shares([gives for _day, _units, gives in past], ends)
        sizes = _get_shares([units for _day, units, _gives in past], middles)
        demand = Demand(weeks, len(past), 1, len(past), given, sizes)
        return Comparison(
            *(demand, self.part, self.cost, self.breaks, self.terms, {}, False)
        ).get_figures()

    def live(self, policy, figures, orders):
        """Return (money, orders that came late)."""
        if policy == "pull":
            return self._pull(orders)
        low, high = reorder_levels(
            figures["forecast"],
            figures["lead_days"] / WEEK,
            figures["safety_stock"] if policy == "push" else 0,
            figures["lot_size"],
        )
        life = Life(self, math.ceil(low), math.ceil(high), figures["lead_days"])
        life.live(orders, pulls=policy == "hybrid")
        return life.money, life.late

    def _pull(self, orders):
        money, late = 0.0, 0
        for _day, units, gives in orders:
            is_late = self.part.get_days(units) > gives
            money += self.get_supply(units) + is_late * self.terms.late_cost
            late += is_late
        return money, late

    def get_supply(self, units, whole=False):
        """Return what making or buying so many costs: setups, and dear prices."""
        money = self.part.get_setup(units, whole=whole)
        if self.breaks:
            starts = [start for start, _price in self.breaks]
            place = max(bisect_right(starts, units) - 1, 0)
            money += units * (self.breaks[place][1] - self.breaks[-1][1])
        return money


class Life:
    """Two years of a stock that a rule fills up from `low` to `high`."""

    def __init__(self, shop, low, high, lead):
        self.shop, self.low, self.high, self.lead = shop, low, high, math.ceil(lead)
        self.on_hand, self.owed, self.coming = high, [], []
        self.money, self.late = 0.0, 0

    def live(self, orders, pulls):
        by_day = defaultdict(list)
        for day, units, gives in orders:
            by_day[day].append((units, gives))
        for day in range(DAYS):
            self._receive(day)
            for units, gives in by_day[day]:
                self._sell(day, units, gives, pulls)
            self._reorder(day)
            self.money += self.on_hand * self.shop.cost * self.shop.terms.rate / YEAR

    def _receive(self, day):
        while self.coming and self.coming[0][0] <= day:
            self.on_hand += self.coming.pop(0)[1]
        while self.owed and self.owed[0][0] <= self.on_hand:
            units, until = self.owed.pop(0)
            self.on_hand -= units
            self._count(day > until)

    def _sell(self, day, units, gives, pulls):
        if units <= self.on_hand and not self.owed:
            self.on_hand -= units
        elif pulls:
            short = units - self.on_hand
            self.on_hand = 0
            self.money += self.shop.get_supply(short)
            self._count(self.shop.part.get_days(short) > gives)
        else:
            self.owed.append((units, day + gives))

    def _count(self, is_late):
        self.late += is_late
        self.money += is_late * self.shop.terms.late_cost

    def _reorder(self, day):
        position = self.on_hand + sum(units for _day, units in self.coming)
        position -= sum(units for units, _until in self.owed)
        if position < self.low or position <= 0:
            units = self.high - position
            self.money += self.shop.get_supply(units, whole=True)
            self.coming.append((day + self.lead, units))
