from odoo import fields, models

from ..access import INTERNAL


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pull_tell_steps = fields.Boolean(
        related="company_id.pull_tell_steps", readonly=False, groups=INTERNAL
    )
