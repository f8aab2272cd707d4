"""What all products that are sold want of the goods in their chains."""

from collections import defaultdict
from dataclasses import dataclass
from math import sqrt

from ..advice.comparison import ENOUGH


@dataclass
class Need:
    """What all that are sold and use a product want of it in a week, taken as
    independent of each other. Units are its own.

    :param mean: units to expect
    :param variance: of the units of a week
    :param orders: order lines that want it
    :param users: products that are sold and use it, itself among them if it is sold
    """

    mean: float = 0.0
    variance: float = 0.0
    orders: float = 0.0
    users: int = 0

    @property
    def deviation(self):
        return sqrt(self.variance)

    @property
    def size(self):
        """Units that an average order wants."""
        return self.mean / self.orders if self.orders else 0.0

    def add(self, ratio, advice):
        """Add a product that is sold and takes so many units for one of it."""
        self.mean += ratio * get_expected(advice)
        self.variance += (ratio * advice.week_deviation) ** 2
        self.orders += advice.line_count / advice.week_count
        self.users += 1


def get_expected(advice):
    """Return the units of a product that a week is expected to want: what is forecast,
    or the mean of weeks that are too few for that."""
    is_known = advice.busy_count >= ENOUGH
    return advice.forecast if is_known else advice.week_mean


def pool(reader, advice):
    """Return {product: `Need`} of all goods in the chains of what is sold.

    :param reader: :class:`~.chain_reader.ChainReader` of what is sold
    :param advice: {product that is sold: its advice}
    """
    needs = defaultdict(Need)
    for sold, row in advice.items():
        if row.week_deviation and sold not in reader.circular:
            for product, ratio in reader.get_ratios(sold).items():
                needs[product].add(ratio, row)
    return needs
