from odoo import models

from ...policy.policies import KANBAN
from ..states import ACTIVE


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_pull_replenishment_days(self, location):
        """What a loop brings to the stock is there after the loop's time."""
        if self.effective_supply_policy == KANBAN:
            # Sudo: who sells need not see loops.
            loops = self.env["pull.kanban.loop"].sudo()
            stock = location.warehouse_id.lot_stock_id
            loop = loops.search(
                [
                    ("product_id", "=", self.id),
                    ("state", "=", ACTIVE),
                    ("location_id", "child_of", stock.id),
                ],
                order="replenishment_days desc",
                limit=1,
            )
            if loop:
                return loop.replenishment_days
        return super()._get_pull_replenishment_days(location)
