from odoo import api, fields, models

from ...access import COST
from ...technical import hide_technical

TECHNICAL_FIELDS = {"pull_cost_log_ids"}


class AccountMove(models.Model):
    _inherit = "account.move"

    pull_cost_log_ids = fields.One2many(
        "pull.cost.log",
        "account_move_id",
        string="Changes of Cost",
        readonly=True,
        groups=COST,
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)
