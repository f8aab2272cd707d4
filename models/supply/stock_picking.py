from odoo import models

LINKS = ("sale_line_id", "purchase_line_id", "rule_id")


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def copy_data(self, default=None):
        # Core copies what makes a transfer serve an order: the copy of a delivery would
        # be supplied once more, and the copy of a receipt would count as supply.
        vals_list = super().copy_data(default)
        if "move_ids" in (default or {}):
            return vals_list
        for picking, vals in zip(self, vals_list, strict=True):
            moves = picking.move_ids.sorted("id")
            for move, command in zip(moves, vals.get("move_ids", ()), strict=True):
                if move._serves_pull():
                    command[2].update(dict.fromkeys(LINKS, False))
        return vals_list
