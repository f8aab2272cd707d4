from odoo import api, fields, models

from .kinds import FINDING_INFOS, FINDING_KINDS


class PullException(models.Model):
    _inherit = "pull.exception"

    kind = fields.Selection(
        selection_add=FINDING_KINDS,
        ondelete={kind: "cascade" for kind, _label in FINDING_KINDS},
    )

    @api.model
    def _get_kind_infos(self):
        return {**super()._get_kind_infos(), **FINDING_INFOS}
