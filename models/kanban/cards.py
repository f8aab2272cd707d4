"""How many cards a loop needs: plain numbers, no records.

Source: the card formula of the Toyota system (Monden, Toyota Production System), with
the safety stock and the largest single demand as terms of their own.
"""

from math import ceil

from ..advisor.numbers import check_number

# Numbers computed in floating point are whole when they are as near to it as this.
DUST = 1e-12


def card_count(
    demand,
    replenishment_time,
    card_quantity,
    safety=0.0,
    safety_stock=0.0,
    largest=0.0,
):
    """Return how many cards cover the demand until what was used is back.

    :param demand: mean units per period
    :param replenishment_time: periods from an empty card to a full one
    :param card_quantity: units of one card
    :param safety: share on top of the mean demand: 0.1 for 10 %
    :param safety_stock: units on top
    :param largest: units that a single demand takes at once
    :raise ValueError: a number is none, is below 0, or the card holds nothing

    >>> card_count(100, 2, 10, safety_stock=20, largest=50)
    27
    >>> card_count(2000, 0.10, 22, safety=0.1)
    10
    >>> card_count(44, 1, 10), card_count(87, 0.14, 1)
    (5, 13)
    >>> card_count(0, 2, 10), card_count(0, 2, 10, largest=50)
    (0, 5)
    >>> card_count(1, 1, 0)
    Traceback (most recent call last):
    ...
    ValueError: card quantity is 0: it must be above 0. A card holds something.
    """
    demand = check_number("demand", demand, at_least=0)
    time = check_number("replenishment time", replenishment_time, at_least=0)
    remedy = "A card holds something."
    quantity = check_number("card quantity", card_quantity, above=0, remedy=remedy)
    share = check_number("safety", safety, at_least=0)
    stock = check_number("safety stock", safety_stock, at_least=0)
    single = check_number("largest demand", largest, at_least=0)
    return round_up((demand * time * (1 + share) + stock + single) / quantity)


def round_up(number):
    """Return the least whole number that is not below this one.

    >>> round_up(4.4), round_up(12.18), round_up(4.0), round_up(0.1 * 3 / 0.1)
    (5, 13, 4, 3)
    """
    number = check_number("cards", number)
    nearest = round(number)
    if abs(number - nearest) <= DUST * max(1, abs(nearest)):
        return nearest
    return ceil(number)
