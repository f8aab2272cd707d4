import doctest
import os
from dataclasses import replace
from itertools import product
from math import inf, sqrt
from random import Random
from statistics import NormalDist

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..models.advisor import (
    congestion,
    decoupling,
    demand,
    lot_size,
    numbers,
    part,
    patterns,
    policies,
    reordering,
    safety_stock,
    stock_first,
)
from ..models.advisor.decoupling import EXACT, HEURISTIC, guaranteed_service, solve
from ..models.advisor.demand import classify, croston, net_returns, sba, tsb
from ..models.advisor.lot_size import (
    backorder_fraction,
    economic_order_quantity,
    economic_order_quantity_with_discounts,
    lot_cost,
)
from ..models.advisor.safety_stock import (
    is_made_to_order,
    newsvendor,
    queue_base_stock,
    service_factor,
)
from ..models.advisor.stock_first import StockFirst
from ..models.demand import history
from ..models.stages import program, service_times, tree

# More, and other, cases than in the suite: PULL_EXAMPLES=5000, see the Makefile.
EXAMPLES = int(os.environ.get("PULL_EXAMPLES", "0"))
LUMPY = [
    *(0, 2, 0, 1, 0, 11, 0, 0, 0, 0, 2, 0, 6, 3, 0, 0, 0, 0),
    *(0, 7, 0, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 1, 0, 1, 0, 0),
]
FOUR = {
    "times": {1: 2, 2: 1, 3: 1, 4: 1},
    "holding": {1: 1, 2: 3, 3: 2, 4: 3},
    "edges": [(1, 3), (3, 2), (3, 4)],
    "deviation": 1,
    "z": 1,
    "inbound": {1: 1},
    "outbound_max": {2: 0, 4: 1},
}
TEN = {
    "times": dict(enumerate((2, 3, 2, 4, 2, 3, 6, 4, 3, 2), 1)),
    "holding": dict(
        enumerate((0.01, 0.03, 0.04, 0.06, 0.12, 0.13, 0.2, 0.08, 0.04, 0.5), 1)
    ),
    "edges": [
        *((1, 2), (2, 3), (3, 5), (4, 5), (5, 6)),
        *((6, 10), (7, 10), (8, 10), (9, 10)),
    ],
    "deviation": 10,
    "z": NormalDist().inv_cdf(0.95),  # printed as 1.6449
    "outbound_max": {10: 2},
}


def examples(count):
    """Return the settings of a property: the suite's cases, or more and other ones."""
    return settings(
        max_examples=EXAMPLES or count,
        derandomize=not EXAMPLES,
        deadline=None,
        database=None,
    )


class TestAdvisorArithmetic(BaseCase):
    """Published answers, to the digits given."""

    def test_doctests_hold(self):
        for module in (
            *(numbers, lot_size, demand, safety_stock, decoupling),
            *(part, policies, reordering, congestion, patterns, stock_first),
            *(service_times, tree, history),
        ):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0, module)
            self.assertEqual(result.failed, 0, module)

    def test_reorder_levels_of_places_that_share(self):
        low, high = reordering.reorder_levels(20, 2, 8, 60)
        self.assertEqual((low, high), (48, 108))
        low, high = reordering.reorder_levels(20, 2, 8, 60, share=0.25)
        self.assertEqual((low, high), (14, 44))
        with self.assertRaises(ValueError):
            reordering.reorder_levels(20, 2, 8, 60, share=1.5)

    def test_waiting_of_a_queue_is_that_of_its_rates(self):
        """M/M/1 with 0.7 of 1 busy: 0.7 / (1 - 0.7) services, half of that if all take
        as long; full, without end."""
        self.assertAlmostEqual(congestion.waiting(0.7, 0.7 * 2), 7 / 3)
        self.assertAlmostEqual(congestion.waiting(0.7, 0.7), 7 / 6)
        self.assertEqual(congestion.waiting(1, 1), inf)
        self.assertEqual(congestion.waiting(0, 0), 0)
        with self.assertRaises(ValueError):
            congestion.waiting(-0.1, 1)

    def test_a_trend_is_told_from_chance(self):
        """Of 1,000 histories without a trend about one in twenty seems to have one."""
        chance = Random(7)
        seen = sum(
            bool(patterns.trend([chance.random() for _month in range(13)]))
            for _number in range(1000)
        )
        self.assertLess(seen, 80)
        rising = [5 + month + chance.random() for month in range(13)]
        self.assertAlmostEqual(patterns.trend(rising), 1, 1)
        self.assertLess(patterns.trend(rising[::-1]), -0.9)

    def test_economic_lot(self):
        quantity, cost = economic_order_quantity(1300, 8, 0.225)
        self.assertAlmostEqual(quantity, 304.0468, 4)
        self.assertAlmostEqual(cost, 68.4105, 4)
        self.assertAlmostEqual(lot_cost(250, 1300, 8, 0.225), 69.7250, 4)

    def test_economic_lot_with_customers_who_wait(self):
        quantity, cost = economic_order_quantity(1300, 8, 0.225, 5)
        self.assertAlmostEqual(quantity, 310.8126, 4)
        self.assertAlmostEqual(cost, 66.9214, 4)
        self.assertAlmostEqual(backorder_fraction(0.225, 5), 0.04306, 5)

    def test_discounts_on_all_units(self):
        breaks = [(0, 0.75), (400, 0.72), (800, 0.68)]
        found = economic_order_quantity_with_discounts(1300, 8, 0.3, breaks)
        self.assertEqual(found[0], 800)
        self.assertAlmostEqual(found[1], 978.60, 2)
        breaks = [(0, 5.00), (1000, 4.80), (2000, 4.75)]
        found = economic_order_quantity_with_discounts(5000, 49, 0.2, breaks)
        self.assertEqual(found[0], 1000)
        self.assertAlmostEqual(found[1], 24725, 6)

    def test_newsvendor(self):
        quantity, cost = newsvendor(50, 8, 0.18, 0.70)
        self.assertAlmostEqual(quantity, 56.6040, 4)
        self.assertAlmostEqual(cost, 1.9976, 4)

    def test_lumpy_demand(self):
        found = classify(LUMPY)
        self.assertAlmostEqual(found["interval"], 36 / 11, 12)
        self.assertAlmostEqual(found["variation"], 0.7978, 4)
        self.assertEqual(found["kind"], "lumpy")
        self.assertAlmostEqual(demand.squared_variation(LUMPY, sample=True), 0.8776, 4)
        self.assertAlmostEqual(croston(LUMPY, 0.1), 0.984597, 6)
        self.assertAlmostEqual(sba(LUMPY, 0.1), 0.935367, 6)
        self.assertAlmostEqual(tsb(LUMPY, 0.1, 0.1), 0.804065, 6)

    def test_guaranteed_service_on_trees(self):
        self.assertAlmostEqual(guaranteed_service(**FOUR)[1], 8.277917, 6)
        services, cost = guaranteed_service(**TEN)
        self.assertAlmostEqual(cost, 18.824004, 6)
        self.assertLessEqual(services[10], 2)

    def test_made_to_order_on_a_shared_machine(self):
        self.assertTrue(is_made_to_order(0.1, 0.7, 1, holding=1, backorder=2))
        self.assertFalse(is_made_to_order(0.1, 0.7, 1, holding=1, backorder=4))
        self.assertEqual(queue_base_stock(0.1, 0.7, 1, 1, 4)[0], 1)


class TestAdvisorBadInput(BaseCase):
    """What makes no sense is refused by name, with what to do; nothing crashes."""

    def _check_refused(self, words, function, *args, **kwargs):
        with self.assertRaisesRegex(ValueError, words):
            function(*args, **kwargs)

    def test_lot_sizes(self):
        self.assertEqual(economic_order_quantity(0, 8, 1), (0, 0))
        self.assertEqual(economic_order_quantity(10, 0, 1), (0, 0))
        for words, args in [
            ("demand is -1: .* returns", (-1, 8, 1)),
            ("order_cost is -8", (1, -8, 1)),
            ("holding_cost is 0: .* no lot", (1, 8, 0)),
            ("backorder_cost is 0: .* None", (1, 8, 1, 0)),
            ("demand is None", (None, 8, 1)),
            ("demand is inf", (inf, 8, 1)),
        ]:
            self._check_refused(words, economic_order_quantity, *args)

    def test_discounts(self):
        get = economic_order_quantity_with_discounts
        self.assertEqual(get(0, 8, 0.3, [(0, 1)]), (0, 0))
        for incremental in (False, True):
            self.assertEqual(get(10, 0, 0.3, [(5, 1)], incremental), (5, 10.75))
            self.assertEqual(get(10, 0, 0.3, [(0, 1)], incremental), (0, 10))
        for words, breaks in [
            ("breaks is empty", []),
            ("price rises from 5 on, 1 to 2. Leave", [(5, 2), (0, 1)]),
            ("two prices from 5 on. Keep", [(5, 2), (5, 1)]),
            ("price is 0", [(0, 0)]),
        ]:
            self._check_refused(words, get, 10, 8, 0.3, breaks)
        self._check_refused("holding_rate is 0", get, 10, 8, 0, [(0, 1)])

    def test_periods_of_a_length(self):
        """Whole periods back from the last day; what is older counts in none."""
        days = {0: 1, 4: 2, 5: 4, 9: 8, 10: 16}
        self.assertEqual(demand.gather(days, 11, 5), [12, 3])
        self.assertEqual(demand.gather(days, 15, 5), [16, 12, 3])
        self.assertEqual(demand.gather(days, 4, 5), [])
        self.assertEqual(demand.gather({}, 10, 5), [0, 0])
        self._check_refused("length is 0: .* a day", demand.gather, days, 11, 0)

    def test_histories(self):
        for buckets in ([], [0, 0], [-3], [0, -1, 0]):
            self.assertEqual(classify(buckets)["kind"], "none")
            self.assertEqual(croston(buckets, 0.1), 0)
            self.assertEqual(sba(buckets, 0.1), 0)
            self.assertEqual(tsb(buckets, 0.1, 0.1), 0)
            self.assertEqual(demand.forecast(buckets), 0)
            self.assertEqual(demand.describe(buckets)["mean"], 0)
        self.assertEqual(classify([5])["kind"], "smooth")
        self.assertIsNone(demand.squared_variation([5], sample=True))
        self._check_refused("a bucket is nan: .* 0 where", classify, [1, float("nan")])
        self._check_refused("a bucket is None", croston, [None], 0.1)
        self._check_refused("alpha is 0: .* usual", sba, [1], 0)
        self._check_refused("beta is 2: .* at most 1", tsb, [1], 0.1, 2)

    def test_stocks(self):
        self.assertEqual(newsvendor(50, 0, 1, 1), (50, 0))
        self.assertEqual(queue_base_stock(0, 0, 1, 1, 1), (0, 0))
        self._check_refused("deviation is -1", newsvendor, 50, -1, 1, 1)
        self._check_refused("holding is 0: .* too large", newsvendor, 50, 8, 0, 1)
        self._check_refused("shortage is 0: .* hold none", newsvendor, 50, 8, 1, 0)
        self._check_refused("service is 1: .* 0.95", service_factor, 1)
        self._check_refused("total_rate is 1: .* too", queue_base_stock, 2, 1, 3, 1, 1)
        self._check_refused(
            "service_rate is 1: .* ends", queue_base_stock, 1, 1, 1, 1, 1
        )

    def test_chains(self):
        for words, changed in [
            ("times is empty", {"times": {}}),
            ("times of stage 2 is 1.5: round", {"times": {**FOUR["times"], 2: 1.5}}),
            ("times of stage 2 is -1", {"times": {**FOUR["times"], 2: -1}}),
            ("holding lacks stage 4", {"holding": {1: 1, 2: 1, 3: 1}}),
            ("stage 9, which has no time", {"edges": [(1, 9)]}),
            ("round in a circle.* leave one out", {"edges": [(1, 2), (2, 1)]}),
            ("round in a circle", {"edges": [(1, 1)]}),
            ("deviation lacks stage 4", {"deviation": {2: 1}}),
            ("z is -1", {"z": -1}),
            ("outbound_max of stage 2 is -1", {"outbound_max": {2: -1}}),
            ("inbound has stage 8", {"inbound": {8: 1}}),
        ]:
            self._check_refused(words, guaranteed_service, **{**FOUR, **changed})

    def test_one_stage_and_many_chains(self):
        found = guaranteed_service({"A": 4}, {"A": 2}, [], 3, 1)
        self.assertEqual(found, ({"A": 0}, 12))
        found = guaranteed_service({"A": 4, "B": 9}, {"A": 2, "B": 1}, [], 3, 1)
        self.assertEqual(found, ({"A": 0, "B": 0}, 21))


BREAKS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)),
    min_size=1,
    max_size=4,
    unique_by=lambda pair: pair[0],
).map(
    # The larger the lot, the lower the price.
    lambda pairs: list(
        zip(
            sorted(start for start, _price in pairs),
            sorted((price / 4 for _start, price in pairs), reverse=True),
            strict=True,
        )
    )
)


def get_goods_cost(quantity, breaks, incremental):
    """Return the price of a lot, unit by unit where each break has its own."""
    if not incremental:
        return quantity * [price for start, price in breaks if start <= quantity][-1]
    ends = [start for start, _price in breaks[1:]] + [inf]
    cost = breaks[0][0] * breaks[0][1]
    for (start, price), end in zip(breaks, ends, strict=True):
        cost += max(min(quantity, end) - start, 0) * price
    return cost


class TestAdvisorProperties(BaseCase):
    """Against trying everything, on small random cases."""

    @examples(100)
    @given(
        st.integers(1, 400),
        st.integers(0, 40),
        st.sampled_from([0.05, 0.2, 0.5, 1.0]),
        BREAKS,
        st.booleans(),
    )
    def test_no_lot_is_cheaper(self, wanted, order_cost, rate, breaks, incremental):
        def get_cost(lot):
            # Half of what a lot cost is held on average, whichever its price.
            goods = get_goods_cost(lot, breaks, incremental)
            return (order_cost + goods) * wanted / lot + rate * goods / 2

        quantity, cost = economic_order_quantity_with_discounts(
            wanted, order_cost, rate, breaks, incremental
        )
        least = breaks[0][0]
        self.assertGreaterEqual(quantity, least)
        if quantity:
            self.assertAlmostEqual(cost, get_cost(quantity), 6)
        lots = [least + number / 4 for number in range(1 - bool(least), 400)]
        for lot in [*lots, *(start for start, _price in breaks if start)]:
            self.assertLessEqual(cost, get_cost(lot) + 1e-6, lot)

    @examples(100)
    @given(st.lists(st.integers(-2, 9), max_size=20))
    def test_classes_follow_their_definition(self, buckets):
        sizes = [bucket for bucket in buckets if bucket > 0]
        found = classify(buckets)
        if not sizes:
            self.assertEqual(found["kind"], "none")
            return
        interval = len(buckets) / len(sizes)
        mean = sum(sizes) / len(sizes)
        mean_square = sum(size**2 for size in sizes) / len(sizes)
        variation = mean_square / mean**2 - 1
        assume(abs(variation - 0.49) > 1e-9)
        self.assertAlmostEqual(found["interval"], interval, 9)
        self.assertAlmostEqual(found["variation"], variation, 9)
        names = {
            (False, False): "smooth",
            (False, True): "erratic",
            (True, False): "intermittent",
            (True, True): "lumpy",
        }
        self.assertEqual(found["kind"], names[interval > 1.32, variation > 0.49])

    @examples(100)
    @given(st.lists(st.integers(-5, 9), max_size=20))
    def test_returns_take_from_what_came_before(self, buckets):
        netted = net_returns(buckets)
        self.assertTrue(all(bucket >= 0 for bucket in netted))
        # What is left of each beginning is what was not returned by anything later.
        for index in range(len(buckets) + 1):
            later = [sum(buckets[index:end]) for end in range(index, len(buckets) + 1)]
            self.assertEqual(sum(netted[index:]), max(0, self._net(buckets[index:])))
            self.assertGreaterEqual(sum(netted[index:]), max(later[-1], 0))

    @staticmethod
    def _net(buckets):
        """Return what stays out, each return taking the newest that is still out."""
        out = []
        for bucket in buckets:
            out.append(max(bucket, 0))
            back = max(-bucket, 0)
            while back and any(out):
                index = max(index for index, left in enumerate(out) if left)
                taken = min(out[index], back)
                out[index] -= taken
                back -= taken
        return sum(out)

    @examples(60)
    @given(
        st.floats(0, 50),
        st.floats(0.1, 9),
        st.floats(0.05, 5),
        st.floats(0.05, 5),
    )
    def test_no_quantity_of_newspapers_is_better(self, mean, deviation, over, under):
        normal = NormalDist(0, 1)

        def get_cost(quantity):
            z = (quantity - mean) / deviation
            lost = deviation * (normal.pdf(z) - z * (1 - normal.cdf(z)))
            return over * (quantity - mean + lost) + under * lost

        quantity, cost = newsvendor(mean, deviation, over, under)
        self.assertAlmostEqual(cost, get_cost(quantity), 6)
        for step in range(-20, 21):
            self.assertLessEqual(cost, get_cost(quantity + step / 8) + 1e-9)

    @examples(60)
    @given(
        st.floats(0, 0.5),
        st.floats(0, 0.4),
        st.floats(0.1, 5),
        st.floats(0.1, 20),
    )
    def test_no_base_stock_is_better(self, own, others, holding, backorder):
        ratio = own / (1 - own - others + own)
        chances = [(1 - ratio) * ratio**count for count in range(400)]

        def get_cost(stock):
            return sum(
                chance
                * (holding * max(stock - count, 0) + backorder * max(count - stock, 0))
                for count, chance in enumerate(chances)
            )

        stock, cost = queue_base_stock(own, own + others, 1, holding, backorder)
        self.assertAlmostEqual(cost, get_cost(stock), 6)
        for other in range(stock + 5):
            self.assertLessEqual(cost, get_cost(other) + 1e-6)


@st.composite
def shops(draw):
    """Return the policies of a product that is made, or bought at one price."""
    return policies.Policies(
        orders=draw(st.integers(1, 200)),
        size=draw(st.integers(1, 20)),
        order_setup=draw(st.integers(1, 100)),
        lot_setup=draw(st.integers(1, 100)),
        unit_cost=draw(st.integers(1, 200)),
        rate=0.2,
        safety=draw(st.integers(0, 40)),
    )


class TestAdvisorPolicies(BaseCase):
    """What each policy costs a year."""

    @examples(60)
    @given(shops())
    def test_no_lot_that_serves_an_order_is_cheaper(self, shop):
        self.assertGreaterEqual(shop.lot, shop.size)
        held = shop.holding * shop.safety
        for lot in (shop.size + number / 2 for number in range(1000)):
            lots = shop.lot_setup * shop.quantity / lot
            cost = lots + shop.holding * lot / 2 + held
            self.assertLessEqual(shop.costs["push"], cost + 1e-9, lot)

    @examples(60)
    @given(shops())
    def test_stock_pays_only_with_less_than_half_the_setups(self, shop):
        shop = replace(shop, lot_setup=shop.order_setup, safety=0)
        if abs(shop.costs["pull"] - shop.costs["push"]) > 1e-9:
            pays = shop.costs["push"] < shop.costs["pull"]
            self.assertEqual(pays, shop.lots < shop.orders / 2)

    @examples(60)
    @given(shops())
    def test_pull_and_push_change_places_where_it_says(self, shop):
        shop = replace(shop, lot_setup=shop.order_setup)

        # Safety stock grows with the root of the orders, as deviation does.
        def get_gap(orders=None, setup=1.0):
            orders = orders or shop.orders
            other = replace(
                shop,
                orders=orders,
                order_setup=shop.order_setup * setup,
                lot_setup=shop.lot_setup * setup,
                safety=shop.safety * sqrt(orders / shop.orders),
            )
            if other.lot <= other.size:
                return -1  # lots of an order save nothing
            return other.costs["pull"] - other.costs["push"]

        share = shop.even_setup / shop.order_setup
        self.assertLessEqual(get_gap(orders=shop.even_orders * 0.99), 0)
        self.assertLessEqual(get_gap(setup=share * 0.99), 0)
        self.assertGreater(get_gap(orders=shop.even_orders * 1.01), 0)
        self.assertGreater(get_gap(setup=share * 1.01), 0)

    def test_price_breaks_weigh_on_small_orders(self):
        shop = policies.Policies(
            orders=100,
            size=10,
            order_setup=5,
            lot_setup=5,
            unit_cost=5,
            rate=0.2,
            breaks=((0, 5.0), (200, 4.5)),
        )
        self.assertEqual(shop.lot, 200)
        # 100 orders at 5 and 1,000 units dearer by 0.5; 5 lots at 5, 100 units held.
        self.assertEqual(shop.costs["pull"], 1000)
        self.assertEqual(shop.costs["push"], 125)
        self.assertIsNone(shop.even_orders)

    def test_stock_first_pays_the_rest_alone(self):
        """Ten of a hundred orders lack three of their ten units: 30 of 1,000 units at
        the price of small lots and 2 of setup, 97 % of five lots, and 90 on hand."""
        shop = policies.Policies(
            orders=100,
            size=10,
            order_setup=5,
            lot_setup=5,
            unit_cost=5,
            rate=0.2,
            breaks=((0, 5.0), (200, 4.5)),
            held=90,
            lacking=((10, 3, 2, 0.5),),
            late_cost=8,
        )
        cost = 10 * 2 + 30 * 0.5 + 0.97 * 25 + 90
        late = 10 * 0.5 * 8
        self.assertAlmostEqual(shop.costs["hybrid"], cost + late)

    def test_only_stock_serves_who_does_not_wait(self):
        shop = policies.Policies(1, 1, 5, 5, 50, 0.2, safety=9)
        self.assertEqual(shop.get_best(), "pull")
        self.assertEqual(shop.get_best(is_fast=False), "push")


def live(shop, count=40_000):
    """Return what orders that come at random find: units on hand and share taken, on
    average, and the share of the orders that lack something."""
    luck, day = Random(5), 0.0
    on_hand, coming, held, wanted, taken, short = shop.high, [], 0.0, 0.0, 0.0, 0
    for _number in range(count):
        day += luck.expovariate(shop.orders)
        while coming and coming[0][0] <= day:
            on_hand += coming.pop(0)[1]
        size = luck.choice(shop.sizes)
        held, wanted = held + on_hand, wanted + size
        given_units = min(size, on_hand)
        short += given_units < size
        on_hand, taken = on_hand - given_units, taken + given_units
        position = on_hand + sum(units for _day, units in coming)
        if position < shop.low:
            coming.append((day + shop.lead, shop.high - position))
    return held / count, taken / wanted, short / count


class TestAdvisorStockFirst(BaseCase):
    """A stock that is taken from first, lived through order by order."""

    def _check_lived(self, shop, held=0.03, share=0.01):
        lived_held, lived_taken, lived_short = live(shop)
        short = sum(orders for orders, _units in shop.lacking)
        self.assertAlmostEqual(shop.held / lived_held, 1, delta=held)
        self.assertAlmostEqual(shop.taken, lived_taken, delta=share)
        self.assertAlmostEqual(short, lived_short, delta=share)

    def test_one_lot_is_awaited(self):
        self._check_lived(StockFirst(3, 20, 60, [1, 1, 2, 3], 0.03))
        self._check_lived(StockFirst(1, 5, 10, [1], 0.08))
        self._check_lived(StockFirst(12, 80, 24, [10, 12, 14], 0.04))

    def test_many_small_units_are_cut_into_steps(self):
        self._check_lived(StockFirst(900, 5000, 60, [150, 250, 320], 0.06))

    def test_what_is_weighed_is_cut_finer(self):
        shop = StockFirst(0.3, 2, 60, [0.1, 0.15, 0.32], 0.03, whole=False)
        self._check_lived(shop)
        self.assertAlmostEqual(shop.step, 0.02)

    def test_of_several_lots_awaited_it_lacks_a_little_too_much(self):
        shop = StockFirst(21, 24, 250, [1, 2, 3], 0.04)
        held, taken, _short = live(shop)
        self.assertLess(shop.taken, taken)
        self._check_lived(shop, held=0.3, share=0.11)

    def test_orders_that_come_together_lack_more(self):
        shop = StockFirst(3, 20, 60, [1, 1, 2, 3], 0.03)
        together = replace(shop, spread=3)
        self.assertLess(together.taken, shop.taken - 0.01)
        self.assertGreater(replace(shop, spread=0).taken, shop.taken)

    def test_orders_without_end_are_no_number_too_small(self):
        shop = StockFirst(40_000, 80_000, 1_000_000, [1, 2], 0.03)
        self.assertAlmostEqual(sum(shop._on_hand), 1, 6)
        self.assertGreater(shop.taken, 0.8)

    def test_numbers_that_cannot_be_are_refused(self):
        for words, values in [
            ("low is 0: .* never be filled up", (0, 3, 1, [1], 1)),
            ("high is 1", (2, 1, 1, [1], 1)),
            ("size is 0", (1, 2, 1, [0], 1)),
            ("lead is -1", (1, 2, 1, [1], -1)),
        ]:
            with self.assertRaisesRegex(ValueError, words):
                StockFirst(*values)


@st.composite
def chains(draw, is_tree):
    """Return the arguments of a small chain, a forest or any graph without circles."""
    count = draw(st.integers(1, 5 if is_tree else 4))
    names = draw(st.permutations(range(count)))
    edges = []
    for number in range(1, count):
        others = st.integers(0, number - 1)
        picked = [draw(others)] if is_tree else draw(st.sets(others, max_size=3))
        for other in picked:
            edge = (names[other], names[number])
            # Other than by number, a tree may join two chains in either direction.
            edges.append(edge[::-1] if is_tree and draw(st.booleans()) else edge)
    times = st.integers(0, 2)
    limits = st.dictionaries(st.sampled_from(names), st.integers(0, 4), max_size=3)
    return {
        "times": {name: draw(times) for name in names},
        "holding": {name: draw(st.integers(0, 6)) / 2 for name in names},
        "edges": edges,
        "deviation": {name: draw(st.integers(0, 3)) for name in names},
        "z": 1.5,
        "inbound": draw(limits),
        "outbound_max": draw(limits),
    }


def try_all(times, holding, edges, deviation, z, inbound, outbound_max):
    """Return the cost of the cheapest of all outbound service times."""
    names = list(times)
    # The demand that reaches each stage, by adding up what every customer passes on.
    customers = {name: [to for by, to in edges if by == name] for name in names}
    suppliers = {name: [by for by, to in edges if to == name] for name in names}

    def get_variance(name):
        below = sum(get_variance(customer) for customer in customers[name])
        return deviation[name] ** 2 + below

    weights = {name: z * holding[name] * sqrt(get_variance(name)) for name in names}
    most = sum(times.values()) + max(inbound.values(), default=0)
    limits = [
        min(outbound_max.get(name, most if customers[name] else 0), most)
        for name in names
    ]
    best = inf
    for chosen in product(*(range(limit + 1) for limit in limits)):
        service = dict(zip(names, chosen, strict=True))
        cost = 0
        for name in names:
            waits = [service[supplier] for supplier in suppliers[name]]
            net = max([inbound.get(name, 0), *waits]) + times[name] - service[name]
            if net < 0:
                break
            cost += weights[name] * sqrt(net)
        else:
            best = min(best, cost)
    return best


class TestAdvisorDecoupling(BaseCase):
    """Guaranteed service against trying all service times."""

    @examples(80)
    @given(chains(is_tree=True))
    def test_no_times_of_a_tree_are_cheaper(self, chain):
        _services, cost, method = solve(**chain)
        self.assertEqual(method, EXACT)
        self.assertAlmostEqual(cost, try_all(**chain), 9)

    @examples(80)
    @given(chains(is_tree=False))
    def test_no_times_of_a_graph_are_cheaper(self, chain):
        _services, cost, method = solve(**chain)
        self.assertEqual(method, EXACT)
        self.assertAlmostEqual(cost, try_all(**chain), 9)

    @examples(40)
    @given(chains(is_tree=False))
    def test_a_guess_is_called_one_and_costs_no_less(self, chain):
        self.patch(decoupling, "MOST_PAIRS", 0)
        self.patch(program, "highspy", None)
        services, cost, method = solve(**chain)
        is_tree = len(chain["edges"]) == self._count_joins(chain)
        self.assertEqual(method, EXACT if is_tree else HEURISTIC)
        self.assertEqual(list(services), list(chain["times"]))
        self.assertGreaterEqual(cost, try_all(**chain) - 1e-9)

    def test_two_ways_from_one_supplier(self):
        chain = {
            "times": {1: 3, 2: 1, 3: 3, 4: 0},
            "holding": {1: 9, 2: 4, 3: 8, 4: 8},
            "edges": [(1, 2), (1, 3), (2, 4), (3, 4)],
            "deviation": {1: 0, 2: 0, 3: 0, 4: 1},
            "z": 1,
            "inbound": {},
            "outbound_max": {4: 1},
        }
        services, cost, method = solve(**chain)
        self.assertEqual(services, {1: 3, 2: 4, 3: 6, 4: 1})
        self.assertAlmostEqual(cost, 8 * sqrt(5), 9)
        self.assertAlmostEqual(cost, try_all(**chain), 9)
        self.assertEqual(method, EXACT)

    @examples(80)
    @given(st.data())
    def test_no_times_of_a_diamond_are_cheaper(self, data):
        numbers = st.integers(0, 3)
        chain = {
            "times": {stage: data.draw(numbers) for stage in range(4)},
            "holding": {stage: data.draw(numbers) for stage in range(4)},
            "edges": [(0, 1), (0, 2), (1, 3), (2, 3)],
            "deviation": {0: 0, 1: 0, 2: 0, 3: 1},
            "z": 1,
            "inbound": {},
            "outbound_max": {3: data.draw(numbers)},
        }
        _services, cost, _method = solve(**chain)
        self.assertAlmostEqual(cost, try_all(**chain), 9)

    @staticmethod
    def _count_joins(chain):
        """Return how many edges join what was apart."""
        groups, joins = [{stage} for stage in chain["times"]], 0
        for edge in chain["edges"]:
            touched = [group for group in groups if group & set(edge)]
            if len(touched) > 1:
                joins += 1
                groups = [group for group in groups if group not in touched]
                groups.append(set.union(*touched))
        return joins
