from odoo import fields, models


class PullSetupReason(models.Model):
    _name = "pull.setup.reason"
    _description = "Reason for a Setup Overrun"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
