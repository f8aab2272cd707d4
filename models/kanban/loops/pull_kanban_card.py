from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...access import check_one, check_rows
from ...words import format_quantity
from ..states import (
    CARD_STATES,
    COUNTED,
    EMPTY,
    EVENT,
    FULL,
    IN_USE,
    OBSOLETE,
    ORDERED,
    STAGES,
)

HANDLER = "stock.group_stock_user"
UNDO = timedelta(minutes=1)


class PullKanbanCard(models.Model):
    """A card: one container of a product at a place.

    Nobody writes cards: buttons, scans, stock moves and the supplies of the cards
    change them, each with a line in `pull.kanban.log`. All changes of one loop wait for
    each other, see `_lock`.
    """

    _name = "pull.kanban.card"
    _description = "Kanban Card"
    # Late ones first, then who waits longest.
    _order = "date_due nulls last, date_state, id"

    name = fields.Char("Card", required=True, readonly=True, copy=False)
    loop_id = fields.Many2one(
        "pull.kanban.loop", required=True, readonly=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(readonly=True, aggregator=None)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    product_id = fields.Many2one(related="loop_id.product_id", store=True, index=True)
    location_id = fields.Many2one(related="loop_id.location_id", store=True, index=True)
    uom_id = fields.Many2one(related="loop_id.uom_id")
    size = fields.Float(
        "Quantity", digits="Product Unit", required=True, readonly=True, aggregator=None
    )
    content = fields.Float(
        "On the Card", digits="Product Unit", readonly=True, aggregator=None
    )
    content_text = fields.Char("Holds", compute="_compute_content_text")
    size_text = fields.Char("Holds when Full", compute="_compute_printed")
    source_text = fields.Char("Comes From", compute="_compute_printed")
    state = fields.Selection(
        CARD_STATES, required=True, readonly=True, default=EMPTY, index=True
    )
    stage = fields.Selection(
        STAGES,
        "Status",
        compute="_compute_stage",
        store=True,
        index=True,
        group_expand="_get_stages_in_order",
    )
    date_state = fields.Datetime("Since", required=True, readonly=True)
    supply_id = fields.Many2one(
        "pull.kanban.supply", "Replenishment", readonly=True, ondelete="restrict"
    )
    document = fields.Char(related="supply_id.document")
    date_due = fields.Datetime("Due", readonly=True)
    is_late = fields.Boolean(
        "Late", compute="_compute_is_late", search="_search_is_late"
    )
    is_cancelled = fields.Boolean(
        "Order Again",
        readonly=True,
        help="What was ordered for it was cancelled: order again, or withdraw it.",
    )
    is_missing = fields.Boolean(
        "Not Found", readonly=True, help="It was not there when the cards were counted."
    )
    is_withdrawn = fields.Boolean(
        "Withdrawn", readonly=True, help="Gone when it comes back empty."
    )
    date_printed = fields.Datetime("Printed On", readonly=True, copy=False)
    replaced_by_id = fields.Many2one("pull.kanban.card", readonly=True)
    demand_move_id = fields.Many2one(
        "stock.move", "For Demand", readonly=True, ondelete="set null", index=True
    )
    may_undo = fields.Boolean(compute="_compute_may_undo")
    log_ids = fields.One2many("pull.kanban.log", "card_id", "Changes", readonly=True)
    supply_ids = fields.One2many(
        "pull.kanban.supply", "card_id", "Replenishments", readonly=True
    )

    _name_unique = models.UniqueIndex("(name)", "Two cards have one number.")
    _supplied_when_ordered = models.Constraint(
        "CHECK ((state = 'ordered') = (supply_id IS NOT NULL))",
        "An ordered card has one replenishment, any other none.",
    )
    _holds_something = models.Constraint(
        "CHECK (size > 0 AND content >= 0)", "A card holds more than nothing."
    )
    _one_supply = models.UniqueIndex("(supply_id) WHERE supply_id IS NOT NULL")

    # === Shown ===

    @api.depends(
        "state",
        "supply_id.production_ids.state",
        "supply_id.purchase_line_ids.order_id.state",
        "supply_id.move_ids.state",
    )
    def _compute_stage(self):
        for card in self:
            supply = card.sudo().supply_id
            is_ordered = card.state == ORDERED and supply
            card.stage = supply._get_stage() if is_ordered else card.state

    @api.model
    def _get_stages_in_order(self, stages, domain):
        return [stage for stage, _label in STAGES if stage in stages]

    @api.depends("content", "size", "state")
    def _compute_content_text(self):
        for card in self:
            size = format_quantity(self.env, card.size, card.uom_id)
            if card.state in (FULL, IN_USE) and card.uom_id.compare(
                card.content, card.size
            ):
                size = self.env._(
                    "%(content)s of %(size)s",
                    content=f"{card.content:g}",
                    size=size,
                )
            card.content_text = size

    @api.depends("size", "loop_id.source")
    def _compute_printed(self):
        for card in self:
            card.size_text = format_quantity(self.env, card.size, card.uom_id)
            card.source_text = card.loop_id._get_source_text()

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for card in self:
            due = card.state == ORDERED and card.date_due
            card.is_late = bool(due and due < now)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", ORDERED) & Domain(
            "date_due", "<", fields.Datetime.now()
        )
        wanted = [late if asked else ~late for asked in set(value)]
        return Domain.OR(wanted)

    @api.depends("date_state")
    @api.depends_context("uid")
    def _compute_may_undo(self):
        for card in self:
            card.may_undo = bool(card._get_undoable())

    # === Locks and changes ===

    def _lock(self):
        """Make all who change cards of these loops wait for each other: see
        `pull.kanban.loop._lock`."""
        self.loop_id._lock()

    def _change(self, state, by_hand=False):
        """Give these cards a state, any but ordered, and a line of history each."""
        self._log(state, {card: card.state for card in self}, by_hand)
        values = {
            "state": state,
            "date_state": fields.Datetime.now(),
            "supply_id": False,
            "date_due": False,
            "is_cancelled": False,
        }
        if state in (EMPTY, OBSOLETE):
            values["content"] = 0
        self.write(values)

    def _log(self, state, states_from, by_hand=False):
        self.env["pull.kanban.log"].create(
            [
                {
                    "card_id": card.id,
                    "loop_id": card.loop_id.id,
                    "company_id": card.company_id.id,
                    "date": fields.Datetime.now(),
                    "user_id": self.env.uid,
                    "state_from": states_from[card],
                    "state": state,
                    "quantity": card.content,
                    "is_by_hand": by_hand,
                }
                for card in self
            ]
        )

    def _become_empty(self, by_hand=False):
        """Empty these cards and signal them; what Odoo still sees on them lies beside
        the cards from now on.

        Called with superuser rights, locked.
        """
        for loop, cards in self.grouped("loop_id").items():
            if loop.trigger in COUNTED:
                loop.surplus += sum(cards.mapped("content"))
        self._change(EMPTY, by_hand)
        self._note_stockouts()
        self._go_on_empty()

    def _note_stockouts(self):
        """Say of the last changes of these cards where no card holds anything now."""
        loaded = self.search(
            [("loop_id", "in", self.loop_id.ids), ("content", ">", 0)]
        ).loop_id
        out = self.filtered(lambda card: card.loop_id not in loaded)
        for cards in out.grouped("loop_id").values():
            cards[-1:].log_ids.sorted("id")[-1:].is_stockout = True

    def _go_on_empty(self):
        """Let these empty cards go, be replaced or be signalled."""
        gone = self.filtered(
            lambda card: card.is_withdrawn or card.loop_id.trigger == EVENT
        )
        gone._change(OBSOLETE)
        old = (self - gone).filtered("loop_id")._filter_outdated()
        old._renew()
        self.loop_id._signal()

    def _filter_staying(self):
        """Return the cards that stay in their loop."""
        return self.filtered(
            lambda card: card.state != OBSOLETE and not card.is_withdrawn
        )

    def _filter_outdated(self):
        """Return the cards of another size than that of their loop."""
        return self.filtered(
            lambda card: card.uom_id.compare(card.size, card.loop_id.card_quantity)
        )

    def _renew(self):
        """Replace these cards: their print says another quantity."""
        new = self.create([card._prepare_renewed_vals() for card in self])
        for card, successor in zip(self, new, strict=True):
            card.replaced_by_id = successor
        self._change(OBSOLETE)

    def _renumber(self):
        """Give each card a new number; one that stands for its old one is obsolete."""
        for card in self:
            old = card.name
            vals = card._prepare_renewed_vals()
            card.write({"name": vals["name"], "date_printed": False})
            card.flush_recordset(["name"])
            void = {**vals, "name": old, "state": OBSOLETE, "replaced_by_id": card.id}
            self.create(void)

    def _prepare_renewed_vals(self):
        self.ensure_one()
        return self.loop_id._prepare_card_vals(self.number)

    # === Buttons ===

    def _check_may_handle(self):
        """Ask for a stock user: whoever handles containers; return them with the rights
        to change what a card changes."""
        check_rows(self)
        if not (self.env.su or self.env.user.has_group(HANDLER)):
            raise AccessError(self.env._("Ask a user of the inventory."))
        # Sudo: who empties a card need not be able to purchase, nor to write cards.
        return self.sudo()

    def action_empty(self):
        """Empty these cards by hand or scan: each makes one supply, however often and
        by however many it is said."""
        cards = self._check_may_handle()
        cards._lock()
        for card in cards:
            if card.state == OBSOLETE:
                raise UserError(card._get_obsolete_text())
        cards.filtered(lambda card: card.state in (FULL, IN_USE))._become_empty(True)

    def action_use(self):
        """Open these full cards: they are in use."""
        cards = self._check_may_handle()
        cards._lock()
        cards.filtered(lambda card: card.state == FULL)._change(IN_USE, True)

    def action_order(self):
        """Order for these empty cards now, also what was cancelled or is collected."""
        cards = self._check_may_handle()
        cards._lock()
        todo = cards.filtered(lambda card: card.state == EMPTY)
        todo._place_orders()
        self.env["pull.exception"]._close_kanban_solved(todo)
        for loop in todo.loop_id:
            if loop.hold_reason and len(todo.loop_id) == 1:
                return loop._get_warning()
        return None

    def action_withdraw(self):
        """Take these cards out of their loop, at once or when they come back empty."""
        check_rows(self)
        self.loop_id.check_access("write")
        cards = self.sudo()
        cards._lock()
        for loop, own in cards.grouped("loop_id").items():
            leaving = own._filter_staying()
            leaving.is_withdrawn = True
            loop.card_count -= len(leaving)
        cards.filtered(lambda card: card.state == EMPTY)._change(OBSOLETE)

    def _get_undoable(self):
        """Return the last change that its person may still undo, if any."""
        self.ensure_one()
        since = fields.Datetime.now() - UNDO
        logs = self.sudo().log_ids.filtered(lambda log: not log.undone)
        for log in logs.sorted(lambda log: (log.date, log.id), reverse=True):
            if log.is_by_hand:
                is_mine = log.user_id.id == self.env.uid and log.date >= since
                return log if is_mine else log.browse()
            if log.state not in (ORDERED, EMPTY):
                break
        return self.env["pull.kanban.log"]

    def action_undo(self):
        """Undo what one has just done to this card, with what it ordered."""
        check_one(self)
        card = self._check_may_handle()
        card._lock()
        log = self._get_undoable()
        if not log or self.state == OBSOLETE:
            raise UserError(
                self.env._(
                    "%s cannot be undone any more: it is over a minute ago, was done "
                    "by somebody else, or the card is gone.",
                    self.name,
                )
            )
        supply = card.supply_id
        if supply and not supply._withdraw():
            raise UserError(
                self.env._(
                    "%(document)s has gone ahead: cancel it there.",
                    document=supply.document,
                )
            )
        if card.loop_id.trigger in COUNTED and log.state == EMPTY:
            card.loop_id.surplus -= log.quantity
        card._change(log.state_from)
        card.content = log.quantity
        card.log_ids.filtered(lambda own: own.id >= log.id).undone = True

    def action_not_found(self):
        """Note that these cards were not there when the cards were counted."""
        cards = self._check_may_handle().filtered(lambda card: card.state != OBSOLETE)
        cards.is_missing = True
        self.env["pull.exception"]._report_kanban_lost(cards)

    def action_found(self):
        """Note that these cards are there after all."""
        cards = self._check_may_handle()
        cards.is_missing = False
        self.env["pull.exception"]._close_kanban_solved(cards)

    def action_replace(self):
        """Give these cards new numbers, as their print is lost: the old are void."""
        cards = self._check_may_handle().filtered(lambda card: card.state != OBSOLETE)
        cards._lock()
        cards._renumber()
        cards.is_missing = False
        self.env["pull.exception"]._close_kanban_solved(cards)

    def action_print(self):
        """Print these cards, four to a page."""
        self._check_may_handle().date_printed = fields.Datetime.now()
        report = self.env.ref("pull_through_production.pull_kanban_card_report")
        return report.report_action(self)

    def action_open_supply(self):
        """Open what supplies this card."""
        check_one(self)
        return self.supply_id.action_open() if self.supply_id else False

    @api.model
    def scan(self, code, opens=False):
        """Empty, or open, the card with this number.

        :param code: what was scanned or typed
        :param opens: open a full card rather than empty it
        :return: what the board says: `id`, `message`, `kind` (success|info|warning)
        """
        card = self.search([("name", "=ilike", str(code).strip())], limit=1)
        if not card:
            text = self.env._("There is no card %s here.", code)
            return {"id": False, "message": text, "kind": "warning"}
        if card.state == OBSOLETE:
            return card._tell(card._get_obsolete_text(), "warning")
        if card.state in (EMPTY, ORDERED):
            return card._tell(card._get_waiting_text(), "info")
        if opens and card.state == IN_USE:
            return card._tell(self.env._("%s is in use already.", card.name), "info")
        if opens:
            card.action_use()
            return card._tell(self.env._("%s is in use.", card.name), "success")
        card.action_empty()
        if reason := card.loop_id.hold_reason:
            return card._tell(reason, "warning")
        return card._tell(card._get_waiting_text(), "success")

    def _tell(self, message, kind):
        return {"id": self.id, "message": message, "kind": kind}

    def _get_waiting_text(self):
        if self.state == ORDERED:
            return self.env._(
                "%(card)s is empty. Ordered: %(document)s",
                card=self.name,
                document=self.document or "",
            )
        return self.env._("%s is empty and waits for its signal.", self.name)

    def _get_obsolete_text(self):
        if self.replaced_by_id:
            return self.env._(
                "%(card)s is obsolete: %(new)s replaced it. Print that one.",
                card=self.name,
                new=self.replaced_by_id.name,
            )
        return self.env._("%s is obsolete: throw it away.", self.name)

    # === Supplies ===

    def _place_orders(self):
        """Order exactly the quantity of each of these empty cards.

        Called with superuser rights, locked. A loop for which it fails is put on hold
        with the reason; its cards stay empty.
        """
        todo = self.filtered(
            lambda card: card.state == EMPTY and card.loop_id._may_order()
        )
        for loops in todo.loop_id._grouped_to_order():
            cards = todo.filtered(lambda card, loops=loops: card.loop_id in loops)
            loops._get_orders(cards).place()

    def _change_to_ordered(self, supplies):
        """Link these cards to their replenishments, one to one."""
        for card, supply in zip(self, supplies, strict=True):
            card.write(
                {
                    "state": ORDERED,
                    "supply_id": supply.id,
                    "date_due": supply.date_due,
                    "date_state": supply.date_ordered,
                    "is_cancelled": False,
                }
            )
        self._log(ORDERED, dict.fromkeys(self, EMPTY))

    def _end_supply(self, came):
        """What was ordered for these cards has come, or was cancelled."""
        for card in self:
            holds = card.uom_id.compare(card.content, 0) > 0
            if came and holds:
                card._change(FULL)
            elif came:
                card._become_empty()
            else:
                card._lose_supply()
        self.loop_id._gather_again()

    def _lose_demand(self):
        """What these cards were made for is gone: so are they, but for what comes."""
        todo = self.filtered(lambda card: card.state in (EMPTY, ORDERED))
        todo._lock()
        for card in todo:
            if not card.supply_id or card.supply_id._withdraw():
                card._change(OBSOLETE)

    def _lose_supply(self):
        """Wait, empty, for somebody who decides: a person has cancelled the supply."""
        holds = self.uom_id.compare(self.content, 0) > 0
        self._change(FULL if holds else EMPTY)
        if holds:
            return
        if self.is_withdrawn or self.loop_id.trigger == EVENT:
            self._change(OBSOLETE)
        else:
            self.is_cancelled = True
            self.env["pull.exception"]._report_kanban_cancelled(self)
