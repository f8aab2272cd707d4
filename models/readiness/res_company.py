from odoo import fields, models

from ..access import INTERNAL


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_blocking_kind_ids = fields.Many2many(
        "pull.finding.kind",
        string="Block confirmation on",
        help="An order in whose supply check one of these is found cannot be "
        "confirmed. Empty: the supply check only tells.",
        groups=INTERNAL,
    )
