from odoo import models

from ..supply.needs import is_open


class StockMove(models.Model):
    _inherit = "stock.move"

    def _settle_pulled_receipts(self):
        """Send surpluses back that have just been received and are to be returned."""
        res = super()._settle_pulled_receipts()
        lines = self.filtered(lambda m: m.location_id.usage == "supplier")
        lines = lines.sudo().purchase_line_id
        if lines:
            exceptions = self.env["pull.exception"]._get_open_of(lines)
            exceptions.filtered("is_return_planned")._return_received()
        return res

    def _return_pulled_to_vendor(self, quantity):
        """Create the transfer that returns `quantity`, in the product's unit."""
        self.ensure_one()
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": self.picking_id.id}
        )
        line = wizard.product_return_moves.filtered(lambda line: line.move_id == self)
        line.quantity = self.product_id.uom_id._compute_quantity(
            quantity, line.uom_id, rounding_method="HALF-UP"
        )
        transfer = wizard._create_return()
        # Core takes the reservation from those who wait for the goods first.
        self.move_dest_ids.filtered(is_open)._action_assign()
        return transfer
