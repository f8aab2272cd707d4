from odoo import api, fields, models

from .dates import DATE_FIELD
from .kinds import CHANGE_INFOS, CHANGE_KINDS, DATE, SURPLUS, SURPLUS_KINDS
from .words import describe_surplus


class PullException(models.Model):
    _inherit = "pull.exception"

    kind = fields.Selection(
        selection_add=CHANGE_KINDS,
        ondelete={kind: "cascade" for kind, _label in CHANGE_KINDS},
    )

    # === Kinds ===

    @api.model
    def _get_kind_infos(self):
        return {**super()._get_kind_infos(), **CHANGE_INFOS}

    # === Closing ===

    def _is_date_solved(self):
        """A date is solved when the document has it, or is done."""
        document = self.env[self.res_model].browse(self.res_id).exists()
        if not document or document.state in ("done", "cancel"):
            return True
        planned = document[DATE_FIELD[self.res_model]]
        return planned.date() == self.date_wanted.date()

    @api.model
    def _get_wanted_date(self, document):
        """Return the date that a document is asked to have: that of its exception, if
        it could not be carried out, else its own."""
        known = self._get_open_of(document).filtered(lambda e: e.kind == DATE)
        return known[:1].date_wanted or document[DATE_FIELD[document._name]]

    def _is_surplus_solved(self):
        """A surplus is gone when a need takes it, when its document holds less or is
        cancelled, and when what was started is done: it is stock then."""
        document = self.env[self.res_model].browse(self.res_id).exists()
        if not document or document.state == "cancel":
            return True
        if self.kind == SURPLUS and document.state == "done":
            return True
        # Several orders may have left a surplus on one document: the oldest keeps it.
        older = self._get_open_of(document).filtered(
            lambda known: known.kind in SURPLUS_KINDS and known.id < self.id
        )
        surplus = document._get_pull_surplus() - sum(older.mapped("quantity"))
        left = min(self.quantity, surplus)
        if self.product_id.uom_id.compare(left, 0) <= 0:
            return True
        if self.product_id.uom_id.compare(left, self.quantity):
            message = describe_surplus(self.env, self.kind, self.product_id, left)
            self._update_report({"quantity": left, "message": message})
        return False
