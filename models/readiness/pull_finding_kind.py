from odoo import api, fields, models

from .kinds import FINDING_INFOS, FINDING_SEVERITIES


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

    @api.depends("code")
    def _compute_severity(self):
        for kind in self:
            info = FINDING_INFOS.get(kind.code)
            kind.severity = info and info.severity
