from odoo import fields, models

from ..access import INTERNAL


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pull_promise = fields.Selection(
        related="company_id.pull_promise", readonly=False, groups=INTERNAL
    )
    pull_buffer_days = fields.Float(
        related="company_id.pull_buffer_days", readonly=False, groups=INTERNAL
    )
