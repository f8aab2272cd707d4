from odoo import models

from .noting import note_changes, placing_now


class PullException(models.Model):
    _inherit = "pull.exception"

    def _close(self, resolution):
        """What is supplied now can be given a date."""
        res = super()._close(resolution)
        if not placing_now(self.env):
            note_changes(self.sudo().order_id.order_line)
        return res
