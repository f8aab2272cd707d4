from collections import defaultdict

from ..pegging.allocation import DUST
from ..supply.needs import is_open
from .left_plan import LeftPlan


class LeftPreview:
    """What a planned change would leave over of broken chains, and so give up too: see
    `LeavingScope`, which does it. It only reads.

    :param lines: the order lines that are to change, sudoed
    :param moves: all needs and supplies of these
    """

    def __init__(self, lines, moves):
        self.references = lines.order_id.stock_reference_ids
        exceptions = lines.env["pull.exception"]._get_open_shortages_in(
            self.references, moves
        )
        self._missing = {exception: exception.quantity for exception in exceptions}

    def get_plans(self, plan, quantities):
        """Return the plans that follow from a plan, level by level.

        :param dict quantities: {order line: new quantity in its unit}
        """
        plans = []
        freed = self._get_freed(plan.wanted, quantities)
        while freed:
            plans.append(LeftPlan(self.references, freed).build_left())
            freed = self._get_freed(plans[-1].wanted, {})
        return plans

    def _get_freed(self, wanted, quantities):
        """Return {product: (quantity that is missing and would be wanted no more, order
        lines)}; what is returned once is missing no more."""
        freed = {}
        for exception, missing in self._missing.items():
            less = min(missing, self._get_decrease(exception, wanted, quantities))
            if less > DUST:
                self._missing[exception] -= less
                before, lines = freed.get(exception.product_id, (0, set()))
                lines = lines | {*exception.sale_line_id}
                freed[exception.product_id] = (before + less, lines)
        return freed

    def _get_decrease(self, exception, wanted, quantities):
        need, line = exception.move_id, exception.sale_line_id
        if need:
            now = wanted.get(need, need.product_qty)
            return need.product_qty - now if is_open(need) else 0
        ordered = line._get_pull_ordered_quantity()
        return exception._get_line_decrease(ordered, quantities.get(line, ordered))


def merge_steps(plans):
    """Return the steps of plans, those of one document as one."""
    merged = defaultdict(list)
    for plan in plans:
        for step in plan.steps:
            merged[step.document, step.stage].append(step)
    return [_join(steps) for steps in merged.values()]


def _join(steps):
    first, *others = steps
    for step in others:
        first.quantity += step.quantity
        first.lines |= step.lines
    return first
