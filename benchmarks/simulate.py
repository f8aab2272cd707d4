"""Are promises kept? 2,000 orders lived through in the demo factory: main() in Odoo's
shell, on a database with the module alone (`make bench-simulate`).

Orders of the demo company come in at random, more than its work centers are idle for.
Each is promised by the module's own engines: `OrderPromise` works out what it pulls and
how long that takes, `Schedule` places it beside the work of the orders under way. Then
it is lived: vendors are early, late and sometimes very late, runs take longer than
planned; a work center does one job at a time, in its hours, and first what is promised
first. An order is kept if its last step ends by the promised date.

Orders of the same goods pull the same, so each basket is exploded once and its steps
are used again, from another moment; 2,000 explosions would take an hour and give the
same. What is pushed is always in stock. Baskets that pull nothing are left out: their
promises cannot fail. Work under way loads a work center as
`mrp.workcenter._get_pull_load` has it: where it was placed; what was to begin by now,
or has begun, takes the planned minutes that are left, from now on.

A first run, promised by planned lead times, is what is learnt from. Its receipts and
work orders go to `pull.lead.time`, the code that keeps learnt lead times, and are taken
by its buttons. Then the same orders, with the same luck, are promised in each of the
`WAYS`: the 80 % of every step is more than the 80 % of all of them one after the other,
so that promises are also made at the 80 % of vendors and the median of work centers.
"""
# pylint: disable=print-used

import json
import math
import os
import platform
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count as numbers
from pathlib import Path
from random import Random

from odoo.addons.pull_through_production.demo import build, history, orders
from odoo.addons.pull_through_production.demo.catalogue import get_product
from odoo.addons.pull_through_production.demo.names import recall
from odoo.addons.pull_through_production.demo.vendors import STOCK
from odoo.addons.pull_through_production.models.learning import quantiles
from odoo.addons.pull_through_production.models.schedule.calendar import (
    HORIZON,
    FreeTime,
    Hours,
)
from odoo.addons.pull_through_production.models.schedule.placement import (
    OPERATION,
    PURCHASE,
    Schedule,
)
from odoo.addons.pull_through_production.models.schedule.placement import (
    STOCK as FROM_STOCK,
)

START = datetime(2031, 1, 6)  # a Monday
YEARS = 30  # of working hours that are known: more than anybody needs
SEED = 19
WARM_UP = 600  # orders to learn from
BUSY = 0.75  # of the hours of the busiest work center
ENGRAVED = 0.3  # of the baskets with tables

# vendor: (median of actual over planned days, spread of its logarithm, share of orders
# that come very late, up to so many days later)
VENDORS = {
    "vendor_timber": (1.05, 0.20, 0.10, 10),
    "vendor_steel": (1.00, 0.15, 0.05, 8),
    "vendor_engraver": (1.10, 0.25, 0.10, 7),
    "vendor_weaver": (1.15, 0.25, 0.10, 14),
    "vendor_fixings": (1.00, 0.20, 0.05, 5),
}
# work center: (median of actual over planned minutes, spread of its logarithm)
CENTERS = {
    "center_cnc": (1.10, 0.25),
    "center_welding": (1.05, 0.20),
    "center_finishing": (1.15, 0.30),
    "center_assembly": (1.00, 0.20),
}
# what promises use of {vendors, work centers}
WAYS = {
    "planned": {"vendor": "planned", "workcenter": "planned"},
    "median": {"vendor": "median", "workcenter": "median"},
    "vendors": {"vendor": "most", "workcenter": "median"},
    "most": {"vendor": "most", "workcenter": "most"},
}
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def main(env, path, count):
    """Write how many promises are kept; `count` orders for each way to promise."""
    begin, seed = time.process_time(), int(os.environ.get("SEED") or SEED)
    factory = Factory(env)
    planned = factory.get_networks()
    luck = Luck(factory, planned)
    warm_up = Life(factory, planned, planned, luck.draw(seed, WARM_UP))
    warm_up.live()
    lead_times = factory.learn(warm_up)
    drawn = luck.draw(seed + 1, count)
    figures = {}
    for way, taken in WAYS.items():
        for record in lead_times:
            getattr(record, f"action_use_{taken[record.kind]}")()
        life = Life(factory, factory.get_networks(), planned, drawn)
        life.live()
        figures[way] = life.get_figures()
    result = {
        "machine": {"cpu": platform.processor() or platform.machine()}
        | {"python": platform.python_version()},
        "orders": count,
        "seed": seed,
        "warm_up": WARM_UP,
        "orders_a_day": round(luck.rate * 60 * 24, 2),
        "learnt": [record.summary for record in lead_times],
        "promises": figures,
        "cpu_seconds": round(time.process_time() - begin, 1),
    }
    Path(path).write_text(json.dumps(result, indent=1))


class Factory:
    """The demo company, and what its orders pull by the real engines."""

    def __init__(self, env):
        build.build_company(env)
        self.env = env
        self._fill_stock()
        self.baskets = self._create_baskets()
        self.vendors = {recall(env, name).id: VENDORS[name] for name in VENDORS}
        self.odds = {recall(env, name): CENTERS[name] for name in CENTERS}
        self.centers = env["mrp.workcenter"].concat(*self.odds)
        end = START + timedelta(days=365 * YEARS)
        self.hours = self.centers._get_pull_working_hours(START, end)
        self._intervals = {c: h.get_intervals() for c, h in self.hours.items()}
        self._windows = {}

    def _fill_stock(self):
        """There is always enough of what is pushed."""
        place = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        for name in STOCK:
            product = get_product(self.env, name)
            if product.product_tmpl_id.effective_supply_policy == "push":
                self.env["stock.quant"]._update_available_quantity(product, place, 1e6)

    def _create_baskets(self):
        """Return {(basket, engraved): (how often it is ordered, its quotation)}."""
        weights = defaultdict(float)
        for often, names in history.HABITS.values():
            for name in names:
                weights[name] += often / len(names)
        baskets = {}
        for name, weight in weights.items():
            is_table = any("dining_table" in line[0] for line in orders.BASKETS[name])
            for engraved in (False, True) if is_table else (False,):
                part = ENGRAVED if engraved else 1 - ENGRAVED if is_table else 1
                text = "Simulated" if engraved else None
                order = orders.create_order(self.env, "customer_hotel", name, text)
                baskets[name, engraved] = weight * part, order
        return baskets

    def get_networks(self):
        """Return {basket: its Network} as promises use it now."""
        self.env.flush_all()
        self.env.invalidate_all()
        networks = {}
        for name, (_weight, order) in self.baskets.items():
            quoted = order.order_line._filter_pull_quoted()
            promise = quoted._get_pull_promise_engine(START)
            assert not promise.placement.get_problems(), name
            if any(step.kind != FROM_STOCK for step in promise.steps.values()):
                networks[name] = self._get_network(promise)
        pulls = {
            name: network
            for name, network in networks.items()
            if any(step.kind in (OPERATION, PURCHASE) for step in network.steps)
        }
        return pulls

    def _get_network(self, promise):
        days, vendors = {}, {}
        for key, step in promise.steps.items():
            if step.kind == PURCHASE:
                node = promise.nodes[key]
                price = self.env["product.supplierinfo"].browse(node["supplierinfo_id"])
                days[key], vendors[key] = price.delay, node["partner_id"]
        return Network([*promise.steps.values()], days, vendors)

    def get_window(self, moment):
        """Return {work center: Hours} that reach from a moment to the horizon."""
        first = moment.replace(day=1, hour=0, minute=0, second=0)
        if first not in self._windows:
            last = first + HORIZON + 31 * DAY
            self._windows[first] = {
                center: Hours(span for span in spans if first <= span[0] < last)
                for center, spans in self._intervals.items()
            }
        return self._windows[first]

    def learn(self, life):
        """Keep what a life showed as learnt lead times; return them."""
        company = self.env.company.id
        lead_times = self.env["pull.lead.time"]
        for kind, name, observed in (
            ("vendor", "partner_id", life.arrivals),
            ("workcenter", "workcenter_id", life.worked),
        ):
            found = {(company, key): seen for key, seen in observed.items()}
            lead_times._learn(kind, name, found)
        return lead_times.search([("is_enough", "=", True)])

    def round_up(self, moment):
        return self.env["sale.order"]._get_pull_round_up(moment)


@dataclass
class Network:
    """What a basket pulls.

    :param days: {key: planned days of a purchase}
    :param vendors: {key: id of its vendor}
    """

    steps: list
    days: dict
    vendors: dict

    def get_steps(self, moment):
        """Return the steps of an order that comes at a moment: stock is there then."""
        return [
            replace(step, fixed=(moment, moment)) if step.fixed else step
            for step in self.steps
        ]


class Luck:
    """Who orders what, when, and how long things really take."""

    def __init__(self, factory, networks):
        self.factory, self.networks = factory, networks
        self.names = [*networks]
        self.weights = [factory.baskets[name][0] for name in self.names]
        self.rate = self._get_rate()

    def _get_rate(self):
        """Return the orders a minute that keep the busiest work center so busy."""
        work = defaultdict(float)
        for name, weight in zip(self.names, self.weights, strict=True):
            for step in self.networks[name].steps:
                for center, minutes in step.centers[:1]:
                    work[center] += minutes * weight / sum(self.weights)
        rates = []
        for center, minutes in work.items():
            median, spread = self.factory.odds[center]
            mean = median * math.exp(spread**2 / 2)
            hours = self.factory.hours[center].total / (YEARS * 365 * 24 * 60)
            rates.append(BUSY * hours / (minutes * mean))
        return min(rates)

    def draw(self, seed, count):
        """Return so many orders: [(moment, basket, {vendor: days}, {key: factor})].

        What a vendor delivers for one order comes on one purchase, and is late with it.
        """
        random, drawn, moment = Random(seed), [], START + 8 * 60 * MINUTE
        for _number in range(count):
            wait = random.expovariate(self.rate)
            moment = (moment + wait * MINUTE).replace(microsecond=0)
            [name] = random.choices(self.names, self.weights)
            drawn.append((moment, name, *self._draw_times(random, self.networks[name])))
        return drawn

    def _draw_times(self, random, network):
        late = {
            vendor: (
                random.lognormvariate(math.log(median), spread),
                random.uniform(1, most) if random.random() < share else 0,
            )
            for vendor, (median, spread, share, most) in self.factory.vendors.items()
        }
        factors = {}
        for step in network.steps:
            for center, _minutes in step.centers[:1]:
                median, spread = self.factory.odds[center]
                factors[step.key] = random.lognormvariate(math.log(median), spread)
        return late, factors


@dataclass
class Order:
    """An order under way."""

    number: int
    moment: datetime
    promised: datetime
    steps: dict  # {key: Step} as promised
    real: dict  # {key: minutes that it really takes}
    waits: dict = field(default_factory=dict)  # {key: how many it waits for}
    later: dict = field(default_factory=lambda: defaultdict(list))
    done: datetime | None = None
    left: int = 0


@dataclass
class Work:
    """An operation at its work center: where it was placed, and how far it is."""

    order: Order
    key: tuple
    center: object
    planned: float
    start: datetime
    end: datetime
    begun: datetime | None = None


class Life:
    """Orders come, are promised, and are lived, in the sequence of time.

    :param promised: {basket: Network} by which promises are made
    :param planned: {basket: Network} that vendors and work centers are planned by
    """

    def __init__(self, factory, promised, planned, drawn):
        self.factory = factory
        self.promised, self.planned, self.drawn = promised, planned, drawn
        self.orders = []
        self.arrivals, self.worked = defaultdict(list), defaultdict(list)
        self.work = {center: {} for center in factory.centers}  # not done: {id: Work}
        self.queues = {center: [] for center in factory.centers}
        self.busy = dict.fromkeys(factory.centers)
        self.minutes = dict.fromkeys(factory.centers, 0.0)
        self._woken = {}
        self._events, self._numbers = [], numbers()

    def live(self):
        for number, (moment, *_what) in enumerate(self.drawn):
            self._plan(moment, self._accept, number)
        while self._events:
            self.now, _number, act, arguments = heappop(self._events)
            act(*arguments)
        assert all(order.done for order in self.orders)

    def _plan(self, moment, act, *arguments):
        heappush(self._events, (moment, next(self._numbers), act, arguments))

    # === An order is promised ===

    def _accept(self, number):
        moment, name, late, factors = self.drawn[number]
        steps = self.promised[name].get_steps(moment)
        placement = Schedule(moment, self._get_free()).place_forward(steps)
        promised = self.factory.round_up(placement.get_end())
        real = self._get_real(self.planned[name], late, factors)
        order = Order(number, moment, promised, {s.key: s for s in steps}, real)
        self.orders.append(order)
        planned = {step.key: step for step in self.planned[name].steps}
        for step in steps:
            for center, _minutes in step.centers[:1]:
                placed = placement[step.key]
                minutes = planned[step.key].centers[0][1]
                self.work[center][number, step.key] = Work(
                    order, step.key, center, minutes, placed.start, placed.end
                )
        self._begin(order)

    def _get_real(self, network, late, factors):
        """Return {key: the minutes that a step really takes}; note receipts."""
        real = {}
        for step in network.steps:
            if step.kind == PURCHASE:
                ratio, more = late[network.vendors[step.key]]
                days = network.days[step.key]
                took = days * ratio + more
                over = round(quantiles.get_days_over(took, 0, 0, days), 1)
                seen = self.arrivals[network.vendors[step.key]]
                seen.append((days, days + over, over))
                real[step.key] = step.minutes + (took - days) * DAY / MINUTE
            elif step.centers:
                real[step.key] = step.centers[0][1] * factors[step.key]
            else:
                real[step.key] = 0 if step.fixed else step.minutes
        return real

    def _get_free(self):
        """Return {work center: FreeTime}, without what is under way."""
        hours = self.factory.get_window(self.now)
        return {
            center: FreeTime(hours[center], self._get_load(hours[center], work))
            for center, work in self.work.items()
        }

    def _get_load(self, hours, work):
        load, due = [], []
        for item in work.values():
            if item.begun or item.start < self.now:
                due.append(item)
            else:
                load.append((item.start, item.end, item))
        moment = self.now
        for item in sorted(due, key=lambda item: item.begun is None):
            spent = self._get_spent(hours, item)
            slot = hours.walk(moment, max(item.planned - spent, 0))
            load.append((*slot, item))
            moment = max(moment, slot[1])
        return load

    def _get_spent(self, hours, item):
        """Return the minutes of work that were done on what has begun."""
        if not item.begun:
            return 0
        hours = self.factory.hours[item.center]
        begun, now = (
            hours.count((moment - datetime(1970, 1, 1)) // MINUTE)
            for moment in (item.begun, self.now)
        )
        return now - begun

    # === An order is lived ===

    def _begin(self, order):
        order.left = len(order.steps)
        for key, step in order.steps.items():
            before = [*step.after, *([] if step.follows is None else [step.follows])]
            before = [other for other in before if other in order.steps]
            order.waits[key] = len(before)
            for other in before:
                order.later[other].append((key, other == step.follows))
        for key in [key for key, waits in order.waits.items() if not waits]:
            self._make_ready(order, key)

    def _make_ready(self, order, key):
        step = order.steps[key]
        if not step.centers:
            self._plan(self.now + order.real[key] * MINUTE, self._end, order, key)
            return
        work = self.work[step.centers[0][0]][order.number, key]
        place = (order.promised, order.number, next(self._numbers))
        heappush(self.queues[work.center], (place, work))
        self._dispatch(work.center)

    def _dispatch(self, center):
        """Begin what is promised first, if the work center is free and open."""
        queue, hours = self.queues[center], self.factory.hours[center]
        if self.busy[center] or not queue:
            return
        opens, _end = hours.walk(self.now, 1)
        if opens - self.now >= MINUTE:
            if self._woken.get(center) != opens:
                self._woken[center] = opens
                self._plan(opens, self._dispatch, center)
            return
        _place, work = heappop(queue)
        self.busy[center], work.begun = work, opens
        minutes = work.order.real[work.key]
        self.minutes[center] += minutes
        _start, end = hours.walk(opens, minutes)
        self._plan(end, self._finish, work)
        self._free_next(work.order, work.key, True)

    def _finish(self, work):
        minutes = work.order.real[work.key]
        factor = round(minutes / work.planned, 2)
        self.worked[work.center.id].append((work.planned, minutes, factor))
        del self.work[work.center][work.order.number, work.key]
        self.busy[work.center] = None
        self._end(work.order, work.key)
        self._dispatch(work.center)

    def _end(self, order, key):
        order.left -= 1
        if not order.left:
            order.done = self.now
        self._free_next(order, key, False)

    def _free_next(self, order, key, follows):
        """Let begin what waited for a step to end, or (`follows`) to begin."""
        for other, is_follower in order.later[key]:
            if is_follower == follows:
                order.waits[other] -= 1
                if not order.waits[other]:
                    self._make_ready(order, other)

    # === What came of it ===

    def get_figures(self):
        late = sorted((o.done - o.promised) / DAY for o in self.orders)
        overdue = [days for days in late if days > 0]
        count = len(late)
        span = self.orders[-1].moment - START
        return {
            "kept": round((count - len(overdue)) / count, 4),
            "promised_days": self._get_mean(o.promised - o.moment for o in self.orders),
            "real_days": self._get_mean(o.done - o.moment for o in self.orders),
            "late_days_if_late": round(sum(overdue) / max(len(overdue), 1), 2),
            "late_days_worst": round(late[-1], 2),
            "days_early_median": round(-late[count // 2], 2),
            "busy": {
                center.name: round(
                    minutes
                    / self.factory.hours[center].total
                    * (timedelta(days=365 * YEARS) / span),
                    2,
                )
                for center, minutes in self.minutes.items()
            },
        }

    def _get_mean(self, spans):
        days = [span / DAY for span in spans]
        return round(sum(days) / len(days), 2)
