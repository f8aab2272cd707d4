from odoo import fields, models

from ..access import INTERNAL


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pull_learning_months = fields.Integer(
        related="company_id.pull_learning_months", readonly=False, groups=INTERNAL
    )
