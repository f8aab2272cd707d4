"""What the setups of a chain of runs amount to, for any quantity. No records here."""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from odoo.tools import float_compare, float_round

from ...supply.runs import count_runs

# A chain whose runs hardly outgrow the threshold would be searched for long.
SEARCH_STEPS_MAX = 50

# Round quantities, and how many powers of ten beyond a quantity are tried.
STEPS = (1, 2, 5)
STEP_POWERS = 5


class SetupTotal(NamedTuple):
    """The setups of a number of runs.

    >>> SetupTotal(1, 15, 23).plus(SetupTotal(2, 10, 5), times=3)
    SetupTotal(runs=7, minutes=45, cost=38)
    """

    runs: int = 0
    minutes: float = 0.0
    cost: float = 0.0

    def plus(self, other, times=1):
        return SetupTotal(
            *(mine + times * more for mine, more in zip(self, other, strict=True))
        )


@dataclass
class Made:
    """What is made or moved for a need, and below it what each unit of it takes.

    :param setup: :class:`SetupTotal` of one run; of none for goods that only move
    :param run_size: the most units of one run, 0 = all in one
    :param rounding: of the unit in which this is counted
    :param is_from_stock: stock may cover some of it
    :param parts: [(quantity for one unit, Made)]

    Each run needs its own parts, in runs of their own:

    >>> leg = Made(SetupTotal(1, 10, 5), run_size=4)
    >>> table = Made(SetupTotal(1, 15, 23), run_size=2, parts=[(4, leg)])
    >>> table.get_setup(1)
    SetupTotal(runs=2, minutes=25.0, cost=28.0)
    >>> table.get_setup(5)
    SetupTotal(runs=8, minutes=95.0, cost=94.0)
    """

    setup: SetupTotal = SetupTotal()
    run_size: float = 0.0
    rounding: float = 0.01
    is_from_stock: bool = False
    parts: list = field(default_factory=list)

    def get_setup(self, quantity):
        total = SetupTotal()
        quantity = float_round(quantity, precision_rounding=self.rounding)
        for run, count in count_runs(quantity, self.run_size, self.rounding).items():
            one = self.setup
            for ratio, part in self.parts:
                one = one.plus(part.get_setup(run * ratio))
            total = total.plus(one, times=count)
        return total

    @property
    def is_at_most(self):
        """Stock may spare some of these setups.

        >>> leg = Made(SetupTotal(1, 10, 5), is_from_stock=True)
        >>> Made(SetupTotal(1, 15, 23), parts=[(4, leg)]).is_at_most
        True
        >>> bolt = Made(is_from_stock=True)
        >>> Made(SetupTotal(1, 15, 23), parts=[(4, bolt)]).is_at_most
        False
        """
        if self.is_from_stock and self._has_setup:
            return True
        return any(part.is_at_most for _ratio, part in self.parts)

    @property
    def _has_setup(self):
        return bool(self.setup.runs) or any(part._has_setup for _, part in self.parts)


class LineSetup:
    """The setups of an order line, by its quantity.

    :param chain: [(quantity for one unit of the line, Made)]
    :param rate: from the currency of the setups to that of the order
    :param price: of one unit, before taxes, in the currency of the order
    :param limit: the share of the price from which setup weighs heavily; 0 = never

    >>> table = Made(SetupTotal(1, 15, 15))
    >>> one = LineSetup([(1, table)], quantity=1, price=60, limit=0.05)
    >>> one.total.cost, one.share, one.is_heavy, one.bearing
    (15.0, 0.25, True, 5)
    >>> LineSetup([(1, table)], quantity=5, price=60, limit=0.05).is_heavy
    False
    """

    def __init__(self, chain=(), quantity=0.0, price=0.0, rate=1.0, limit=0.0):
        self.chain = chain
        self.quantity = quantity
        self.price = price
        self.rate = rate
        self.limit = limit
        self.total = self.get_total(quantity)

    def get_total(self, quantity):
        total = SetupTotal()
        for ratio, made in self.chain:
            total = total.plus(made.get_setup(quantity * ratio))
        return total._replace(cost=float(total.cost * self.rate))

    def get_unit_cost(self, quantity):
        return self.get_total(quantity).cost / quantity if quantity else 0.0

    @property
    def share(self):
        """Setup's part of the price; 0 for what is given away: a part of nothing."""
        price = self.price * self.quantity
        return self.total.cost / price if price > 0 else 0.0

    @property
    def is_heavy(self):
        return bool(self.limit) and float_compare(self.share, self.limit, 6) > 0

    @property
    def is_at_most(self):
        return any(made.is_at_most for _ratio, made in self.chain)

    @property
    def bearing(self):
        """From which quantity on setup no longer weighs heavily, or None."""
        return find_quantity(
            lambda quantity: self.get_total(quantity).cost,
            self.price,
            self.limit,
            self.quantity,
        )

    def get_round_quantity(self):
        """Return a larger round quantity to compare with: the next power of ten.

        >>> [LineSetup(quantity=few).get_round_quantity() for few in (0.5, 1, 7, 10)]
        [1, 10, 10, 100]
        """
        return 10 ** math.floor(math.log10(self.quantity) + 1)


def get_step_down(quantity):
    """Return the largest of 1, 2, 5, 10, 20, 50 and so on that is not larger.

    >>> [get_step_down(quantity) for quantity in (1, 4, 5, 19, 99, 0.3)]
    [1, 2, 5, 10, 50, 0.2]
    """
    scale = 10 ** math.floor(math.log10(quantity))
    return max(step * scale for step in STEPS if step * scale <= quantity)


def get_steps_up(quantity):
    """Return the steps from this one on.

    >>> get_steps_up(5)[:4]
    [5, 10, 20, 50]
    """
    scale = 10 ** math.floor(math.log10(quantity))
    scales = [scale * 10**power for power in range(STEP_POWERS)]
    steps = [step * larger for larger in scales for step in STEPS]
    return [step for step in steps if step >= quantity]


class RoughSetup:
    """What a reader who sees no costs learns of a line's setups: nothing to reckon
    with, whatever they type into the line.

    Neither its price counts, but the product's; nor its quantity, but the next step
    below; and the quantity that bears the setups is a step too.

    :param setup: the `LineSetup`, in the currency of the company
    :param factor: what one unit of the line is in the unit of the product
    :param price: the product's list price

    >>> table = Made(SetupTotal(1, 15, 15))
    >>> def get_rough(quantity, limit=0.05):
    ...     setup = LineSetup([(1, table)], quantity=quantity, limit=limit)
    ...     return RoughSetup(setup, factor=1, price=60)
    >>> [get_rough(quantity).is_heavy for quantity in (1, 4, 5, 9)]
    [True, True, False, False]
    >>> get_rough(1).bearing, get_rough(1, limit=0.04).bearing
    (5, 10)
    """

    def __init__(self, setup, factor, price):
        self.setup = setup
        self.factor = factor
        self.price = price
        self.step = get_step_down(setup.quantity * factor) if setup.quantity else 0

    def _is_borne(self, step):
        cost = self.setup.get_total(step / self.factor).cost
        return float_compare(cost, self.price * step * self.setup.limit, 6) <= 0

    @property
    def is_heavy(self):
        weighed = self.setup.limit and self.price > 0 and self.step
        return bool(weighed) and not self._is_borne(self.step)

    @property
    def bearing(self):
        """The first step, in the unit of the product, that bears its setups."""
        steps = get_steps_up(self.step)
        return next((step for step in steps if self._is_borne(step)), None)


def find_quantity(get_cost, price, share, quantity):
    """Return the smallest whole quantity from `quantity` on that bears its setups.

    :param get_cost: the setup cost of a quantity; never less for a larger one
    :param price: of one unit
    :param share: the most that setup may be of the price, 0..1
    :return: None when no quantity does

    >>> find_quantity(lambda quantity: 15, 60, 0.05, 1)
    5
    >>> find_quantity(lambda quantity: 15 * quantity, 60, 0.05, 1)
    >>> find_quantity(lambda quantity: 15 * math.ceil(quantity / 10), 60, 0.05, 7)
    7
    """
    found = math.ceil(quantity)
    for _step in range(SEARCH_STEPS_MAX):
        # No quantity below this bears what already this many cost.
        needed = get_cost(found) / (price * share)
        if float_compare(needed, found, precision_digits=6) <= 0:
            return found
        found = math.ceil(round(needed, 6))
    return None
