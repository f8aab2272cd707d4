from odoo import api, fields, models

from ..access import check_one
from ..technical import hide_technical

TECHNICAL_FIELDS = {"res_model", "res_id"}


class PullOpenableMixin(models.AbstractModel):
    """A row that leads to a document of any model: it tells its reader whether they may
    open it, and opens it.

    Inherit `_get_documents` to lead elsewhere, `_filter_openable` to ask for more than
    reading, and `_get_instead` for what opens to who may not open the document.
    """

    _name = "pull.openable.mixin"
    _description = "Leads to a document"

    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", readonly=True
    )
    can_open = fields.Boolean(compute="_compute_can_open")

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_can_open(self):
        documents = self._get_documents()
        by_model = {}
        for document in documents.values():
            by_model.setdefault(document._name, []).append(document)
        openable = {
            document
            for model, found in by_model.items()
            for document in self._filter_openable(self.env[model].union(*found))
        }
        for row in self:
            row.can_open = documents.get(row) in openable

    def _get_documents(self):
        """Return {row: the document that it leads to}, without rows whose document is
        gone or of a model that there is not. Rights are not considered."""
        documents = {}
        for model, rows in self.grouped("res_model").items():
            if model in self.env:
                found = self.env[model].browse(rows.mapped("res_id")).exists()
                by_id = {document.id: document for document in found}
                documents.update(
                    (row, by_id[row.res_id]) for row in rows if row.res_id in by_id
                )
        return documents

    @api.model
    def _filter_openable(self, documents):
        """Return those of these documents, of one model, that the user may open."""
        if not documents.has_access("read"):
            return documents.browse()
        return documents._filtered_access("read")

    def action_open(self):
        """Open the document, or what there is instead for who may not open it."""
        check_one(self)
        opened = self._get_documents()[self] if self.can_open else self._get_instead()
        return opened._get_records_action()

    def _get_instead(self):
        return self
