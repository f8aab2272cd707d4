from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...access import check_one, check_rows
from ..states import INACTIVE, OBSOLETE
from .results import FOUND, NOT_FOUND, REPLACED, TO_COUNT

COUNTING, DONE = "counting", "done"
STATES = [(COUNTING, "Counting"), (DONE, "Done")]


class PullKanbanCount(models.Model):
    """A count of the cards of a loop or an area: each that should be there is found,
    not found, or replaced. What was not found becomes an exception."""

    _name = "pull.kanban.count"
    _description = "Kanban Count"
    _order = "date desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    location_id = fields.Many2one(
        "stock.location",
        "Area",
        check_company=True,
        domain="[('usage', '=', 'internal')]",
        help="The cards at this location and at those in it are counted.",
    )
    loop_id = fields.Many2one(
        "pull.kanban.loop", check_company=True, index="btree_not_null"
    )
    state = fields.Selection(
        STATES, "Status", default=COUNTING, required=True, readonly=True
    )
    date = fields.Datetime("Begun", readonly=True, default=fields.Datetime.now)
    date_done = fields.Datetime("Done", readonly=True)
    user_id = fields.Many2one(
        "res.users", "By", readonly=True, default=lambda self: self.env.user
    )
    line_ids = fields.One2many(
        "pull.kanban.count.line", "count_id", "Cards", readonly=True
    )
    left_count = fields.Integer("To Count", compute="_compute_counts")
    found_count = fields.Integer("Found", compute="_compute_counts")
    missing_count = fields.Integer("Not Found", compute="_compute_counts")
    replaced_count = fields.Integer("Replaced", compute="_compute_counts")

    _about_one = models.Constraint(
        "CHECK ((location_id IS NULL) != (loop_id IS NULL))",
        "Count the cards of an area or of a loop.",
    )

    @api.depends("location_id", "loop_id", "date")
    def _compute_display_name(self):
        for count in self:
            place = count.loop_id or count.location_id
            day = fields.Date.to_date(count.date)
            count.display_name = place and f"{place.display_name} · {day}"

    @api.depends("line_ids.result")
    def _compute_counts(self):
        for count in self:
            results = count.line_ids.mapped("result")
            count.left_count = results.count(TO_COUNT)
            count.found_count = results.count(FOUND)
            count.missing_count = results.count(NOT_FOUND)
            count.replaced_count = results.count(REPLACED)

    @api.model_create_multi
    def create(self, vals_list):
        counts = super().create(vals_list)
        for count in counts:
            count._list_cards()
        return counts

    def _list_cards(self):
        cards = self.env["pull.kanban.card"].search(
            self._get_card_domain(), order="location_id, product_id, number, id"
        )
        cards = cards._filter_at_place()
        if not cards:
            raise UserError(
                self.env._("No cards should be there: they are all on their way.")
            )
        # Sudo: lines are made by a count alone.
        self.env["pull.kanban.count.line"].sudo().create(
            [
                {
                    "count_id": self.id,
                    "card_id": card.id,
                    "card_name": card.name,
                    "was_missing": card.is_missing,
                    "stage": card.stage,
                }
                for card in cards
            ]
        )

    def _get_card_domain(self):
        """Return which cards are counted, if they are at their place."""
        of_company = Domain("company_id", "=", self.company_id.id)
        started = Domain("loop_id.state", "!=", INACTIVE)
        if self.loop_id:
            return of_company & Domain("loop_id", "=", self.loop_id.id)
        return (
            of_company
            & started
            & Domain("location_id", "child_of", self.location_id.id)
        )

    # === Buttons ===

    def action_open_board(self):
        """Show the cards to count, with the field to scan them."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pull_through_production.pull_kanban_count_line_action"
        )
        return {
            **action,
            "display_name": self.display_name,
            "domain": [("count_id", "=", self.id)],
            "context": {"pull_count_id": self.id},
        }

    def action_finish(self):
        """End these counts: what was not counted was not found."""
        check_rows(self)
        self.env["pull.kanban.card"]._check_may_handle()
        open_ones = self.filtered(lambda count: count.state == COUNTING)
        lines = open_ones.line_ids
        lines.filtered(
            lambda line: line.result == TO_COUNT and line.card_id.state != OBSOLETE
        ).action_not_found()
        # Sudo: buttons alone end a count.
        open_ones.sudo().write({"state": DONE, "date_done": fields.Datetime.now()})

    def scan_card(self, code=""):
        """Note that the card with this number is there.

        :return: what the board says: `id` of the line, `message`, `kind`
        """
        check_one(self)
        name = str(code).strip()
        line = self.line_ids.filtered(
            lambda own: own.card_id.name.lower() == name.lower()
        )
        if not line:
            return {"id": False, "kind": "warning", "message": self._say_other(name)}
        line = line[:1]
        if line.result != REPLACED:
            line.action_found()
        message = self.env._(
            "%(card)s is there. %(left)s to count.", card=name, left=self.left_count
        )
        return {"id": line.id, "kind": "success", "message": message}

    def _say_other(self, name):
        card = self.env["pull.kanban.card"].search([("name", "=ilike", name)], limit=1)
        if not card:
            return self.env._("There is no card %s here.", name)
        if not card._filter_at_place():
            return card._get_elsewhere_text()
        return self.env._(
            "%(card)s belongs to %(loop)s: bring it there.",
            card=card.name,
            loop=card.loop_id.display_name,
        )
