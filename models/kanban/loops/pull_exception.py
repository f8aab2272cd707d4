from odoo import api, fields, models

from ...words import format_quantity
from ..states import EMPTY, HOLD, OBSOLETE
from .kinds import CANCELLED, EXCESS, KANBAN_INFOS, KANBAN_KINDS, LOST, ON_HOLD


class PullException(models.Model):
    _inherit = "pull.exception"

    kind = fields.Selection(
        selection_add=KANBAN_KINDS,
        ondelete={kind: "cascade" for kind, _label in KANBAN_KINDS},
    )

    @api.model
    def _get_kind_infos(self):
        return {**super()._get_kind_infos(), **KANBAN_INFOS}

    @api.model
    def _get_document_models(self):
        return [
            *super()._get_document_models(),
            "pull.kanban.loop",
            "pull.kanban.card",
        ]

    # === Reports ===

    @api.model
    def _report_kanban_hold(self, loops):
        self._report_kanban(
            ON_HOLD,
            [
                (loop, loop, loop.hold_reason, self.env._("Mend it, then try again."))
                for loop in loops
            ],
        )

    @api.model
    def _report_kanban_cancelled(self, cards):
        text = self.env._("What was ordered for %s was cancelled; it stays empty.")
        remedy = self.env._("Order again, or withdraw the card.")
        self._report_kanban(
            CANCELLED,
            [(card, card.loop_id, text % card.name, remedy) for card in cards],
        )

    @api.model
    def _report_kanban_excess(self, loops):
        """Tell of loops of which more was taken than there was on cards."""
        reports = []
        for loop in loops:
            text = self.env._(
                "%(quantity)s more of %(loop)s were taken than the cards hold.",
                quantity=format_quantity(self.env, -loop.surplus, loop.uom_id),
                loop=loop.display_name,
            )
            remedy = self.env._("Count the stock there. The next cards make up for it.")
            reports.append((loop, loop, text, remedy))
        self._report_kanban(EXCESS, reports)

    @api.model
    def _report_kanban_lost(self, cards):
        text = self.env._("Card %s was not found when the cards were counted.")
        remedy = self.env._("Look for it, or replace it: the old number is void then.")
        self._report_kanban(
            LOST, [(card, card.loop_id, text % card.name, remedy) for card in cards]
        )

    @api.model
    def _report_kanban(self, kind, reports):
        """:param reports: [(document, loop, message, remedy)]"""
        self._report(
            [
                {
                    "kind": kind,
                    "message": message,
                    "remedy": remedy,
                    "company_id": loop.company_id.id,
                    "order_id": False,
                    "product_id": loop.product_id.id,
                    "user_id": loop._get_responsible().id,
                    "res_model": document._name,
                    "res_id": document.id,
                    "document_name": document.display_name,
                }
                for document, loop, message, remedy in reports
            ]
        )

    # === Solved ===

    @api.model
    def _close_kanban_solved(self, documents):
        self._get_open_of(documents)._close_solved()

    def _is_kanban_solved(self):
        document = self.env[self.res_model].browse(self.res_id).exists()
        if not document:
            return True
        if self.kind == ON_HOLD:
            return document.state != HOLD
        if self.kind == EXCESS:
            return document.uom_id.compare(document.surplus, 0) >= 0
        if self.kind == LOST:
            return document.state == OBSOLETE or not document.is_missing
        return document.state != EMPTY or not document.is_cancelled

    def _retry_kanban_hold(self):
        # Sudo: who has to act on it may not edit loops, and only tries again.
        self.env["pull.kanban.loop"].sudo().browse(self.mapped("res_id"))._resume()

    def _retry_kanban_cancelled(self):
        cards = self.env["pull.kanban.card"].browse(self.mapped("res_id"))
        cards.action_order()
