from odoo import fields, models

from ..access import INTERNAL


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_supply_user_id = fields.Many2one(
        "res.users",
        string="Supply responsible",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Acts on the supply exceptions of manufacturing orders and purchases that "
        "nobody is responsible for, and of orders without salesperson and team leader.",
        groups=INTERNAL,
    )
