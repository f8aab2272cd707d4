from ..leftovers.leaving_scope import LeavingScope
from .noting import ORDERS


class PlacingScope(LeavingScope):
    """Places the orders that a change has touched, once all is carried down."""

    def close(self):
        super().close()
        lines = self.env["sale.order.line"].browse(line.id for line in self.quantities)
        orders = lines.exists().order_id.union(*self.noted(ORDERS))
        orders.exists()._place_pull_chain()
