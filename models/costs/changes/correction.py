"""What an outgoing move takes more, or gives back, when its quantity is corrected."""

from collections import defaultdict

from ..vectors.vector import add, scale


class Correction:
    """The change of a done move's quantity, in the product's unit.

    Core changes the value in proportion. But what is taken more may be of another layer
    or lot. What is given back is what the move took last; if it is another layer that
    is on hand again, first in first out, those who had taken of that one have now what
    was given back. At average and standard cost all that is there is worth the same.

    :param move: an outgoing `stock.move`, in sudo, whose quantity has changed
    :param quantity: by how much
    :param by_lot: {lot: by how much}
    :param vector: what the move was made of before
    :ivar vectors: {move: change of what it is made of}, of others too
    """

    def __init__(self, move, quantity, by_lot, vector):
        self.move = move
        self.units = {}
        self.vectors = defaultdict(dict)
        parts = move._get_cost_sources().get_more(move, quantity, by_lot)
        left = quantity - sum(part for _source, _lot, part in parts)
        before = move._get_valued_qty() - quantity
        self._change_alike(vector, left / before if before else 0)
        if quantity < 0 and not move.product_id.lot_valuated:
            self._exchange([(source, -part) for source, _lot, part in parts])
        else:
            for source, lot, part in parts:
                self._take(move, source, lot, part)

    def get_values(self, before):
        """Return {move: its value now}.

        :param before: that of the corrected move
        """
        round_ = self.move.company_currency_id.round
        return {
            move: (before if move == self.move else move.value)
            + round_(sum(vector.values()))
            for move, vector in self.vectors.items()
        }

    def _change_alike(self, vector, ratio):
        self.vectors[self.move] = scale(vector, ratio)
        for part in self.move.cost_source_ids if ratio else ():
            part.quantity *= 1 + ratio

    def _take(self, move, source, lot, quantity):
        """Let a move take so much of a source; a negative quantity is given back."""
        self.vectors[move] = add(
            [self.vectors[move], scale(self._get_unit(source, lot), quantity)]
        )
        own = move.cost_source_ids.filtered(
            lambda part: part.source_id == source and part.lot_id.id == lot
        )
        if own:
            own[0].quantity = max(own[0].quantity + quantity, 0)
        elif quantity > 0:
            own.create(
                {
                    "move_id": move.id,
                    "source_id": source.id,
                    "lot_id": lot,
                    "quantity": quantity,
                }
            )

    def _get_unit(self, source, lot):
        if (source, lot) not in self.units:
            lots = self.move.env["stock.lot"].browse(lot or [])
            vector = source._get_cost_vectors()[source]
            self.units[source, lot] = source._get_cost_unit(lots, vector)
        return self.units[source, lot]

    # === Given back ===

    def _exchange(self, there):
        """Give back; let who took of what is on hand again have that.

        :param there: [(source, quantity)] on hand again
        """
        own = self.move.cost_source_ids.sorted("id", reverse=True)
        own = [(part.source_id, part.quantity) for part in own]
        for given, again, quantity in pair(own, there):
            for taker, part in self._find_takers(given, again, quantity):
                self._take(taker, again, False, -part)
                if taker != self.move:
                    self._take(taker, given, False, part)
                    self._take(self.move, given, False, -part)

    def _find_takers(self, given, again, quantity):
        """Yield (move, quantity) of who took of a source, the last first; what nobody
        is known to have, the corrected move itself gives back."""
        if given != again:
            takers = again.cost_taker_ids.filtered(lambda part: part.quantity > 0)
            takers = takers.filtered(lambda part: part.move_id != self.move)
            for part in takers.sorted("id", reverse=True):
                taken = min(part.quantity, quantity)
                if taken > 0:
                    quantity -= taken
                    yield part.move_id, taken
        if quantity > 0:
            yield self.move, quantity


def pair(given, again):
    """Yield (given, on hand again, quantity) of two lists of (source, quantity).

    >>> list(pair([("a", 1), ("b", 2)], [("c", 2)]))
    [('a', 'c', 1), ('b', 'c', 1)]
    >>> list(pair([], [("c", 2)]))
    [('c', 'c', 2)]
    """
    given = list(given)
    for source, quantity in again:
        while quantity > 0:
            other, most = given.pop(0) if given else (source, quantity)
            part = min(most, quantity)
            if part > 0:
                yield other, source, part
            if most > part:
                given.insert(0, (other, most - part))
            quantity -= part
