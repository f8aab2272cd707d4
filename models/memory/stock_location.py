from odoo import models

from .memory import get_memory


class StockLocation(models.Model):
    _name = "stock.location"
    _inherit = ["stock.location", "pull.remembered.mixin"]

    def _is_outgoing(self):
        """Remembered: core queries the inter-company location's existence at each call,
        once or twice per order line."""
        memory = get_memory(self.env.cr)
        if memory is None:
            return super()._is_outgoing()
        return memory.recall("outgoing", self.id, super()._is_outgoing)
