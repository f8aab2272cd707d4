"""What supply exceptions ask of people."""

from odoo.fields import Domain

from ..change.kinds import DATE, SENT, SURPLUS_KINDS, TOO_LATE
from ..exceptions.pull_exception import OPEN
from .kinds import (
    APPLY_DATE,
    CANCEL,
    DECIDE,
    EXPEDITE,
    REDUCE,
    RETRY,
    TOO_LITTLE,
    TOO_MUCH,
    WAIT,
    Action,
)

# {model that exceptions are about: (its quantity in the product's unit, its date)}
FACTS = {
    "purchase.order.line": ("product_uom_qty", "date_planned"),
    "mrp.production": ("product_uom_qty", "date_start"),
}


class ExceptionActions:
    """Finds what open exceptions ask for.

    :param env: of the user: record rules say which are theirs
    :param clock: `Clock`

    Built by `pull.action._get_finders`.
    """

    def __init__(self, env, clock):
        self.env, self.clock = env, clock
        self.infos = env["pull.exception"]._get_kind_infos()

    def find(self):
        """Return the actions: see `Action`."""
        exceptions = self.env["pull.exception"]
        if not exceptions.has_access("read"):
            return []
        companies = Domain("company_id", "in", self.env.companies.ids)
        found = exceptions.search(Domain("state", "=", OPEN) & companies)
        documents = self._get_documents(found)
        return [self._make(exception, documents) for exception in found]

    def _get_documents(self, exceptions):
        """Return {exception: what it is about}, of those that have facts."""
        documents = {}
        for model, alike in exceptions.grouped("res_model").items():
            if model in FACTS:
                # Sudo: of a document only whether it is wanted at all, and when.
                found = self.env[model].sudo().browse(alike.mapped("res_id")).exists()
                by_id = {document.id: document for document in found}
                documents.update((e, by_id.get(e.res_id)) for e in alike)
        return documents

    def _make(self, exception, documents):
        document = documents.get(exception)
        kind = self._get_kind(exception, document)
        return Action(
            kind,
            exception,
            " ".join(exception.message.split()),
            exception.create_date,
            self._get_remedy(exception),
            exception.user_id,
            exception.product_id,
            exception.date_wanted,
            exception.sudo().sale_line_id or exception.sudo().order_id.order_line,
            (exception.res_model, exception.res_id),
        )

    def _get_kind(self, exception, document):
        if exception.kind in (SENT, TOO_LATE) and self._is_whole(exception, document):
            return CANCEL
        if exception.kind in SURPLUS_KINDS:
            return TOO_MUCH
        if exception.kind == DATE:
            return self._get_direction(exception, document)
        info = self.infos.get(exception.kind)
        return TOO_LITTLE if info and info.lacks_supply else DECIDE

    def _is_whole(self, exception, document):
        """Tell whether nothing of the document is wanted any more."""
        if not document:
            return False
        whole = document[FACTS[document._name][0]]
        return document.product_id.uom_id.compare(exception.quantity, whole) >= 0

    def _get_direction(self, exception, document):
        now = document and document[FACTS[document._name][1]]
        later = now and exception.date_wanted and exception.date_wanted > now
        return WAIT if later else EXPEDITE

    def _get_remedy(self, exception):
        """Return what its button does; whether the user may is asked when it does."""
        if exception.kind == SENT and self._may_change(exception):
            return REDUCE
        if exception.kind == DATE and self._may_change(exception):
            return APPLY_DATE
        return RETRY if exception.can_retry else None

    def _may_change(self, exception):
        return exception.res_model in FACTS and self.env[
            exception.res_model
        ].has_access("write")
