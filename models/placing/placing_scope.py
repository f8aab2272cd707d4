from ..leftovers.leaving_scope import LeavingScope
from .noting import ORDERS, get_noted_orders


class PlacingScope(LeavingScope):
    """Places the orders that a change has touched, once all is carried down."""

    def close(self):
        res = super().close()
        lines = self.env["sale.order.line"].browse(line.id for line in self.quantities)
        orders = lines.exists().order_id.union(*self.noted(ORDERS))
        (orders | get_noted_orders(self)).exists()._place_pull_chain()
        return res

    def _plan_dates(self, lines, shifts):
        """What is placed anew is not shifted by days before; what a person has decided
        stays, and he is asked."""
        plan = super()._plan_dates(lines, shifts)
        placed = lines.filtered(lambda line: line._is_pull_promised())
        if lines - placed:
            return plan
        plan.moves = {}
        plan.steps = {
            document: step for document, step in plan.steps.items() if not step.is_moved
        }
        return plan
