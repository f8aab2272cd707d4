"""The arithmetic of variances by type: from what was planned to what it cost.

Each function takes what one thing (a component, a work order, a fee) was planned to
cost and what it cost, and returns {type: amount} that sums to the difference.
"""

from typing import NamedTuple

from ..plan.variances import Usage

PLAN = "plan"
PRICE = "price"
USAGE = "usage"
RATE = "rate"
EFFICIENCY = "efficiency"
LOT_SIZE = "lot_size"
SCRAP = "scrap"
EXCHANGE = "exchange"
VOLUME = "volume"
BELOW = "below"

TYPES = [
    (PLAN, "Plan"),
    (VOLUME, "Volume"),
    (PRICE, "Price"),
    (USAGE, "Usage"),
    (RATE, "Rate"),
    (EFFICIENCY, "Efficiency"),
    (LOT_SIZE, "Lot size"),
    (SCRAP, "Scrap"),
    (EXCHANGE, "Exchange"),
    (BELOW, "From runs below"),
]


class Work(NamedTuple):
    """Minutes of setup and of run, what a minute costs, and the fixed amount.

    >>> Work(setup=15, run=30, rate=1, fixed=8).cost
    53
    """

    setup: float = 0.0
    run: float = 0.0
    rate: float = 0.0
    fixed: float = 0.0

    @property
    def cost(self):
        return (self.setup + self.run) * self.rate + self.fixed


def explain_component(
    planned, taken, scrapped=None, ratio=1.0, exchange=0.0, below=0.0
):
    """Explain what a component cost.

    Quantities are counted at the planned price, the price at all that went in or was
    scrapped. What was not planned at all is usage.

    :param planned: `Usage` for the planned quantity of the run
    :param taken: `Usage` that went into the goods
    :param scrapped: `Usage` that was scrapped at the run
    :param ratio: made quantity / planned quantity
    :param exchange: what of the cost comes from exchange rates
    :param below: the part (0..1) that runs below bring: its price is their variance

    Two planned at 10, three went in at 12, one more was scrapped, for one and a half
    times the goods:

    >>> explain_component(Usage(2, 20), Usage(3, 36), Usage(1, 12), ratio=1.5)
    ... # doctest: +NORMALIZE_WHITESPACE
    {'volume': 10.0, 'usage': 0.0, 'scrap': 10.0, 'exchange': 0.0, 'price': 8.0,
     'below': 0.0}
    >>> sum(explain_component(Usage(), Usage(1, 5)).values())
    5.0
    >>> explain_component(Usage(2, 20), Usage(2, 27), exchange=3)["price"]
    4.0
    """
    scrapped = scrapped or Usage()
    whole, flexed = taken.plus(scrapped), planned.times(ratio)
    price = planned.price if planned.quantity else whole.price
    over = whole.cost - whole.quantity * price - exchange
    return {
        VOLUME: flexed.cost - planned.cost,
        USAGE: (taken.quantity - flexed.quantity) * price,
        SCRAP: scrapped.quantity * price,
        EXCHANGE: exchange,
        PRICE: over * (1 - below),
        BELOW: over * below,
    }


def fit_exchange(exchange, over):
    """Return what of an amount that rates put on a component is over its plan: a plan
    at the cost of stock has the rates of that day within.

    >>> [fit_exchange(*pair) for pair in ((3, 5), (5, 3), (-5, 3), (-5, -3))]
    [3, 3, 0, -3]
    """
    if exchange * over <= 0:
        return 0
    return min(exchange, over, key=abs)


def explain_work(planned, own, actual, ratio=1.0):
    """Explain what a work order cost.

    :param planned: `Work`, with the share of the planned setups that falls on the run
    :param own: `Work`, with the setup that the run itself is to have
    :param actual: `Work` as it was
    :param ratio: made quantity / planned quantity: setup does not grow with it

    One of ten units, planned as a tenth of one setup of 15 minutes and 8 fixed, is set
    up for by itself:

    >>> plan, alone = Work(1.5, 30, 1, 0.8), Work(15, 30, 1, 8)
    >>> explain_work(plan, alone, alone)
    {'lot_size': 20.7, 'volume': 0.0, 'efficiency': 0.0, 'rate': 0}

    It takes 20 minutes to set up, at a rate of 2:

    >>> explain_work(alone, alone, Work(20, 30, 2, 8))
    {'lot_size': 0, 'volume': 0.0, 'efficiency': 5.0, 'rate': 50}
    """
    minutes = actual.setup - own.setup + actual.run - planned.run * ratio
    # A setup that was planned and never begun leaves its fixed amount, too.
    spared = actual.fixed - own.fixed
    return {
        LOT_SIZE: (own.setup - planned.setup) * planned.rate
        + own.fixed
        - planned.fixed,
        VOLUME: planned.run * (ratio - 1.0) * planned.rate,
        EFFICIENCY: minutes * planned.rate + spared,
        RATE: (actual.setup + actual.run) * (actual.rate - planned.rate),
    }


def explain_fee(planned, actual):
    """Explain a fee per unit made (of a subcontractor): `Usage` by units made.

    >>> explain_fee(Usage(10, 50), Usage(8, 48))
    {'volume': -10.0, 'price': 8.0}
    """
    price = planned.price if planned.quantity else actual.price
    volume = (actual.quantity - planned.quantity) * price
    return {VOLUME: volume, PRICE: actual.cost - planned.cost - volume}
