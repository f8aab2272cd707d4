from odoo import fields, models

from ..access import INTERNAL


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pull_reserve_days = fields.Integer(
        related="company_id.pull_reserve_days", readonly=False, groups=INTERNAL
    )
