from odoo import api, fields, models
from odoo.exceptions import UserError

from ...access import check_rows
from ...words import format_number, format_quantity
from ..states import ACTIVE, EVENT
from .usage import get_figures, get_usages

# Fewer weeks since the first use say nothing.
ENOUGH = 4
OPEN, ACCEPTED, KEPT, PAST = "open", "accepted", "kept", "past"
STATES = [
    (OPEN, "To Decide"),
    (ACCEPTED, "Accepted"),
    (KEPT, "Kept"),
    (PAST, "Replaced"),
]


class PullKanbanSuggestion(models.Model):
    """How many cards a loop needs, as what was taken from its place shows it: today's,
    the computed, and why. A person alone changes the number of cards."""

    _name = "pull.kanban.suggestion"
    _description = "Kanban Card Suggestion"
    _order = "date desc, id desc"
    _rec_name = "loop_id"

    loop_id = fields.Many2one(
        "pull.kanban.loop", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    product_id = fields.Many2one(related="loop_id.product_id", store=True)
    location_id = fields.Many2one(related="loop_id.location_id", store=True)
    uom_id = fields.Many2one(related="loop_id.uom_id")
    date = fields.Datetime(required=True, readonly=True)
    card_count = fields.Integer("Cards Then", readonly=True, aggregator=None)
    suggested = fields.Integer("Computed", readonly=True, aggregator=None)
    change = fields.Integer(compute="_compute_change", store=True, aggregator=None)
    card_quantity = fields.Float(digits="Product Unit", readonly=True, aggregator=None)
    demand_day = fields.Float("Used a Day", digits=(16, 2), readonly=True)
    week_count = fields.Integer("Weeks", readonly=True, aggregator=None)
    deviation_week = fields.Float("Deviation per Week", digits=(16, 2), readonly=True)
    days = fields.Float("Replenishment Time", digits=(16, 2), readonly=True)
    is_measured = fields.Boolean("Measured", readonly=True)
    safety = fields.Float("Safety (%)", readonly=True, aggregator=None)
    safety_stock = fields.Float(digits="Product Unit", readonly=True, aggregator=None)
    largest = fields.Float(
        "Largest Demand", digits="Product Unit", readonly=True, aggregator=None
    )
    reason = fields.Text(compute="_compute_reason")
    state = fields.Selection(
        STATES, "Status", default=OPEN, required=True, readonly=True, index=True
    )
    user_id = fields.Many2one("res.users", "Decided By", readonly=True)
    date_decided = fields.Datetime("Decided On", readonly=True)

    _one_open = models.UniqueIndex("(loop_id) WHERE state = 'open'")

    @api.depends("card_count", "suggested")
    def _compute_change(self):
        for row in self:
            row.change = row.suggested - row.card_count

    @api.depends("suggested", "card_count")
    @api.depends_context("lang")
    def _compute_reason(self):
        for row in self:
            row.reason = "\n".join(row._get_sentences())

    def _get_sentences(self):
        texts = [
            self.env._(
                "(%(demand)s a day x %(days)s days x %(safety)s + %(stock)s safety "
                "stock + %(largest)s largest demand) / %(size)s = %(count)s cards.",
                demand=format_number(self.demand_day),
                days=format_number(round(self.days, 2)),
                safety=format_number(1 + self.safety / 100),
                stock=format_number(round(self.safety_stock, 2)),
                largest=format_number(self.largest),
                size=format_quantity(self.env, self.card_quantity, self.uom_id),
                count=self.suggested,
            ),
            self.env._("What was taken in %s weeks.", self.week_count),
        ]
        if self.is_measured:
            texts.append(self.env._("The time is what the last replenishments took."))
        if self.change < 0:
            names = self._get_leaving().mapped("name")
            texts.append(self.env._("To withdraw: %s", ", ".join(names)))
        return texts

    def _get_leaving(self):
        """Return the cards that go first if the number is accepted."""
        cards = self.loop_id.sudo().card_ids._filter_staying()
        return self.loop_id._choose_leaving(cards, -self.change)

    # === Decisions ===

    def action_accept(self):
        """Give the loops the computed number of cards."""
        self._check_open()
        for row in self:
            row.loop_id.card_count = row.suggested
        self._decide(ACCEPTED)

    def action_keep(self):
        """Keep the number of cards; the same is not suggested again."""
        self._check_open()
        self._decide(KEPT)

    def _check_open(self):
        check_rows(self)
        self.loop_id.check_access("write")
        if any(row.state != OPEN for row in self):
            raise UserError(self.env._("This suggestion has been decided."))

    def _decide(self, state):
        # Sudo: buttons alone decide; who may edit the loop has been asked.
        self.sudo().write(
            {
                "state": state,
                "user_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
            }
        )

    # === Worked out ===

    def action_work_out(self):
        """Work out how many cards the active loops of the user's companies need."""
        check_rows(self)
        loops = self.env["pull.kanban.loop"]
        loops.check_access("write")
        found = loops.search([("state", "=", ACTIVE), ("trigger", "!=", EVENT)])
        self.sudo()._work_out(found.sudo())
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _cron_work_out(self):
        self._work_out(
            self.env["pull.kanban.loop"].search(
                [("state", "=", ACTIVE), ("trigger", "!=", EVENT)]
            )
        )

    @api.model
    def _work_out(self, loops):
        """Suggest where the computed number is another than today's, and than the one
        that was kept last."""
        usages = get_usages(loops)
        last = self._get_last(loops)
        rows = []
        for loop in loops:
            values = self._prepare_vals(loop, usages[loop])
            known = last.get(loop)
            if known and known.state == OPEN:
                known.state = PAST
            if values["week_count"] < ENOUGH:
                continue
            is_kept = (
                known and known.state == KEPT and known.suggested == values["suggested"]
            )
            if values["suggested"] != loop.card_count and not is_kept:
                rows.append(values)
        self.flush_model(["state"])  # one is open at a time, also while they change
        return self.create(rows)

    def _get_last(self, loops):
        rows = self.search([("loop_id", "in", loops.ids), ("state", "!=", PAST)])
        last = {}
        for row in rows:
            last.setdefault(row.loop_id, row)
        return last

    def _prepare_vals(self, loop, usage):
        days = loop.measured_days or loop.replenishment_days
        service = loop.company_id.pull_service_level / 100
        figures = get_figures(
            usage, days, loop.card_quantity, loop.safety / 100, service
        )
        return {
            **figures,
            "suggested": max(figures["suggested"], 1),
            "loop_id": loop.id,
            "company_id": loop.company_id.id,
            "date": fields.Datetime.now(),
            "card_count": loop.card_count,
            "card_quantity": loop.card_quantity,
            "days": days,
            "is_measured": bool(loop.measured_days),
            "safety": loop.safety,
        }
