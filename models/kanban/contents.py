"""What lies on the cards of a loop, and what goes of it: plain numbers, no records.

What cards hold and the surplus beside them are together what lies at the place of the
loop, always. A surplus below 0 is what was taken above all that cards hold: the next
goods that come make up for it.
"""

from odoo.tools import float_round


class Contents:
    """The cards of a loop in the order in which they are used up.

    The surplus goes first, so that what came too much is not replaced:

    >>> loop = Contents({"a": 4, "b": 10}, surplus=1)
    >>> loop.take(3)
    >>> loop.cards, loop.surplus, loop.touched
    ({'a': 2.0, 'b': 10}, 0.0, ['a'])
    >>> loop.take(13)
    >>> loop.cards, loop.surplus, loop.touched
    ({'a': 0.0, 'b': 0.0}, -1.0, ['a', 'b'])

    :param dict cards: {key: units on it}, in the order of use
    :param surplus: units beside the cards, below 0: taken above what they hold
    :param rounding: of the unit
    """

    def __init__(self, cards, surplus=0.0, rounding=0.01):
        self.cards, self.surplus, self.rounding = dict(cards), surplus, rounding
        self.touched = []

    def _round(self, quantity):
        return float_round(quantity, precision_rounding=self.rounding)

    def take(self, quantity):
        """Take so much from the place."""
        beside = min(max(self.surplus, 0), quantity)
        self.surplus = self._round(self.surplus - beside)
        left = self._round(quantity - beside)
        for key, content in self.cards.items():
            taken = min(content, left)
            if taken > 0:
                self.cards[key] = self._round(content - taken)
                left = self._round(left - taken)
                if key not in self.touched:
                    self.touched.append(key)
        self.surplus = self._round(self.surplus - left)

    def put(self, quantity, key=None, size=0.0):
        """Put so much to the place: on a card up to its size, the rest beside it.

        >>> loop = Contents({"a": 0, "b": 3}, surplus=-2)
        >>> loop.put(12, "a", size=10)
        >>> loop.cards, loop.surplus
        ({'a': 10.0, 'b': 3}, 0.0)
        >>> loop = Contents({"a": 0, "b": 3}, surplus=-4)
        >>> loop.put(10, "a", size=10)
        >>> loop.cards, loop.surplus
        ({'a': 6.0, 'b': 3}, 0.0)

        :param key: of the card that it comes for, None of what comes for none
        """
        self.surplus = self._round(self.surplus + quantity)
        if key is None:
            return
        room = max(size - self.cards[key], 0)
        filled = min(room, max(self.surplus, 0), quantity)
        self.cards[key] = self._round(self.cards[key] + filled)
        self.surplus = self._round(self.surplus - filled)

    def gather(self, sizes):
        """Pour what lies on cards that are not whole together, so that what they lack
        is less than a card: the others are empty, and replaced.

        >>> loop = Contents({"a": 3, "b": 10, "c": 4, "d": 9})
        >>> loop.gather(dict.fromkeys("abcd", 10))
        >>> loop.cards, loop.touched
        ({'a': 0.0, 'b': 10.0, 'c': 7.0, 'd': 9.0}, ['a'])
        >>> loop.gather(dict.fromkeys("bcd", 10))
        >>> loop.touched
        ['a']

        :param dict sizes: {key: what it holds when whole} of those that take part
        """
        loaded = [key for key in self.cards if key in sizes and self.cards[key] > 0]
        while loaded:
            least = min(loaded, key=self.cards.get)
            loaded.remove(least)
            lacks = {key: max(sizes[key] - self.cards[key], 0) for key in loaded}
            if self.cards[least] > self._round(sum(lacks.values())):
                return
            self._pour(least, lacks)

    def _pour(self, key, lacks):
        """Empty a card into others, those first that are used up first."""
        for other, lack in lacks.items():
            poured = min(lack, self.cards[key])
            self.cards[other] = self._round(self.cards[other] + poured)
            self.cards[key] = self._round(self.cards[key] - poured)
        self.touched.append(key)
