from collections import Counter, defaultdict

from odoo import fields, models
from odoo.fields import Domain

from ..access import INTERNAL, check_rows
from .pull_exception import OPEN


class PullExceptionMixin(models.AbstractModel):
    """A document that shows the supply exceptions about it."""

    _name = "pull.exception.mixin"
    _description = "Has supply exceptions"

    pull_exception_count = fields.Integer(
        string="Open Exceptions",
        compute="_compute_pull_exceptions",
        help="What failed or needs a decision in the supply, and is still open.",
        groups=INTERNAL,
    )
    has_pull_exceptions = fields.Boolean(
        compute="_compute_pull_exceptions", groups=INTERNAL
    )

    def _compute_pull_exceptions(self):
        counts = self._origin._count_pull_exceptions()
        for document in self:
            own = counts.get(document._origin.id, {})
            document.pull_exception_count = own.get(OPEN, 0)
            document.has_pull_exceptions = bool(own)

    def _count_pull_exceptions(self):
        """Return {document id: {state of the exceptions: number}}."""
        counts = defaultdict(Counter)
        groups = (
            self.env["pull.exception"]
            .sudo()
            ._read_group(
                self._get_pull_exception_domain(),
                [self._get_pull_exception_subject(), "state"],
                ["__count"],
            )
        )
        for subject, state, count in groups:
            document = self._get_pull_exception_document(subject)
            counts[document.id][state] += count
        return counts

    def _get_pull_exception_domain(self):
        """Return which exceptions are about these documents."""
        return Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids)

    def _get_pull_exception_subject(self):
        """Return the field of the exception that tells these documents apart."""
        return "res_id"

    def _get_pull_exception_document(self, subject):
        return self.browse(subject)

    def action_view_pull_exceptions(self):
        """Open the exceptions about these documents: the open ones, if there are."""
        check_rows(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pull_through_production.pull_exception_action"
        )
        is_open = any(document.pull_exception_count for document in self)
        return {
            **action,
            "domain": list(self._get_pull_exception_domain()),
            "context": {"search_default_filter_open": is_open},
        }
