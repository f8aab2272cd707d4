"""What is on hand of one product, by the moves that brought it in."""

from collections import deque


class Layers:
    """The newest incoming moves that make up what is on hand, the oldest first.

    As core's stack, which it reads from today's stock: what was missing when goods
    came in has left with them.

    :param on_hand: a quantity, negative when more has left than came in
    :param layers: [(source, quantity left of it)], the oldest first
    """

    def __init__(self, on_hand=0.0, layers=()):
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

    def merge(self, source):
        """Replace what is left by what a delivery at average cost left behind it."""
        self.layers.clear()
        if self.on_hand > 0:
            self.layers.append((source, self.on_hand))
