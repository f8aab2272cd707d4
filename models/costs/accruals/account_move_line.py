from odoo import api, fields, models

from ...access import INTERNAL
from ...technical import hide_technical

TECHNICAL_FIELDS = {"pull_accrual_key"}


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    pull_accrual_key = fields.Char(
        string="Accrual of",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups=INTERNAL,
        help="The day and the order line that this item accrues: once.",
    )

    def write(self, vals):
        # Core leaves out what does not change, before it asks who may write it.
        if "pull_accrual_key" in vals:
            self._check_field_access(self._fields["pull_accrual_key"], "write")
        return super().write(vals)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)
