from odoo import api, fields, models

from ..access import INTERNAL
from ..technical import hide_technical

TECHNICAL_FIELDS = {"pull_is_placed"}


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    pull_is_placed = fields.Boolean(
        readonly=True,
        copy=False,
        help="Its dates were worked out, not given by a person: they may be worked out "
        "anew.",
        groups=INTERNAL,
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)
