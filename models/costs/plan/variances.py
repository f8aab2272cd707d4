"""The arithmetic of variances: why a cost differs from its plan. No records."""

from typing import NamedTuple


class Usage(NamedTuple):
    """So much of something (units, minutes), and what it cost."""

    quantity: float = 0.0
    cost: float = 0.0

    @property
    def price(self):
        return self.cost / self.quantity if self.quantity else 0.0

    def plus(self, other):
        return Usage(self.quantity + other.quantity, self.cost + other.cost)

    def times(self, factor):
        return Usage(self.quantity * factor, self.cost * factor)


def explain(planned, actual):
    """Split what something cost over its plan: (for its quantity, for its price).

    The quantity is counted at the planned price, the price at the actual quantity. What
    was not planned at all differs in quantity only.

    >>> explain(Usage(2, 20), Usage(3, 36))
    (10.0, 6.0)
    >>> explain(Usage(), Usage(1, 5))
    (5.0, 0.0)
    >>> explain(Usage(2, 20), Usage())
    (-20.0, 0.0)
    """
    price = planned.price if planned.quantity else actual.price
    for_quantity = (actual.quantity - planned.quantity) * price
    return for_quantity, actual.cost - planned.cost - for_quantity
