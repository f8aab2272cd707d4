from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pull_supply_user_id = fields.Many2one(
        related="company_id.pull_supply_user_id",
        readonly=False,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        groups="base.group_system",
    )
