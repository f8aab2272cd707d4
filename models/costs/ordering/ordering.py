"""Arithmetic of ordering cost: what placing a purchase order costs, to the cent."""

from odoo.tools import float_round

from ..vectors.vector import split


def split_order(order_cost, line_cost, values, rounding):
    """Return what each line of an order bears.

    The cost of the order is shared by the lines' values, or equally where nothing has
    a value; each line adds its own.

    :param values: {line: value}, in any currency

    >>> split_order(10, 1, {"a": 30, "b": 70}, 0.01)
    {'a': 4.0, 'b': 8.0}
    >>> split_order(10, 0, {"a": 0, "b": 0, "c": 0}, 0.01)
    {'a': 3.34, 'b': 3.33, 'c': 3.33}
    """
    weights = {line: max(value, 0) for line, value in values.items()}
    if not any(weights.values()):
        weights = dict.fromkeys(values, 1)
    parts = split(order_cost, weights, rounding, None)
    return {
        line: round((parts.get(line, 0) + line_cost) / rounding) * rounding
        for line in values
    }


def carry(cost, ordered, received, rounding):
    """Return the parts of a line's cost that its receipts carry into stock.

    Each carries by its quantity, all that was ordered carries the whole, and what came
    beyond that carries nothing. Nothing is lost to rounding.

    :param ordered: quantity ordered; without any, what came carries the whole
    :param received: the quantities of the receipts, in the order in which they came

    >>> [round(part, 2) for part in carry(1, 3, [1, 1, 1, 5], 0.01)]
    [0.33, 0.34, 0.33, 0.0]
    >>> carry(8, 4, [1], 0.01), carry(8, 0, [3], 0.01)
    ([2.0], [8.0])
    """
    ordered = ordered or sum(received)
    parts, arrived, carried = [], 0, 0
    for quantity in received:
        arrived = min(arrived + quantity, ordered)
        due = cost * arrived / ordered if ordered else 0
        units = round(float_round(due, precision_rounding=rounding) / rounding)
        parts.append((units - carried) * rounding)
        carried = units
    return parts
