from odoo import fields, models

from ...access import INTERNAL


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pull_cost_changes = fields.Selection(
        related="company_id.pull_cost_changes", readonly=False, groups=INTERNAL
    )
