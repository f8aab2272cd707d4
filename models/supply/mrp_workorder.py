from odoo import fields, models


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    pull_specification = fields.Text(related="production_id.pull_specification")
