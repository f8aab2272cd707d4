from odoo import models

FROZEN = ("pull_price_planned", "pull_price_frozen")


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def copy_data(self, default=None):
        """Leave out what was planned: a copy is confirmed on a day of its own."""
        vals_list = super().copy_data(default=default)
        for vals in vals_list:
            for _command, _id, move_vals in vals.get("move_raw_ids") or ():
                for name in FROZEN:
                    move_vals.pop(name, None)
        return vals_list
