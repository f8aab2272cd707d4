from odoo import fields, models

from ..access import INTERNAL


class MrpWorkcenter(models.Model):
    _inherit = "mrp.workcenter"

    pull_buffer_days = fields.Float(
        string="Time to Spare",
        help="Days between the end of an operation here and the need for it, when an "
        "order is placed backward from its promised date.",
        groups=INTERNAL,
    )
