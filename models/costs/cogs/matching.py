"""Which of the delivered units an invoice is for. Arithmetic: no records here."""

from collections import namedtuple

from ..vectors.vector import add, scale

# What one delivery brought and its customer keeps: a quantity, what it is made of
# ({key: weight}) and of which lots ({lot id: quantity}, nothing where lots do not
# decide on the value).
Batch = namedtuple("Batch", "quantity vector lots")

# What is left of a quantity by the rounding of its parts is none.
TINY = 1e-9


def give_back(batch, returned):
    """Return the batch without what came back of it.

    >>> whole = Batch(2, {"material": 186}, {7: 1, 8: 1})
    >>> give_back(whole, Batch(1, {"material": 123}, {8: 1}))
    Batch(quantity=1, vector={'material': 63.0}, lots={7: 1})
    """
    lots = {
        lot: batch.lots.get(lot, 0) - returned.lots.get(lot, 0)
        for lot in {**batch.lots, **returned.lots}
    }
    return Batch(
        batch.quantity - returned.quantity,
        add([batch.vector, scale(returned.vector, -1)]),
        {lot: quantity for lot, quantity in lots.items() if quantity > TINY},
    )


def give_back_last(batches, returned):
    """Return the batches without what came back of nobody knows which: of the last.

    >>> first, last = Batch(1, {"material": 25}, {}), Batch(1, {"material": 47}, {})
    >>> give_back_last([first, last], Batch(1, {"material": 47}, {}))
    [Batch(quantity=1, vector={'material': 25}, lots={})]
    """
    kept, left = list(batches), returned
    while kept and left.quantity > TINY:
        batch = kept.pop()
        part = min(left.quantity / batch.quantity, 1) if batch.quantity > TINY else 0
        taken = Batch(batch.quantity * part, scale(batch.vector, part), {})
        if part < 1 and part:
            kept.append(give_back(batch, taken))
        left = give_back(left, taken)
    return kept


def take_first(batches, quantity):
    """Return (vector, whether it is that of those very units) of the first units.

    The goods of one delivery are mixed where their lots do not tell them apart.

    >>> delivered = [Batch(1, {"material": 25}, {}), Batch(2, {"material": 94}, {})]
    >>> take_first(delivered, 2)
    ({'material': 72.0}, False)
    >>> take_first([Batch(2, {"material": 186}, {7: 1, 8: 1})], 1)
    ({'material': 93.0}, False)
    >>> take_first([Batch(1, {"material": 63}, {7: 1})], 4)
    ({'material': 63.0}, True)
    """
    parts, specific = [], True
    for batch in batches:
        if quantity <= TINY:
            break
        if batch.quantity <= TINY:
            continue
        share = min(quantity / batch.quantity, 1)
        if share > 1 - TINY:
            parts.append(batch.vector)
            specific &= bool(batch.lots)
        else:
            parts.append(scale(batch.vector, share))
            specific &= len(batch.lots) == 1
        quantity -= batch.quantity
    return add(parts), bool(parts) and specific


def join(*costs):
    """Return (vector, whether order-specific) of several: if each is that has any.

    >>> join(({"material": 63}, True), ({}, False))
    ({'material': 63.0}, True)
    >>> join(({"material": 63}, True), ({"material": 40}, False))
    ({'material': 103.0}, False)
    """
    known = [(vector, specific) for vector, specific in costs if vector]
    specific = bool(known) and all(specific for _vector, specific in known)
    return add(vector for vector, _specific in known), specific
