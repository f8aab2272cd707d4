from odoo import api, models

from .noting import LINES, MOVES, note


class PullException(models.Model):
    _inherit = "pull.exception"

    @api.model_create_multi
    def create(self, vals_list):
        exceptions = super().create(vals_list)
        exceptions._note_pull_stage()
        return exceptions

    def write(self, vals):
        if "state" in vals:
            self._note_pull_stage()
        return super().write(vals)

    def _note_pull_stage(self):
        """Note that the order lines that these are about may be in another stage."""
        exceptions = self.sudo()
        lines = exceptions.sale_line_id | exceptions.order_id.order_line
        note(self.env, LINES, lines.ids)
        note(self.env, MOVES, exceptions.move_id.ids)
