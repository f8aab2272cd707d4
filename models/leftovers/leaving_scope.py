from collections import defaultdict

from ..change.scope import SNAPSHOTS, ChangeScope
from ..exceptions.pull_exception import OPEN
from ..pegging.allocation import DUST
from ..supply.needs import is_open
from .left_plan import LeftPlan


class LeavingScope(ChangeScope):
    """A change at whose end nothing is left over of broken chains.

    Where a person has taken out a step between a need and its supply, the need lacks
    supply, and the supply waits until somebody tries again. When the need wants less,
    or is gone, so much of what is left over is given up too, level by level.
    """

    def _settle(self, carrier):
        known = self._get_shortages()
        super()._settle(carrier)
        while freed := self._get_freed(known):
            plan = LeftPlan(self.references.sudo(), freed).build_left()
            if not (plan.steps or plan.transfers):
                return
            self.note(SNAPSHOTS, (plan.snapshot, {}, ()))
            carrier.carry_out(plan)
            known = self._get_shortages()
            super()._settle(carrier)

    def _get_shortages(self):
        """Return {open exception of a need without supply: quantity that is missing} of
        the orders of this change, and of what was made for them: behind a broken step
        it serves no order."""
        watched = [snapshot.moves for snapshot, *_rest in self.noted(SNAPSHOTS)]
        moves = self.env["stock.move"].union(*watched)
        found = self.env["pull.exception"]._get_open_shortages_in(
            self.references, moves
        )
        return {exception: exception.quantity for exception in found}

    def _get_freed(self, known):
        """Return {product: (quantity that was missing and is wanted no more, order
        lines)}.

        :param dict known: {exception: quantity that was missing}
        """
        quantities = defaultdict(float)
        lines = defaultdict(set)
        for exception, before in known.items():
            now = exception.quantity if exception.state == OPEN else 0
            freed = min(before - now, self._get_decrease(exception))
            if freed > DUST:
                quantities[exception.product_id] += freed
                lines[exception.product_id] |= {*exception.sale_line_id}
        return {product: (quantities[product], lines[product]) for product in lines}

    def _get_decrease(self, exception):
        """Return what the need of an exception wants less than before this change, in
        the product's unit."""
        need = exception.move_id
        if need:
            before = [
                snapshot.quantities.get(need, 0)
                for snapshot, *_rest in self.noted(SNAPSHOTS)
            ]
            return max(before, default=0) - (is_open(need) and need.product_qty)
        line = exception.sale_line_id
        ordered = line._get_pull_ordered_quantity()
        before = self.quantities.get(line, ordered)
        return exception._get_line_decrease(before, ordered)
