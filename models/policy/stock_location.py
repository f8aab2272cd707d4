from odoo import models


class StockLocation(models.Model):
    _inherit = "stock.location"

    def _leaves_supply_stock(self, destination):
        """Tell whether goods moved from here leave the stock of a warehouse.

        Only then is there a need that a supply policy decides: moves within the stock,
        and from places outside it, hand on what was decided before.
        """
        stock = self.warehouse_id.lot_stock_id
        return self._is_in_supply_stock() and not destination._child_of(stock)

    def _is_in_supply_stock(self):
        """Tell whether this place is a part of a warehouse's stock."""
        stock = self.warehouse_id.lot_stock_id
        return bool(stock and self._child_of(stock))
