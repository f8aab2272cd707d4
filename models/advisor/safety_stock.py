"""How much to hold against what cannot be known.

Quantities are in one unit, money in one currency. Demand is taken as normal unless it
says otherwise: of lumpy demand that is a rough guess. Sources: Arrow, Harris and
Marschak 1951 for the newsvendor; Silver, Pyke and Thomas 2017 for safety stock;
Arreola-Risa and DeCroix 1998 for making to order or to stock on a shared machine.
"""

from math import sqrt
from statistics import NormalDist

from .numbers import check_number

STANDARD = NormalDist()
# No product has a base stock near this: so many units say that a number is wrong.
MOST_UNITS = 1_000_000


def newsvendor(mean, deviation, holding, shortage):
    """Return what to have for one period of normal demand, and what it costs.

    The quantity is met with probability p / (h + p); at best the cost is
    (h + p) times the density there times the deviation.

    :param mean: units of demand in the period, at least 0
    :param deviation: its standard deviation, in units, at least 0
    :param holding: money for one unit too much, above 0
    :param shortage: money for one unit too little, above 0
    :return: (units, money for the period)
    :raise ValueError: a number that it cannot be

    >>> [round(number, 4) for number in newsvendor(50, 8, 0.18, 0.70)]
    [56.604, 1.9976]
    """
    mean = check_number("mean", mean, at_least=0)
    deviation = check_number("deviation", deviation, at_least=0)
    holding, shortage = _check_costs(holding, shortage)
    z = STANDARD.inv_cdf(shortage / (holding + shortage))
    cost = (holding + shortage) * STANDARD.pdf(z) * deviation
    return mean + z * deviation, cost


def service_factor(service):
    """Return how many deviations cover this share of the periods.

    :param service: share of the periods without shortage, above 0 and below 1
    :raise ValueError: a number that it cannot be

    >>> round(service_factor(0.95), 4)
    1.6449
    """
    remedy = "Give the share of periods without shortage, as 0.95."
    service = check_number("service", service, above=0, remedy=remedy)
    if service >= 1:
        raise ValueError(f"service is {service:g}: it must be below 1. {remedy}")
    return STANDARD.inv_cdf(service)


def safety_stock(deviation, periods, service, mean=0.0, periods_deviation=0.0):
    """Return what to hold above the mean demand of the time that replenishing takes.

    z sqrt(L s² + m² t²) with the deviations s of demand and t of time; never below 0.

    :param deviation: standard deviation of the demand of one period, in units
    :param periods: how many periods replenishing takes, review included
    :param service: share of the cycles without shortage, above 0 and below 1
    :param mean: units of demand per period, where the time varies too
    :param periods_deviation: standard deviation of that time, in periods
    :raise ValueError: a number that it cannot be

    >>> round(safety_stock(10, 4, 0.95), 4)
    32.8971
    >>> round(safety_stock(10, 4, 0.95, mean=20, periods_deviation=1), 4)
    46.5235
    """
    deviation = check_number("deviation", deviation, at_least=0)
    periods = check_number("periods", periods, at_least=0)
    mean = check_number("mean", mean, at_least=0)
    spread = check_number("periods_deviation", periods_deviation, at_least=0)
    variance = periods * deviation**2 + (mean * spread) ** 2
    return max(service_factor(service), 0.0) * sqrt(variance)


def queue_base_stock(own_rate, total_rate, service_rate, holding, backorder):
    """Return how many finished units of a product to hold that shares one machine with
    others, first come first served, and what that costs a period.

    An M/M/1 queue: orders come at random, each for one unit, and the machine's times
    are exponential. The units of the product in the queue are geometric with ratio
    own / (service - total + own); the base stock is the least that covers them with
    probability b / (h + b). 0 means: make to order (Arreola-Risa and DeCroix 1998).

    :param own_rate: orders of the product per period, at least 0
    :param total_rate: orders of all products of the machine, at least `own_rate`
    :param service_rate: orders that the machine can make, above `total_rate`
    :param holding: money for one finished unit held for a period, above 0
    :param backorder: money for one unit that a customer waits for a period, above 0
    :return: (units, money a period)
    :raise ValueError: a number that it cannot be

    >>> queue_base_stock(0.1, 0.7, 1, holding=1, backorder=2)[0]
    0
    >>> queue_base_stock(0.1, 0.7, 1, holding=1, backorder=4)[0]
    1
    """
    own = check_number("own_rate", own_rate, at_least=0)
    remedy = "It counts the orders of the product too."
    total = check_number("total_rate", total_rate, at_least=own, remedy=remedy)
    remedy = "The machine must make more than is ordered, or the queue never ends."
    service = check_number("service_rate", service_rate, above=total, remedy=remedy)
    holding, backorder = _check_costs(holding, backorder, "backorder")
    ratio = own / (service - total + own)
    stock, beyond = 0, ratio
    # `beyond` is the probability that more are in the queue than stock covers.
    while beyond * (holding + backorder) > holding * (1 + 1e-12):
        stock, beyond = stock + 1, beyond * ratio
        if stock > MOST_UNITS:
            raise ValueError("backorder is too large against holding: see both.")
    waiting = beyond / (1 - ratio)
    held = stock - ratio / (1 - ratio) + waiting
    return stock, holding * held + backorder * waiting


def is_made_to_order(own_rate, total_rate, service_rate, holding, backorder):
    """Return whether holding none is best: see :func:`queue_base_stock`.

    >>> is_made_to_order(0.1, 0.7, 1, holding=1, backorder=2)
    True
    """
    rates = own_rate, total_rate, service_rate
    return queue_base_stock(*rates, holding, backorder)[0] == 0


def _check_costs(holding, shortage, name="shortage"):
    remedy = "Where holding costs nothing, no stock is too large."
    holding = check_number("holding", holding, above=0, remedy=remedy)
    remedy = "Where a shortage costs nothing, hold none."
    return holding, check_number(name, shortage, above=0, remedy=remedy)
