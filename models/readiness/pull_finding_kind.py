from odoo import api, fields, models

from ..technical import hide_technical
from .kinds import FINDING_INFOS, FINDING_SEVERITIES

TECHNICAL_FIELDS = {"code"}


class PullFindingKind(models.Model):
    """A kind of finding, so that a company can choose some. Data of the module."""

    _name = "pull.finding.kind"
    _description = "Supply Check Finding"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(readonly=True, help="The worst first.")
    severity = fields.Selection(FINDING_SEVERITIES, compute="_compute_severity")

    _code_unique = models.Constraint(
        "UNIQUE (code)", "There is one record for each kind of finding."
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.depends("code")
    def _compute_severity(self):
        for kind in self:
            info = FINDING_INFOS.get(kind.code)
            kind.severity = info and info.severity
