from odoo import api, fields, models
from odoo.exceptions import UserError

from ...access import check_rows
from ..states import OBSOLETE, STAGES
from .results import FOUND, NOT_FOUND, REPLACED, RESULTS, TO_COUNT


class PullKanbanCountLine(models.Model):
    """A card that should be there, and what became of it: by whom and when. Buttons and
    scans alone write it."""

    _name = "pull.kanban.count.line"
    _description = "Counted Kanban Card"
    _order = "count_id desc, location_id, product_id, card_name, id"
    _rec_name = "card_name"

    count_id = fields.Many2one(
        "pull.kanban.count",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="count_id.company_id", store=True, index=True)
    card_id = fields.Many2one(
        "pull.kanban.card",
        "Card Now",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    card_name = fields.Char("Card", required=True, readonly=True)
    product_id = fields.Many2one(related="card_id.product_id", store=True)
    location_id = fields.Many2one(related="card_id.location_id", store=True)
    stage = fields.Selection(STAGES, "It Was", readonly=True)
    content_text = fields.Char(related="card_id.content_text")
    result = fields.Selection(
        RESULTS,
        required=True,
        readonly=True,
        default=TO_COUNT,
        group_expand="_get_results_in_order",
    )
    new_name = fields.Char("New Card", readonly=True)
    was_missing = fields.Boolean(
        readonly=True, help="It was not found before this count either."
    )
    user_id = fields.Many2one("res.users", "By", readonly=True)
    date = fields.Datetime("On", readonly=True)

    @api.model
    def _get_results_in_order(self, results, domain):
        return [result for result, _label in RESULTS]

    def action_found(self):
        """These cards are there."""
        self._check_living()
        self.card_id.action_found()
        self._decide(FOUND)

    def action_not_found(self):
        """These cards are not there: each becomes an exception."""
        self._check_living()
        self.card_id.action_not_found()
        self._decide(NOT_FOUND)

    def action_replace(self):
        """Give these cards new numbers, for their print is lost: the old are void."""
        self._check_living()
        todo = self.filtered(lambda line: line.result != REPLACED)
        todo.card_id.action_replace()
        todo._decide(REPLACED)
        for line in todo.sudo():
            line.new_name = line.card_id.name

    def action_undo(self):
        """Take back what was said of these cards."""
        check_rows(self)
        cards = self.card_id._check_may_handle()
        cards._lock()
        for line in self.sudo():
            if line.result == REPLACED and not line.card_id._give_back_number(
                line.card_name
            ):
                raise UserError(
                    self.env._("%s was changed since: it stays.", line.new_name)
                )
            if line.was_missing:
                line.card_id.action_not_found()
            else:
                line.card_id.action_found()
        self.sudo().write(
            {"result": TO_COUNT, "user_id": False, "date": False, "new_name": False}
        )

    def _check_living(self):
        check_rows(self)
        for card in self.card_id:
            if card.state == OBSOLETE:
                raise UserError(card._get_obsolete_text())

    def _decide(self, result):
        # Sudo: buttons alone decide; the card has asked who may.
        self.sudo().write(
            {"result": result, "user_id": self.env.uid, "date": fields.Datetime.now()}
        )
