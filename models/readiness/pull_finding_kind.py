from odoo import fields, models

from .findings import SEVERITIES


class PullFindingKind(models.Model):
    """A kind of finding, so that a company can choose some. Data of the module."""

    _name = "pull.finding.kind"
    _description = "Supply Check Finding"
    _order = "severity, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    severity = fields.Selection(SEVERITIES, required=True, readonly=True)

    _code_unique = models.Constraint(
        "UNIQUE (code)", "There is one record for each kind of finding."
    )
