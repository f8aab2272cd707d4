from odoo import api, models

from ..supply.needs import is_direct


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _pull_leave_supplied(self, procurements):
        """Leave out what vendors are shipping to the customer already: core buys what a
        kit wants more, or what was set back and confirmed, once more."""
        procurements = super()._pull_leave_supplied(procurements)
        line_ids = [
            procurement.values["sale_line_id"]
            for procurement in procurements
            if self._is_pull_direct(procurement)
        ]
        if not line_ids:
            return procurements
        lines = self.env["sale.order.line"].sudo().browse(line_ids)
        direct = lines._get_pull_direct_supply()
        kept = [self._keep_to_direct(each, direct) for each in procurements]
        return [procurement for procurement in kept if procurement]

    @api.model
    def _is_pull_direct(self, procurement):
        values = procurement.values
        return bool(
            values.get("supply_policy") and is_direct(values, procurement.location_id)
        )

    @api.model
    def _keep_to_direct(self, procurement, direct):
        """Return the procurement of what nobody brings, None if all is under way."""
        if not self._is_pull_direct(procurement):
            return procurement
        line = self.env["sale.order.line"].sudo()
        line = line.browse(procurement.values["sale_line_id"])
        unit, uom = procurement.product_id.uom_id, procurement.product_uom
        missing = direct.get_missing(line, procurement.product_id)
        asked = uom._compute_quantity(procurement.product_qty, unit)
        if unit.compare(missing, asked) >= 0:
            return procurement
        quantity = unit._compute_quantity(missing, uom, rounding_method="HALF-UP")
        return procurement._replace(product_qty=quantity) if missing else None
