from odoo import fields, models

from ..access import INTERNAL


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pull_advice_weeks = fields.Integer(
        related="company_id.pull_advice_weeks", readonly=False, groups=INTERNAL
    )
    pull_service_level = fields.Float(
        related="company_id.pull_service_level", readonly=False, groups=INTERNAL
    )
