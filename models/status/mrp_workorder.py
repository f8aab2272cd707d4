from odoo import models


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    def write(self, vals):
        if {"state", "qty_produced", "qty_producing"} & vals.keys():
            self.production_id._note_pull_stage()
        return super().write(vals)
