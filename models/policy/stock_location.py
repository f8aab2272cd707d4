from odoo import models


class StockLocation(models.Model):
    _inherit = "stock.location"

    def _leaves_supply_stock(self, destination):
        """Tell whether goods moved from here leave the stock of a warehouse.

        Only then is there a need that a supply policy decides: moves within the stock,
        and from places outside it, hand on what was decided before.
        """
        stock = self.warehouse_id.lot_stock_id
        return bool(
            stock and self._child_of(stock) and not destination._child_of(stock)
        )

    def _is_supply_passage(self):
        """Tell whether this is a part of a zone that hands goods on between the steps
        of a warehouse: before a run, or on the way to the customer."""
        warehouse = self.warehouse_id
        zones = (
            warehouse.pbm_loc_id
            | warehouse.wh_output_stock_loc_id
            | warehouse.wh_pack_stock_loc_id
        )
        return any(self._child_of(zone) for zone in zones)
