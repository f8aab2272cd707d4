"""The walk that counts the runs of an order before they are made."""

from collections import defaultdict
from dataclasses import dataclass, field

from ..explosion.chain_walk import ChainWalk
from ..pegging.allocation import DUST
from ..supply.runs import count_runs

# Run sizes that a person would choose, times a power of ten.
ROUND_SIZES = (1, 2, 5)


@dataclass
class CountedRuns:
    """The runs of one bill of materials.

    :param needs: {quantity of a need: how many needs of it}, in the unit of the BoM
    """

    run_size: float
    rounding: float
    needs: dict = field(default_factory=lambda: defaultdict(int))

    @property
    def runs(self):
        """Return {quantity of a run: how many}."""
        return self._split(self.run_size)

    @property
    def count(self):
        return sum(self.runs.values())

    @property
    def is_split(self):
        """Tell whether a need is made in several runs."""
        return self.count > sum(self.needs.values())

    def find_size(self, most):
        """Return (a larger, round run size, the runs that it makes), at most `most` of
        them; None if there is none.

        >>> runs = CountedRuns(1, 0.01)
        >>> runs.needs[3000] = 1
        >>> runs.count, runs.find_size(100)
        (3000, (50, 60))
        >>> runs.needs[2] = 500
        >>> runs.find_size(100)
        """
        power = 1
        while power <= max(self.needs):
            for size in ROUND_SIZES:
                if size * power > self.run_size:
                    count = sum(self._split(size * power).values())
                    if count <= most:
                        return size * power, count
            power *= 10
        return None

    def _split(self, run_size):
        runs = defaultdict(int)
        for quantity, needs in self.needs.items():
            for run, count in count_runs(quantity, run_size, self.rounding).items():
                runs[run] += needs * count
        return runs


class RunsWalk(ChainWalk):
    """Counts the runs that confirming order lines would make, at every level.

    A need of one run's component is split by itself: what a level takes together, as
    the walk sums it up, is not enough to know.
    """

    def __init__(self, lines):
        super().__init__(lines)
        # {path of a need and its key: {quantity, in the product's unit: how many}}
        self._needs = {}
        self._counted = {}

    def get_counts(self):
        """Return {bill of materials: :class:`CountedRuns`}, those above first."""
        self._walk(
            [need for line in self.lines for need in line._get_pull_first_needs()]
        )
        return self._counted

    def _move(self, need, rule):
        moved = super()._move(need, rule)
        for deeper in moved:
            self._add_needs(deeper, self._get_needs(need))
        return moved

    def _explode(self, need, rule, bom):
        components = super()._explode(need, rule, bom)
        runs = self._count(need, bom)
        for component in components:
            ratio = component.quantity / need.quantity
            self._add_needs(
                component, {run * ratio: count for run, count in runs.items()}
            )
        return components

    def _count(self, need, bom):
        """Note what of these needs is made; return its runs, in the product's unit."""
        uom, unit = need.product.uom_id, bom.product_uom_id
        own = CountedRuns(bom._get_pull_run_size(), unit.rounding)
        for quantity, count in self._get_needs(need).items():
            own.needs[uom._compute_quantity(quantity, unit)] += count
        counted = self._counted.setdefault(bom, CountedRuns(own.run_size, own.rounding))
        for quantity, count in own.needs.items():
            counted.needs[quantity] += count
        return {
            unit._compute_quantity(run, uom, round=False): count
            for run, count in own.runs.items()
        }

    def _get_needs(self, need):
        """Return the needs that a need of the walk sums up, without those that stock
        serves: the first ones."""
        known = self._needs.get((*need.path, need.key))
        if not known:
            return {need.quantity: 1}
        covered = sum(quantity * count for quantity, count in known.items())
        covered -= need.quantity
        left = defaultdict(int)
        for quantity, count in known.items():
            served = min(int(covered / quantity + DUST), count)
            covered -= served * quantity
            if covered > DUST and count > served:
                left[quantity - covered] += 1
                covered, served = 0, served + 1
            left[quantity] += count - served
        return {quantity: count for quantity, count in left.items() if count}

    def _add_needs(self, need, needs):
        known = self._needs.setdefault((*need.path, need.key), defaultdict(int))
        for quantity, count in needs.items():
            known[quantity] += count
