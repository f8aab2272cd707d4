from odoo import models
from odoo.fields import Domain


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _free_reservation(self, product_id, location_id, quantity, *args, **kwargs):
        # Core lets a need whose reserved goods are taken forget what supplied it: the
        # chain would lose its runs and purchases, and nobody would see the loss.
        pulled = self.sudo().search(
            self._get_pulled_reservation_domain(product_id, location_id)
        )
        pegs = {move: move.move_orig_ids for move in pulled.move_id}
        reserved = {move: move.quantity for move in pulled.move_id}
        res = super()._free_reservation(
            product_id, location_id, quantity, *args, **kwargs
        )
        robbed = self.env["stock.move"].sudo()
        for move, origins in pegs.items():
            if move.move_orig_ids != origins:
                move.write(
                    {"move_orig_ids": origins, "procure_method": "make_to_order"}
                )
                robbed |= move
        robbed._recompute_state()
        less = [move.id for move, before in reserved.items() if move.quantity < before]
        robbed.browse(less)._pull_after_robbed()
        return res

    def _get_pulled_reservation_domain(self, product_id, location_id):
        return (
            Domain("product_id", "=", product_id.id)
            & Domain("location_id", "=", location_id.id)
            & Domain("state", "not in", ["done", "cancel"])
            & Domain("move_id.procure_method", "=", "make_to_order")
            & Domain("move_id.supply_policy", "!=", False)
        )
