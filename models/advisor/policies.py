"""What each supply policy of a product would cost a year, and what would change that.

All amounts are in one currency and a year, all quantities in one unit. Only what
differs between the policies counts: setups, ordering, price breaks, and holding stock.

- Pull: each order has its own setups and purchases, and nothing is held.
- Push: lots of the economic size, half a lot and the safety stock held.
- Hybrid: lots as for push without safety stock. An order that finds too little takes
  what there is and has its own supply for the rest alone: what that costs is what so
  many units cost pulled. The lots are fewer by what is pulled: see :mod:`.stock_first`.
- Kanban, where loops of cards exist: each card is replaced on its own. Held is what all
  cards hold, less what is on its way (Little 1961: demand times the time that a card
  takes), less half of the card in use.

What an order costs that comes late (rush, penalty) counts too: pulled, for those whose
customer gives less time than pulling takes; pushed, for one of each lot that the safety
stock does not last; hybrid, for those that find too little and whose customer cannot
wait for the rest; kanban, for as many cards as lots that the safety stock does not
last, where there are enough. What becomes obsolete is a part of the rate that holding
stock costs.

The lot is never smaller than an order: smaller ones would be made several at once. From
this follows the rule of half the setups: at the economic lot, setups and stock cost the
same, so that stock pays only if its lots need less than half the setups of the orders.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

from .lot_size import economic_order_quantity_with_discounts

# Less than this share between two costs is no clear case.
CLEAR = 0.1

PULL, PUSH, HYBRID, KANBAN = "pull", "push", "hybrid", "kanban"
# What a policy costs money for.
SETUP, PRICE, HELD, LATE = "setup", "price", "held", "late"
YEAR = 365


def get_falling(breaks):
    """Return price breaks without those that make larger lots dearer.

    >>> get_falling([(10, 4), (0, 5), (50, 6), (10, 3)])
    [(0, 5), (10, 3)]
    """
    falling = []
    for start, price in sorted(breaks):
        if not falling or price < falling[-1][1]:
            falling = [pair for pair in falling if pair[0] < start]
            falling.append((start, price))
    return falling


@dataclass(frozen=True)
class Cards:
    """The cards of one loop.

    :param count: cards
    :param size: units of one, above 0
    :param days: from an empty card to a full one
    :param setup: money for one replenishment: its setups, its purchase
    :param safety: units that its share of the demand takes above the mean in that time
    :param spare: units that are left when a single card signals
    """

    count: int
    size: float
    days: float
    setup: float
    safety: float = 0.0
    spare: float = 0.0

    @property
    def most(self):
        """Units that there are at most."""
        return self.count * self.size + self.spare

    def get_held(self, quantity):
        """Return the units held on average, of this demand a year.

        >>> Cards(count=5, size=10, days=36.5, setup=2).get_held(200)
        25.0
        """
        return max(self.most - quantity * self.days / YEAR - self.size / 2, 0.0)

    def is_enough(self, quantity):
        """Tell whether they last while they are replaced.

        >>> cards = Cards(count=5, size=10, days=36.5, setup=2, safety=30)
        >>> cards.is_enough(200), cards.is_enough(210)
        (True, False)
        """
        return self.most >= quantity * self.days / YEAR + self.safety


@dataclass(frozen=True)
class Policies:
    """The policies of one product, compared.

    :param orders: orders a year, above 0
    :param size: units of an average order, above 0
    :param order_setup: money for what one order has of its own when it is pulled, on
        average: setups of all its runs, ordering of all it buys
    :param lot_setup: the same for one lot for stock, without `unit_setup`
    :param unit_setup: money for the setups that each unit of a lot has of its own: of
        parts that are made one by one
    :param unit_cost: money for one unit, above 0
    :param rate: share of its cost that holding a unit for a year costs, above 0
    :param safety: units of safety stock when it is pushed
    :param breaks: [(from quantity, price)] of its vendor, falling; () if there is one
        price, or it is made
    :param late_cost: money for an order that comes late
    :param late_share: share of the orders that give less time than pulling takes
    :param service: share of the lots that the safety stock lasts
    :param held: units that hybrid holds on average; None: half a lot
    :param lacking: [(orders a year, units, money, share)] of the orders that find too
        little as hybrid: what they lack, what that costs pulled, and which share of
        them comes late; () where none does
    :param cards: :class:`Cards` of each loop that brings it; () without any

    >>> chair = Policies(
    ...     orders=100, size=2, order_setup=20, lot_setup=20, unit_cost=50, rate=0.2,
    ...     safety=5,
    ... )
    >>> round(chair.lot, 2), round(chair.lots, 2)
    (28.28, 7.07)
    >>> {name: round(cost, 2) for name, cost in chair.costs.items()}
    {'pull': 2000.0, 'push': 332.84, 'hybrid': 282.84}

    Four orders a year lack one of their two units, and have a setup each for it; there
    are fewer lots for that, and more is on hand:

    >>> from dataclasses import replace
    >>> short = replace(chair, held=15, lacking=((4, 1, 20, 0),))
    >>> round(short.costs["hybrid"], 2), round(4 * 20 + 15 * 10 + 196 / 28.28 * 20, 2)
    (368.59, 368.61)

    Two cards of ten units, each set up alone, that take a week:

    >>> cards = replace(chair, cards=(Cards(2, 10, 7, 20),))
    >>> round(cards.costs["kanban"], 2), cards.has_enough_cards
    (511.64, True)

    Fewer than three orders a year are cheaper pulled; so are a hundred at 1.19 each.

    >>> round(chair.even_orders, 2), round(chair.even_setup, 2)
    (2.77, 1.19)

    One of five customers cannot wait, and what comes late costs 10:

    >>> late = replace(chair, late_cost=10, late_share=0.2, service=0.9)
    >>> {name: round(cost, 2) for name, cost in late.costs.items()}
    {'pull': 2200.0, 'push': 339.91, 'hybrid': 282.84}
    """

    orders: float
    size: float
    order_setup: float
    lot_setup: float
    unit_cost: float
    rate: float
    safety: float = 0.0
    breaks: tuple = ()
    late_cost: float = 0.0
    late_share: float = 0.0
    service: float = 1.0
    unit_setup: float = 0.0
    held: float | None = None
    lacking: tuple = ()
    cards: tuple = ()

    @property
    def quantity(self):
        """Units a year."""
        return self.orders * self.size

    @property
    def holding(self):
        """Money for one unit held for a year."""
        return self.unit_cost * self.rate

    @cached_property
    def lot(self):
        """Units of a lot for stock."""
        breaks = self.breaks or [(0, self.unit_cost)]
        lot, _cost = economic_order_quantity_with_discounts(
            self.quantity, self.lot_setup, self.rate, breaks
        )
        return max(lot, self.size)

    @property
    def lots(self):
        """Lots a year."""
        return self.quantity / self.lot

    @cached_property
    def costs(self):
        """{policy: money a year}."""
        return {name: sum(parts.values()) for name, parts in self.parts.items()}

    @cached_property
    def parts(self):
        """{policy: {what it costs money for: money a year}}."""
        parts = {
            PULL: {
                SETUP: self.orders * self.order_setup,
                PRICE: self._get_dearer(self.size),
                HELD: 0.0,
                LATE: self.orders * self.late_share * self.late_cost,
            },
            PUSH: {
                SETUP: self._lot_setups,
                PRICE: self._get_dearer(self.lot),
                HELD: self.holding * (self.lot / 2 + self.safety),
                LATE: self.lots * self.lot_late,
            },
            HYBRID: self._get_hybrid(),
        }
        if self.cards:
            parts[KANBAN] = self._get_kanban()
        return parts

    def _get_hybrid(self):
        held = self.lot / 2 if self.held is None else self.held
        lacking = [(orders, units) for orders, units, _setup, _late in self.lacking]
        pulled = sum(orders * units for orders, units in lacking)
        taken = max(1 - pulled / self.quantity, 0)
        dearer = sum(
            self._get_dearer(units, orders * units) for orders, units in lacking
        )
        setups = sum(orders * setup for orders, _units, setup, _late in self.lacking)
        late = sum(orders * share for orders, _units, _setup, share in self.lacking)
        return {
            SETUP: taken * self._lot_setups + setups,
            PRICE: taken * self._get_dearer(self.lot) + dearer,
            HELD: self.holding * held,
            LATE: late * self.late_cost,
        }

    def _get_kanban(self):
        shares = [(cards, self._get_share(cards)) for cards in self.cards]
        lots = sum(share / cards.size for cards, share in shares)
        held = sum(cards.get_held(share) for cards, share in shares)
        return {
            SETUP: sum(share / cards.size * cards.setup for cards, share in shares),
            PRICE: sum(self._get_dearer(cards.size, share) for cards, share in shares),
            HELD: self.holding * held,
            LATE: lots * self.lot_late,
        }

    def _get_share(self, cards):
        """Return the demand a year that a loop serves: as much as its cards hold."""
        return self.quantity * cards.most / sum(loop.most for loop in self.cards)

    @property
    def has_enough_cards(self):
        """There are loops, and the cards of each last while they are replaced."""
        return bool(self.cards) and all(
            cards.is_enough(self._get_share(cards)) for cards in self.cards
        )

    @property
    def _lot_setups(self):
        """What the lots of a year take: setups and ordering."""
        return self.lots * self.lot_setup + self.quantity * self.unit_setup

    @property
    def order_cost(self):
        """Money for an order of its own: what it takes, and what comes late."""
        return self.order_setup + self.late_share * self.late_cost

    @property
    def lot_late(self):
        """Money for what comes late of a lot for stock."""
        return (1 - self.service) * self.late_cost

    def _get_dearer(self, lot, quantity=None):
        """Return what buying in lots of a size costs above the lowest price.

        :param quantity: units bought so; None: all of the year
        """
        if not self.breaks:
            return 0
        quantity = self.quantity if quantity is None else quantity
        starts = [start for start, _price in self.breaks]
        place = max(bisect_right(starts, lot) - 1, 0)
        return quantity * (self.breaks[place][1] - self.breaks[-1][1])

    def get_best(self, is_fast=True, is_possible=True):
        """Return the cheapest policy that serves customers in time.

        :param is_fast: customers wait as long as pulling takes; else only what is in
            stock serves them, or for the most part once what is late has its cost
        :param is_possible: the machines can do all the runs that pulling takes

        >>> Policies(2, 1, 5, 5, 50, 0.2, 1).get_best()
        'pull'
        >>> Policies(2, 1, 5, 5, 50, 0.2, 1).get_best(is_fast=False)
        'push'
        """
        names = [PULL, PUSH, HYBRID] if is_fast else [PUSH]
        if not is_fast and self.late_cost:
            names.append(HYBRID)
        if self.has_enough_cards:
            names.append(KANBAN)
        if not is_possible:
            names = [name for name in names if name != PULL]
        return min(names, key=self.costs.get)

    def is_clear(self, best):
        """Tell whether every other policy costs clearly more.

        >>> Policies(2, 1, 5, 5, 50, 0.2, 1).is_clear("pull")
        True
        """
        others = [cost for name, cost in self.costs.items() if name != best]
        return self.costs[best] <= (1 - CLEAR) * min(others)

    @property
    def even_orders(self):
        """How many orders a year, of the same size, pull and push cost the same: fewer,
        and pull is cheaper. None where price breaks or no setups leave no such number.
        """
        own = self.order_cost - self.size * self.unit_setup
        if self.breaks or not self.order_setup or own <= 0:
            return None
        a_root = sqrt(2 * self.lot_setup * self.size * self.holding)
        a_root += self.lot_late * sqrt(self.size * self.holding / 2 / self.lot_setup)
        a_root += self.holding * self.safety / sqrt(self.orders)
        return (a_root / own) ** 2

    @property
    def even_setup(self):
        """What an order's own setups and purchases must cost for pull to cost as much
        as push: less, and pull is cheaper. None as for :attr:`even_orders`, and where
        what comes late counts."""
        if self.breaks or not self.order_setup or self.late_cost:
            return None
        pull = self.orders * (self.order_setup - self.size * self.unit_setup)
        if pull <= 0:
            return None
        lots = sqrt(2 * self.lot_setup * self.quantity * self.holding)
        held = self.holding * self.safety
        share = (lots + sqrt(lots**2 + 4 * pull * held)) / (2 * pull)
        return self.order_setup * share**2
