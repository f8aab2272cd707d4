"""What a stock holds and lacks that is taken from first, while what it lacks is pulled.

All quantities are in one unit, all times in years. A reordering rule fills the stock up
to `high` when what is there and comes falls below `low`. An order that finds too little
takes what there is; the rest is supplied for it alone and never enters the stock, which
is what books call lost sales: a lot follows only what was taken. Orders come at random,
each of one of the sizes that there were; where they come together, the variance of
demand is larger, and they are taken as larger ones that come as much less often.

Quantities are cut into at most `STEPS` whole steps, and everything follows from these:

- Demand while a lot is awaited: compound Poisson, by the recursion of Adelson 1966
  (Panjer 1981 for other counts).
- Where the position (on hand and coming) stands: as often as it passes there between
  two lots, by the renewals of Zheng and Federgruen 1991.
- On hand: the position as a lot was last awaited, less the demand since, never below 0;
  an order that comes at random finds this.
- What orders lack is pulled and waits for no lot. The stock lasts longer for so many
  units, as it does when a lot has come: Hadley and Whitin 1963, chapter 4, on lost
  sales. While several lots are awaited at once it lacks less than is said here.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import ceil, exp, floor

from .numbers import check_number

STEPS = 100
# The least share of a random demand's variance that is told from none.
LEAST_SPREAD = 0.1
# More orders than these in one wait deviate by next to nothing, and would underflow.
MOST_ORDERS = 500
# A share of the orders that makes no difference.
RARE = 1e-6


def cut(sizes, step):
    """Return {steps: share} of sizes that come as often, each cut between two steps.

    >>> cut([1, 2.5], 1)
    {1: 0.5, 2: 0.25, 3: 0.25}
    """
    shares = defaultdict(float)
    for size in sizes:
        low = floor(size / step + 1e-9)
        part = max(size / step - low, 0)
        shares[low] += (1 - part) / len(sizes)
        if part > 0:
            shares[low + 1] += part / len(sizes)
    return dict(shares)


def compound_poisson(count, shares, most):
    """Return the probabilities of 0, 1, ... `most` steps of demand.

    :param count: mean number of orders, at least 0
    :param shares: {steps of an order: its share}

    Two orders of one step on average, and of two steps:

    >>> [round(number, 4) for number in compound_poisson(2, {1: 1.0}, 3)]
    [0.1353, 0.2707, 0.2707, 0.1804]
    >>> [round(number, 4) for number in compound_poisson(2, {2: 1.0}, 3)]
    [0.1353, 0.0, 0.2707, 0.0]
    """
    jumps = [(steps, steps * share) for steps, share in shares.items() if steps]
    found = [exp(-count * (1 - shares.get(0, 0)))]
    for steps in range(1, most + 1):
        reached = sum(
            weight * found[steps - jump] for jump, weight in jumps if jump <= steps
        )
        found.append(count * reached / steps)
    return found


def visits(shares, most):
    """Return how many orders find 0, 1, ... `most` steps used since a lot, on average.

    >>> visits({1: 1.0}, 2), visits({2: 1.0}, 4)
    ([1.0, 1.0, 1.0], [1.0, 0.0, 1.0, 0.0, 1.0])
    >>> visits({0: 0.5, 1: 0.5}, 1)
    [2.0, 2.0]
    """
    stays = 1 - shares.get(0, 0)
    jumps = [(steps, share) for steps, share in shares.items() if steps]
    found = [1 / stays]
    for steps in range(1, most + 1):
        reached = sum(
            share * found[steps - jump] for jump, share in jumps if jump <= steps
        )
        found.append(reached / stays)
    return found


@dataclass(frozen=True)
class StockFirst:
    """One stock, taken from first, and what it lacks.

    :param low: units below which it is filled up, above 0
    :param high: units up to which it is, at least `low`
    :param orders: orders a year, above 0
    :param sizes: units of orders that come as often, each above 0
    :param lead: years from a lot's order to its goods, at least 0
    :param spread: variance of the demand, divided by that of orders at random
    :param whole: units are counted, and never cut into less than one
    :raise ValueError: a number that it cannot be

    Half an order of one unit comes in each wait, and the position is three as often as
    it is two: half of 1.4 % (three orders or more in a wait) and of 9.0 % (two or more)
    would find nothing if all waited for lots, 0.1 units a lot. A lot lasts longer by
    that: 4.97 % find nothing.

    >>> shop = StockFirst(2, 3, orders=10, sizes=[1], lead=0.05)
    >>> shop.step, round(shop.held, 4), round(shop.taken, 4)
    (1, 2.0361, 0.9503)
    >>> [(round(share, 4), units) for share, units in shop.lacking]
    [(0.0497, 1)]
    """

    low: float
    high: float
    orders: float
    sizes: list
    lead: float
    spread: float = 1.0
    whole: bool = True

    def __post_init__(self):
        check_number("low", self.low, above=0, remedy="It would never be filled up.")
        check_number("high", self.high, at_least=self.low)
        check_number("orders", self.orders, above=0)
        check_number("lead", self.lead, at_least=0)
        for size in self.sizes:
            check_number("size", size, above=0)

    @cached_property
    def step(self):
        """Units of a step."""
        step = self.high / STEPS
        return max(step, 1) if self.whole else step

    @cached_property
    def held(self):
        """Units on hand, on average."""
        steps = sum(count * share for count, share in enumerate(self._on_hand))
        longer = self._waited_for * self._lot
        full = self.high - self.orders * self.lead * self._size + longer / 2
        waiting = steps * self.step
        return self.taken * waiting + (1 - self.taken) * max(full, waiting)

    @cached_property
    def taken(self):
        """Share of the demand that is taken from stock."""
        return 1 / (1 + self._waited_for)

    @property
    def lacking(self):
        """[(share of the orders, units that one of them lacks)]."""
        return [(self.taken * share, units) for share, units in self._lacking]

    @property
    def _size(self):
        return sum(self.sizes) / len(self.sizes)

    @property
    def _lot(self):
        return sum(self._passes) * self._size

    @cached_property
    def _waited_for(self):
        """Share of the demand that would wait for lots, were nothing pulled."""
        return sum(share * units for share, units in self._lacking) / self._size

    @cached_property
    def _lacking(self):
        shares = defaultdict(float)
        for size, share in cut(self.sizes, self.step).items():
            for steps, there in enumerate(self._on_hand[:size]):
                shares[size - steps] += share * there
        return [
            (share, steps * self.step)
            for steps, share in sorted(shares.items())
            if share > RARE
        ]

    @property
    def _top(self):
        return max(round(self.high / self.step), 1)

    @cached_property
    def _passes(self):
        """How many orders find the position at its top, one step lower, and so on."""
        least = max(ceil(self.low / self.step - 1e-9), 1)
        return visits(cut(self.sizes, self.step), max(self._top - least, 0))

    @cached_property
    def _on_hand(self):
        """Shares of the time in which there are 0, 1, ... steps on hand."""
        demand = self._get_demand(self._top)
        within = [*accumulate(demand)]
        found, total = [0.0] * (self._top + 1), sum(self._passes)
        for used, orders in enumerate(self._passes):
            position, share = self._top - used, orders / total
            for steps in range(1, position + 1):
                found[steps] += share * demand[position - steps]
            found[0] += share * max(1 - within[position - 1], 0)
        return found

    def _get_demand(self, most):
        count = self.orders * self.lead
        spread = max(self.spread, LEAST_SPREAD, count / MOST_ORDERS)
        shares = cut([size * spread for size in self.sizes], self.step)
        return compound_poisson(count / spread, shares, most)
