"""Arithmetic of when stock gives what is asked of it: plain numbers and moments."""


class StockTimeline:
    """What of a product is free at a place, now and when receipts come that nobody
    waits for.

    Who asks first is served first, and what was promised to one is gone for the next:

    >>> stock = StockTimeline(3, [("Friday", 4), ("Monday", 2)])
    >>> stock.take(2), stock.take(2), stock.take(4), stock.take(1)
    (0, 'Friday', 'Monday', None)

    More than there is, is promised already:

    >>> StockTimeline(-3, [("Friday", 4)]).take(2) is None
    True

    :param free: on hand and promised to nobody, in the product's unit
    :param receipts: [(moment, quantity)] in the order in which they come
    """

    NOW = 0

    def __init__(self, free, receipts=()):
        self._left = free
        self._receipts = list(receipts)
        self._came = self.NOW

    def take(self, quantity, dust=1e-6):
        """Return the moment from which so much more is there: `NOW`, that of a receipt,
        or None; then nothing was taken."""
        left, used, came = self._left - quantity, 0, self._came
        while left < -dust and used < len(self._receipts):
            came, more = self._receipts[used]
            left += more
            used += 1
        if left < -dust:
            return None
        self._left, self._came = left, came
        del self._receipts[:used]
        return came
