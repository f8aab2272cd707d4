from odoo import fields, models

from ..access import INTERNAL


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_late_hours = fields.Float(
        string="Tell When Late by",
        default=12,
        help="Hours after the promised date from which the salesperson is asked to "
        "act, once, until the order is on time again.",
        groups=INTERNAL,
    )
