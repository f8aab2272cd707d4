from odoo import api, models
from odoo.fields import Domain

from ..exceptions.pull_exception import OPEN


class PullException(models.Model):
    _inherit = "pull.exception"

    @api.model
    def _get_open_shortages_in(self, references, moves):
        """Return the open exceptions about needs without supply of orders, by their
        references, and of these moves."""
        return self.search(
            Domain("state", "=", OPEN)
            & Domain("kind", "in", self._get_kinds_with("lacks_supply"))
            & (
                Domain("order_id.stock_reference_ids", "in", references.ids)
                | Domain("move_id", "in", moves.ids)
            )
        )

    def _get_line_decrease(self, before, now):
        """Return what an order line of which no delivery is there wants less, in the
        product's unit; `before` and `now` are in that of the line."""
        self.ensure_one()
        line = self.sale_line_id
        if line.product_id != self.product_id:
            return 0
        return line.product_uom_id._compute_quantity(
            before - now, line.product_id.uom_id
        )
