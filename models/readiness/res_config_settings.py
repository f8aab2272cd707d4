from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pull_blocking_kind_ids = fields.Many2many(
        related="company_id.pull_blocking_kind_ids",
        readonly=False,
        groups="base.group_system",
    )
    pull_runs_asked = fields.Integer(
        related="company_id.pull_runs_asked",
        readonly=False,
        groups="base.group_system",
    )
