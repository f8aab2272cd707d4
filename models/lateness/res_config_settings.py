from odoo import fields, models

from ..access import INTERNAL


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pull_late_hours = fields.Float(
        related="company_id.pull_late_hours", readonly=False, groups=INTERNAL
    )
