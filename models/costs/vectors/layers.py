"""What is on hand of a product, by the moves that brought it in. No records here."""

from collections import defaultdict, deque


class Layers:
    """The newest incoming moves that make up what is on hand, the oldest first.

    As core's stack, which it reads from today's stock: what was missing when goods
    came in has left with them.

    :param on_hand: a quantity, negative when more has left than came in
    :param layers: [(source, quantity left of it)], the oldest first

    >>> layers = Layers()
    >>> layers.bring("a", 3)
    >>> layers.bring("b", 2)
    >>> layers.take(4)
    [('a', 3), ('b', 1)]
    >>> layers.take(2), layers.on_hand
    ([('b', 1)], -1)
    >>> layers.bring("c", 5)
    >>> layers.get_all()
    [('c', 4)]
    """

    def __init__(self, on_hand=0, layers=()):
        self.on_hand = on_hand
        self.layers = deque(layers)

    def bring(self, source, quantity):
        missing = max(-self.on_hand, 0)
        self.on_hand += quantity
        if quantity > missing:
            self.layers.append((source, quantity - missing))

    def get_all(self):
        return list(self.layers)

    def take(self, quantity):
        """Return [(source, quantity)], the oldest first: less where it is not there."""
        self.on_hand -= quantity
        taken = []
        while quantity > 0 and self.layers:
            source, left = self.layers.popleft()
            part = min(left, quantity)
            taken.append((source, part))
            # What is left of a layer by the rounding of its parts is no layer.
            if left - part > 1e-9 * left:
                self.layers.appendleft((source, left - part))
            quantity -= part
        return taken

    def merge(self, source, quantity):
        """Take of all layers alike: what is left becomes one layer, the taker's.

        At average cost a delivery leaves behind it what it is made of itself.

        :return: the layers that were there: each gives in proportion to its quantity

        >>> layers = Layers(4, [("a", 1), ("b", 3)])
        >>> layers.merge("c", 2)
        [('a', 1), ('b', 3)]
        >>> layers.get_all()
        [('c', 2)]
        """
        before = self.get_all()
        self.on_hand -= quantity
        self.layers.clear()
        if self.on_hand > 0:
            self.layers.append((source, self.on_hand))
        return before


def share_by_lot(needs):
    """Return [(source, lot, quantity)] of needs, each met by its own layers alike.

    A lot is one whole: what is taken of it comes from all that brought it.

    :param needs: [(lot, quantity, [(source, quantity that it brought)])]

    >>> share_by_lot([("x", 2, [("a", 1), ("b", 3)]), ("x", 1, [("b", 4)])])
    [('a', 'x', 0.5), ('b', 'x', 2.5)]
    >>> share_by_lot([("x", 1, [("a", 1)]), ("y", 1, [("a", 1)]), (False, 1, [])])
    [('a', 'x', 1.0), ('a', 'y', 1.0)]
    """
    given = defaultdict(float)
    for lot, quantity, layers in needs:
        total = sum(part for _source, part in layers)
        for source, part in layers if total else ():
            given[source, lot] += quantity * part / total
    return [(source, lot, quantity) for (source, lot), quantity in given.items()]
