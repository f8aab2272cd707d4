from odoo import fields, models

from ..access import INTERNAL


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    # Not in sudo: each reader is told of the orders that they may read.
    pull_specification = fields.Text(
        related="production_id.pull_specification",
        related_sudo=False,
        groups=INTERNAL,
    )
