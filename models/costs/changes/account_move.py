from odoo import api, fields, models
from odoo.exceptions import UserError

from ...access import INTERNAL
from ...under_way import Noting, under_way

BILLS = "costs.bills"


class AccountMove(models.Model):
    _inherit = "account.move"

    pull_cost_cause = fields.Char(
        string="Change of Cost by",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups=INTERNAL,
        help="The document that changed what goods cost after they had left. This "
        "entry carries the change on to who took them.",
    )

    def _post(self, soft=True):
        bills = self.filtered(lambda move: move.is_purchase_document())
        if not bills:
            return super()._post(soft)
        with under_way(self.env.cr, BILLS, lambda: Noting(self.env.cr)) as state:
            for bill in bills:
                state.note(BILLS, bill.id)
            return super()._post(soft)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_cost_change(self):
        # Sudo: whoever deletes an entry need not be one of those who see the field.
        entry = self.sudo().filtered("pull_cost_cause")[:1]
        if entry:
            raise UserError(
                self.env._(
                    "%(entry)s says what %(cause)s changed in the cost of goods that "
                    "had already left. Post it again, or reverse it once it is posted; "
                    "it cannot be deleted.",
                    entry=entry.display_name,
                    cause=entry.pull_cost_cause,
                )
            )
