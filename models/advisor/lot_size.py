"""How much to make or buy at once, and what that costs a year.

All amounts are in one currency, all quantities in one unit, all rates a year. Sources:
Harris 1913 for the economic lot; Hadley and Whitin 1963 for backorders and discounts;
notation and worked cases of Snyder and Shen, Fundamentals of Supply Chain Theory
(chapter 3), and Nahmias, Production and Operations Analysis (chapter 4).
"""

from itertools import pairwise
from math import inf, sqrt

from .numbers import check_number

NO_HOLDING = "Where holding stock costs nothing, no lot is too large."


def lot_cost(quantity, demand, order_cost, holding_cost):
    """Return what lots of a size cost a year: placing them and holding their stock.

    :param quantity: units of a lot, above 0
    :param demand: units a year
    :param order_cost: money for one lot: its setup, its order
    :param holding_cost: money for one unit held for a year
    :raise ValueError: a number that it cannot be

    >>> round(lot_cost(250, 1300, 8, 0.225), 4)
    69.725
    """
    quantity = check_number("quantity", quantity, above=0)
    demand, order_cost = _check_demand(demand, order_cost)
    holding_cost = check_number("holding_cost", holding_cost, at_least=0)
    return order_cost * demand / quantity + holding_cost * quantity / 2


def economic_order_quantity(demand, order_cost, holding_cost, backorder_cost=None):
    """Return the lot that costs least, and its cost a year, without that of the goods.

    With `K`, `D`, `h` the quantity is sqrt(2 K D / h) and the cost sqrt(2 K D h). Where
    customers wait at a cost `p`, h becomes h p / (h + p), and
    :func:`backorder_fraction` of the demand waits.

    :param demand: units a year
    :param order_cost: money for one lot
    :param holding_cost: money for one unit held for a year, above 0
    :param backorder_cost: money for one unit that waits for a year, above 0; None:
        nobody may wait
    :return: (units, money a year); (0.0, 0.0) without demand, or where a lot costs
        nothing to place: then one by one is best
    :raise ValueError: a number that it cannot be

    >>> [round(number, 4) for number in economic_order_quantity(1300, 8, 0.225)]
    [304.0468, 68.4105]
    >>> [round(number, 4) for number in economic_order_quantity(1300, 8, 0.225, 5)]
    [310.8126, 66.9214]
    """
    demand, order_cost = _check_demand(demand, order_cost)
    holding_cost = check_number(
        "holding_cost", holding_cost, above=0, remedy=NO_HOLDING
    )
    if backorder_cost is not None:
        holding_cost *= 1 - backorder_fraction(holding_cost, backorder_cost)
    return (
        sqrt(2 * order_cost * demand / holding_cost),
        sqrt(2 * order_cost * demand * holding_cost),
    )


def backorder_fraction(holding_cost, backorder_cost):
    """Return which share of the demand waits for the next economic lot: h / (h + p).

    :param holding_cost: money for one unit held for a year, above 0
    :param backorder_cost: money for one unit that waits for a year, above 0
    :raise ValueError: a number that it cannot be

    >>> round(backorder_fraction(0.225, 5), 5)
    0.04306
    """
    holding_cost = check_number(
        "holding_cost", holding_cost, above=0, remedy=NO_HOLDING
    )
    remedy = "Where waiting costs nothing, nothing is held; give None if nobody waits."
    cost = check_number("backorder_cost", backorder_cost, above=0, remedy=remedy)
    return holding_cost / (holding_cost + cost)


def economic_order_quantity_with_discounts(
    demand, order_cost, holding_rate, breaks, incremental=False
):
    """Return the lot that costs least with price breaks, and its cost a year, goods
    included.

    All units: the price of the lot's break holds for the whole lot, so that the best is
    the economic lot of a price, or the least quantity that has it. Incremental: a price
    holds for the units beyond its break alone, and what the ones before it cost more is
    as if each lot cost more to place.

    :param demand: units a year
    :param order_cost: money for one lot
    :param holding_rate: share of a unit's cost that holding it for a year costs (0.3 is
        30 %), above 0
    :param breaks: [(from quantity, price of a unit)], prices above 0 that do not rise
        with the quantity; the least "from" is the smallest lot that can be had
    :return: (units, money a year); (0.0, 0.0) without demand
    :raise ValueError: a number that it cannot be, or breaks that make no sense

    >>> breaks = [(0, 0.75), (400, 0.72), (800, 0.68)]
    >>> lot, cost = economic_order_quantity_with_discounts(1300, 8, 0.3, breaks)
    >>> round(lot, 4), round(cost, 4)
    (800.0, 978.6)
    >>> found = economic_order_quantity_with_discounts(1300, 8, 0.3, breaks, True)
    >>> [round(number, 4) for number in found]
    [304.0468, 1043.4105]
    """
    demand, order_cost = _check_demand(demand, order_cost)
    rate = check_number("holding_rate", holding_rate, above=0, remedy=NO_HOLDING)
    tariff = _check_breaks(breaks)
    if not demand:
        return 0.0, 0.0
    get_cost = _get_incremental_cost if incremental else _get_all_units_cost
    ends = [start for start, *_rest in tariff[1:]] + [inf]
    candidates = []
    for (start, price, before), end in zip(tariff, ends, strict=True):
        fixed = order_cost + (before if incremental else 0)
        lot = max(sqrt(2 * fixed * demand / (rate * price)), start)
        if lot < end:
            cost = get_cost(lot, demand, order_cost, rate, price, before)
            candidates.append((cost, lot))
    cost, lot = min(candidates)
    return lot, cost


def _get_all_units_cost(lot, demand, order_cost, rate, price, _before):
    lots = order_cost * demand / lot if order_cost else 0
    return demand * price + lots + rate * price * lot / 2


def _get_incremental_cost(lot, demand, order_cost, rate, price, before):
    fixed = order_cost + before
    lots = fixed * demand / lot if fixed else 0
    return demand * price + lots + rate * (before + price * lot) / 2


def _check_demand(demand, order_cost):
    remedy = "Take returns from the demand that they belong to."
    return (
        check_number("demand", demand, at_least=0, remedy=remedy),
        check_number("order_cost", order_cost, at_least=0),
    )


def _check_breaks(breaks):
    """Return [(from, price, what the units before it cost more than at this price)]."""
    if not breaks:
        raise ValueError("breaks is empty: give at least one (from quantity, price).")
    tariff = sorted(
        (
            check_number("breaks: from quantity", start, at_least=0),
            check_number("breaks: price", price, above=0),
        )
        for start, price in breaks
    )
    for (start, price), (after, lower) in pairwise(tariff):
        if start == after:
            raise ValueError(f"breaks: two prices from {start:g} on. Keep the lower.")
        if lower > price:
            raise ValueError(
                f"breaks: the price rises from {after:g} on, {price:g} to {lower:g}. "
                "Leave out what is dearer in larger lots."
            )
    befores = [0.0]
    for (_start, price), (after, lower) in pairwise(tariff):
        befores.append(befores[-1] + (price - lower) * after)
    return [(*pair, before) for pair, before in zip(tariff, befores, strict=True)]
