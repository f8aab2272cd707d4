from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...access import check_one, check_rows
from ..contents import Contents
from ..states import (
    ACTIVE,
    AT_ONCE,
    CLASSIC,
    CONSUMPTION,
    COUNT,
    COUNTED,
    DAILY,
    EMPTY,
    EVENT,
    FULL,
    HOLD,
    IN_USE,
    INACTIVE,
    LOOP_STATES,
    MAKE,
    MOVE,
    OBSOLETE,
    ONE_CARD,
    ORDERED,
    SIGNALS,
    SOURCES,
    TRIGGERS,
)
from .orders import KanbanOrders
from .problems import Problems

LOADED = (FULL, IN_USE)


class PullKanbanLoop(models.Model):
    """A product at a place, kept there by cards: what was used is replaced in whole
    cards, never more than the loop holds.

    What the cards hold and `surplus` beside them are together what Odoo sees at the
    place, of a loop whose cards are emptied by what is taken.
    """

    _name = "pull.kanban.loop"
    _description = "Kanban Loop"
    _inherit = ["mail.thread"]
    _order = "location_id, product_id, id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        check_company=True,
        domain="[('is_storable', '=', True)]",
        tracking=True,
    )
    location_id = fields.Many2one(
        "stock.location",
        required=True,
        index=True,
        check_company=True,
        domain="[('usage', '=', 'internal')]",
        default=lambda self: self._get_default_location(),
        help="The bin or the line side at which the cards are.",
        tracking=True,
    )
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    card_quantity = fields.Float(
        digits="Product Unit",
        required=True,
        aggregator=None,
        tracking=True,
        help="What one card holds, in the unit of the product.",
    )
    card_count = fields.Integer(
        "Cards", required=True, default=2, tracking=True, help="Cards of the loop."
    )
    source = fields.Selection(
        SOURCES,
        required=True,
        default="make",
        tracking=True,
        help="Make: a manufacturing order. Buy: a purchase order line. Move: a "
        "transfer from another location. Subcontract: bought from who makes it.",
    )
    source_location_id = fields.Many2one(
        "stock.location",
        "From",
        check_company=True,
        domain="[('usage', '=', 'internal')]",
    )
    bom_id = fields.Many2one(
        "mrp.bom", "Bill of Materials", check_company=True, help="Empty: the product's."
    )
    partner_id = fields.Many2one(
        "res.partner", "Vendor", check_company=True, help="Empty: the product's first."
    )
    replenishment_days = fields.Float(
        "Replenishment Time",
        default=1.0,
        digits=(16, 2),
        aggregator="avg",
        tracking=True,
        help="Days from an empty card to a full one, as planned.",
    )
    measured_days = fields.Float(
        "Measured",
        compute="_compute_measured",
        digits=(16, 2),
        help="Days that the last 20 replenishments took on average.",
    )
    trigger = fields.Selection(
        TRIGGERS,
        required=True,
        default=CLASSIC,
        tracking=True,
        help="Classic: cards are emptied by hand or scan.\n"
        "Consumption: stock moves empty them as they take their quantity.\n"
        "Event: cards are made for one demand and gone after it.\n"
        "One card: a single card signals before it is empty.",
    )
    reorder_at = fields.Float(
        "Signals At",
        digits="Product Unit",
        aggregator=None,
        help="A single card signals when so much is left.",
    )
    signal = fields.Selection(SIGNALS, required=True, default=AT_ONCE)
    signal_count = fields.Integer("Empty Cards", default=2, aggregator=None)
    safety = fields.Float(
        "Safety (%)",
        aggregator=None,
        help="Share on top of the mean demand when the number of cards is computed.",
    )
    user_id = fields.Many2one(
        "res.users", "Responsible", default=lambda self: self.env.user
    )
    state = fields.Selection(
        LOOP_STATES,
        "Status",
        default=INACTIVE,
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    hold_reason = fields.Text(readonly=True, copy=False)
    surplus = fields.Float(
        "Beside the Cards",
        digits="Product Unit",
        readonly=True,
        copy=False,
        aggregator=None,
        help="What Odoo sees at the place and no card holds. Below 0: what was taken "
        "above all that the cards hold.",
    )
    card_ids = fields.One2many(
        "pull.kanban.card", "loop_id", "All Cards", readonly=True
    )
    full_count = fields.Integer("Full", compute="_compute_counts")
    in_use_count = fields.Integer("In Use", compute="_compute_counts")
    empty_count = fields.Integer("Empty", compute="_compute_counts")
    ordered_count = fields.Integer("Ordered", compute="_compute_counts")
    late_count = fields.Integer("Late", compute="_compute_counts")
    withdrawn_count = fields.Integer("To Withdraw", compute="_compute_counts")
    reprint_count = fields.Integer("To Print", compute="_compute_counts")

    _card_holds_something = models.Constraint(
        "CHECK (card_quantity > 0)",
        "A card holds more than the least quantity of its unit: type what it holds.",
    )
    _card_count_positive = models.Constraint(
        "CHECK (card_count >= 0 AND signal_count > 0 AND reorder_at >= 0"
        " AND COALESCE(safety, 0) >= 0)",
        "Type numbers that are not below 0, and at least 1 empty card.",
    )
    _time_not_negative = models.Constraint(
        "CHECK (replenishment_days >= 0)", "The replenishment time is not below 0."
    )
    _one_per_bin = models.UniqueIndex(
        "(product_id, location_id) WHERE state != 'inactive'",
        "Another loop brings this product to this location.",
    )

    # === Shown ===

    @api.model
    def _get_default_location(self):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        return warehouse.lot_stock_id

    @api.depends("product_id", "location_id")
    def _compute_display_name(self):
        for loop in self:
            names = (loop.product_id.display_name, loop.location_id.display_name)
            loop.display_name = " @ ".join(name or "" for name in names)

    @api.depends("card_ids.state", "card_ids.date_printed", "card_ids.is_withdrawn")
    def _compute_counts(self):
        cards = self.env["pull.kanban.card"].search_fetch(
            [("loop_id", "in", self.ids), ("state", "!=", OBSOLETE)]
        )
        by_loop = cards.grouped("loop_id")
        for loop in self:
            own = by_loop.get(loop._origin, cards.browse())
            states = own.mapped("state")
            loop.full_count, loop.in_use_count = (
                states.count(FULL),
                states.count(IN_USE),
            )
            loop.empty_count = states.count(EMPTY)
            loop.ordered_count = states.count(ORDERED)
            loop.late_count = len(own.filtered("is_late"))
            loop.withdrawn_count = len(own.filtered("is_withdrawn"))
            unprinted = own.filtered(lambda card: not card.date_printed)
            loop.reprint_count = len(unprinted)

    @api.depends("card_ids.state")
    def _compute_measured(self):
        query = SQL(
            """
            SELECT loop.id, AVG(past.days_actual)::float
              FROM UNNEST(%s) AS loop(id)
              JOIN LATERAL (
                SELECT days_actual FROM pull_kanban_supply
                 WHERE loop_id = loop.id AND state = 'done'
              ORDER BY date_done DESC LIMIT 20
              ) past ON TRUE
          GROUP BY loop.id
            """,
            self._origin.ids,
        )
        self.env["pull.kanban.supply"].flush_model()
        days = dict(self.env.execute_query(query)) if self._origin.ids else {}
        for loop in self:
            loop.measured_days = days.get(loop._origin.id, 0)

    def _get_source_text(self):
        """Return from where the goods of the loop come, as its cards print it."""
        self.ensure_one()
        if self.source == MOVE:
            return self.source_location_id.display_name
        if self.source == MAKE:
            return self.env._("Own production")
        # Sudo: who prints cards need not see prices of vendors.
        sellers = self.sudo().product_id.seller_ids
        return (self.sudo().partner_id or sellers[:1].partner_id).display_name or ""

    # === Checks ===

    @api.constrains("card_quantity", "product_id")
    def _check_card_quantity(self):
        for loop in self:
            uom, quantity = loop.product_id.uom_id, loop.card_quantity
            if uom.compare(quantity, 0) <= 0:
                raise ValidationError(
                    self.env._(
                        "%(quantity)s is less than the least quantity of %(uom)s: type "
                        "what one card holds.",
                        quantity=f"{quantity:g}",
                        uom=uom.name,
                    )
                )
            if loop.product_id.tracking == "serial" and quantity != round(quantity):
                raise ValidationError(
                    self.env._("Goods with serial numbers come in whole numbers.")
                )

    @api.constrains("product_id", "location_id", "state", "company_id")
    def _check_place(self):
        for loop in self:
            product = loop.product_id
            if product.type != "consu" or not product.is_storable or product.is_kits:
                raise ValidationError(
                    self.env._(
                        "%s is not kept in stock: only goods that are can have cards.",
                        product.display_name,
                    )
                )
            if loop.location_id.usage != "internal":
                raise ValidationError(
                    self.env._("Cards are at a location of one's own stock.")
                )
            if loop.state != INACTIVE:
                loop._check_alone()

    def _check_alone(self):
        """Two loops of a product do not share a place, nor does one lie in the other's:
        a move would empty cards of both."""
        others = self.sudo().search(self._get_beside_domain())
        for other in others:
            if self.location_id._child_of(
                other.location_id
            ) or other.location_id._child_of(self.location_id):
                raise ValidationError(
                    self.env._(
                        "%(product)s has cards at %(location)s already, and one place "
                        "lies in the other: use that loop, or stop it first.",
                        product=self.product_id.display_name,
                        location=other.location_id.display_name,
                    )
                )

    def _get_beside_domain(self):
        return (
            Domain("product_id", "=", self.product_id.id)
            & Domain("state", "!=", INACTIVE)
            & Domain("id", "!=", self.id)
        )

    @api.constrains("source", "source_location_id", "location_id")
    def _check_source(self):
        for loop in self:
            origin = loop.source_location_id
            if loop.source != MOVE:
                continue
            if not origin:
                raise ValidationError(self.env._("Say from where it is moved."))
            if origin == loop.location_id or origin._child_of(loop.location_id):
                raise ValidationError(
                    self.env._("Goods are moved from outside the place of the cards.")
                )

    @api.constrains("trigger", "card_count", "reorder_at", "card_quantity")
    def _check_trigger(self):
        for loop in self:
            if loop.trigger == ONE_CARD and loop.card_count > 1:
                raise ValidationError(self.env._("A loop of one card has one card."))
            if loop.trigger == ONE_CARD and loop.reorder_at >= loop.card_quantity:
                raise ValidationError(
                    self.env._("The card must signal at less than it holds.")
                )

    # === Changes by hand ===

    @api.model_create_multi
    def create(self, vals_list):
        loops = super().create(vals_list)
        for loop in loops.sudo():
            loop.uom_id = loop.product_id.uom_id
        return loops

    def write(self, vals):
        fixed = {"product_id", "location_id", "company_id", "trigger"} & vals.keys()
        started = self.filtered(lambda loop: loop.state != INACTIVE)
        if any(
            self._fields[name].convert_to_write(loop[name], loop) != vals[name]
            for name in fixed
            for loop in started
        ):
            raise UserError(
                self.env._(
                    "Stop the loop before it gets another product, place or trigger."
                )
            )
        res = super().write(vals)
        if {"card_count", "card_quantity"} & vals.keys():
            started.sudo()._match_cards()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_started(self):
        if self.sudo().card_ids.filtered("supply_ids"):
            raise UserError(
                self.env._("A loop that has brought goods is stopped and archived.")
            )

    @api.constrains("active")
    def _check_active(self):
        if self.filtered(lambda loop: not loop.active and loop.state != INACTIVE):
            raise ValidationError(self.env._("Stop the loop before you archive it."))

    def action_start(self):
        """Start these loops: cards are made, what is there fills them, the others are
        signalled."""
        check_rows(self, "write")
        loops = self.sudo()
        loops._lock()
        for loop in loops.filtered(lambda loop: loop.state == INACTIVE):
            loop._check_alone()
            loop.write({"state": ACTIVE, "uom_id": loop.product_id.uom_id.id})
            loop._match_cards(signal=False)
            loop._take_stock()
        loops._signal()

    def action_stop(self):
        """Stop these loops: nothing more is ordered; what is ordered still comes."""
        check_rows(self, "write")
        self.sudo().write({"state": INACTIVE, "hold_reason": False})
        self.env["pull.exception"]._close_kanban_solved(self)

    def action_resume(self):
        """Try again what put these loops on hold."""
        check_rows(self, "write")
        self.sudo()._resume()
        if len(self) == 1 and self.state == HOLD:
            raise UserError(self.hold_reason)

    def _resume(self):
        """See `action_resume`; the unit of the card is now the product's."""
        held = self.filtered(lambda loop: loop.state == HOLD)
        held._lock()
        for loop in held:
            loop.write(
                {
                    "state": ACTIVE,
                    "hold_reason": False,
                    "uom_id": loop.product_id.uom_id.id,
                }
            )
        held._hold_where_wrong()
        held._signal()
        self.env["pull.exception"]._close_kanban_solved(held)

    def action_view_cards(self):
        """Show the cards of these loops."""
        check_rows(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pull_through_production.pull_kanban_card_action"
        )
        return {**action, "domain": [("loop_id", "in", self.ids)]}

    def action_print(self):
        """Print the cards of these loops that were never printed, or all of them."""
        check_rows(self)
        cards = self.card_ids.filtered(lambda card: card.state != OBSOLETE)
        return (
            cards.filtered(lambda card: not card.date_printed) or cards
        ).action_print()

    def action_open_report(self):
        """Show how long the replenishments of this loop took."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pull_through_production.pull_kanban_supply_action"
        )
        return {**action, "domain": [("loop_id", "=", self.id)], "context": {}}

    # === Cards ===

    def _lock(self):
        """Make all who change these loops wait for each other, as needs that share
        stock do: see `product.product._lock_pull_free_stock`."""
        if not self.ids:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE pull_kanban_loop SET write_date = write_date
                WHERE id IN (
                    SELECT id FROM pull_kanban_loop WHERE id IN %s
                    ORDER BY id FOR NO KEY UPDATE
                )
                """,
                tuple(self.ids),
            )
        )

    def _match_cards(self, signal=True):
        """Bring the cards of these loops to their number and size: new ones are empty;
        of those that are too many the empty go at once, others when they come back."""
        self._lock()
        for loop in self:
            living = loop.card_ids.filtered(lambda card: card.state != OBSOLETE)
            staying = living._filter_staying()
            missing = loop._get_wanted_count() - len(staying)
            if missing > 0:
                loop._add_cards(living - staying, missing)
            elif missing < 0:
                loop._withdraw_cards(staying, -missing)
            empty = loop.card_ids.filtered(lambda card: card.state == EMPTY)
            empty._filter_outdated()._renew()
        if signal:
            self._signal()

    def _get_wanted_count(self):
        """Return how many cards stay in the loop; those for a demand come and go."""
        if self.trigger != EVENT:
            return self.card_count
        return len(self.card_ids.filtered(lambda card: card.state != OBSOLETE))

    def _add_cards(self, leaving, missing):
        """Keep cards that were to go, then make new ones."""
        kept = leaving[:missing]
        kept.is_withdrawn = False
        numbers = self.card_ids.mapped("number") or [0]
        first = max(numbers) + 1
        return self.env["pull.kanban.card"].create(
            [
                self._prepare_card_vals(first + index)
                for index in range(missing - len(kept))
            ]
        )

    def _prepare_card_vals(self, number, **values):
        self.ensure_one()
        return {
            "name": self.env["ir.sequence"].next_by_code("pull.kanban.card"),
            "loop_id": self.id,
            "number": number,
            "company_id": self.company_id.id,
            "size": self.card_quantity,
            "state": EMPTY,
            "date_state": fields.Datetime.now(),
            **values,
        }

    def _withdraw_cards(self, cards, count):
        """Withdraw so many: the empty first, then those that come back first."""
        chosen = self._choose_leaving(cards, count)
        chosen.is_withdrawn = True
        chosen.filtered(lambda card: card.state == EMPTY)._change(OBSOLETE)

    def _choose_leaving(self, cards, count):
        """Return so many of these cards: those that go, or come back empty, first."""
        ranks = {EMPTY: 0, IN_USE: 1, FULL: 2, ORDERED: 3}
        return cards.sorted(lambda card: (ranks[card.state], -card.number))[:count]

    def _get_stock(self):
        """Return {loop: what Odoo sees at its place, in the product's unit}."""
        stock = {}
        for location, loops in self.grouped("location_id").items():
            quants = self.env["stock.quant"]._read_group(
                [
                    ("product_id", "in", loops.product_id.ids),
                    ("location_id", "child_of", location.id),
                ],
                ["product_id"],
                ["quantity:sum"],
            )
            by_product = dict(quants)
            for loop in loops:
                stock[loop] = by_product.get(loop.product_id, 0)
        return stock

    def _take_stock(self):
        """Let what is at the place fill the cards that are not ordered."""
        cards = self.card_ids.filtered(lambda card: card.state != OBSOLETE)
        known = sum(cards.mapped("content"))
        book = self._get_book(cards, self._get_stock()[self] - known)
        short = -min(book.surplus, 0)
        book.surplus += short
        book.take(short)
        for card in cards.filtered(lambda card: card.state == EMPTY).sorted("number"):
            spare = min(max(book.surplus, 0), card.size)
            book.cards[card], book.surplus = spare, book._round(book.surplus - spare)
            if spare:
                card._change(FULL)
        self._write_book(book, cards)
        self.env["pull.exception"]._report_kanban_excess(
            self.filtered(lambda loop: loop.surplus < 0)
        )

    # === What moves at the place ===

    def _get_book(self, cards, surplus):
        """Return the book of these cards, in the order in which they are used up."""
        ranks = {IN_USE: 0, FULL: 1}
        ordered = cards.sorted(
            lambda card: (ranks.get(card.state, 2), card.date_state, card.id)
        )
        contents = {card: card.content for card in ordered}
        return Contents(contents, surplus, self.product_id.uom_id.rounding)

    def _write_book(self, book, cards):
        """Write what a book says of these cards, its own, and of what lies beside."""
        uom = self.product_id.uom_id
        by_content = defaultdict(cards.browse)
        for card in cards:
            if uom.compare(card.content, book.cards[card]):
                by_content[book.cards[card]] |= card
        for content, own in by_content.items():
            own.content = content
        counted = self.trigger in COUNTED
        surplus = book.surplus if counted else 0
        if uom.compare(self.surplus, surplus):
            self.surplus = surplus

    def _note_stock(self, taken, put, arrived):
        """Let what moved at the places of these loops change their cards.

        :param dict taken: {loop: quantity that left the place}
        :param dict put: {loop: quantity that came for no card}
        :param dict arrived: {replenishment: quantity that came for its card}
        """
        self._lock()
        by_loop = defaultdict(list)
        for supply, quantity in arrived.items():
            supply.received += quantity
            by_loop[supply.loop_id].append((supply, quantity))
        cards = self.env["pull.kanban.card"].search(
            [("loop_id", "in", self.ids), ("state", "!=", OBSOLETE)]
        )
        own_cards = cards.grouped("loop_id")
        emptied, opened = cards.browse(), cards.browse()
        short = self.filtered(lambda loop: loop.surplus < 0)
        for loop in self:
            own = own_cards.get(loop, cards.browse())
            book = loop._get_book(own, loop.surplus)
            loop._book_arrivals(book, by_loop[loop])
            if loop.trigger in COUNTED:
                book.put(put.get(loop, 0.0))
                book.take(taken.get(loop, 0.0))
            loop._gather(book)
            loop._write_book(book, own)
            used = [card for card in book.touched if card.state in LOADED]
            empty = [card for card in used if loop._is_used_up(book.cards[card])]
            emptied = emptied.union(*empty)
            opened = opened.union(*(c for c in used if c not in empty))
        self.env["pull.exception"]._report_kanban_excess(
            self.filtered(lambda loop: loop.surplus < 0)
        )
        self.env["pull.exception"]._close_kanban_solved(
            short.filtered(lambda loop: loop.surplus >= 0)
        )
        opened.filtered(lambda card: card.state == FULL)._change(IN_USE)
        emptied._become_empty()

    def _book_arrivals(self, book, arrivals):
        for supply, quantity in arrivals:
            card = supply.card_id
            is_awaited = card.supply_id == supply and card in book.cards
            if self.trigger in COUNTED:
                book.put(quantity, card if is_awaited else None, card.size)
            elif is_awaited:
                book.cards[card] += quantity

    def _gather(self, book):
        """Let what the cards lack that are not on their way be less than a card: what
        was used, or came short, is replaced up to that. Cards that people empty stay as
        they are."""
        if self.trigger == CONSUMPTION:
            book.gather({c: c.size for c in book.cards if c.state in LOADED})

    def _gather_again(self):
        """Gather what lies on the cards of these loops; what is empty by it orders."""
        for loop in self.filtered(lambda loop: loop.trigger == CONSUMPTION):
            cards = loop.card_ids.filtered(lambda card: card.state in LOADED)
            book = loop._get_book(cards, loop.surplus)
            loop._gather(book)
            loop._write_book(book, cards)
            cards.browse().union(*book.touched)._become_empty()

    def _is_used_up(self, content):
        """Tell whether a card with so much on it has to be signalled."""
        least = self.reorder_at if self.trigger == ONE_CARD else 0
        return self.product_id.uom_id.compare(content, least) <= 0

    # === Signals and orders ===

    def _may_order(self):
        return self.state == ACTIVE

    def _signal(self):
        """Order for the cards that wait empty, of the loops that signal now."""
        waiting = self.env["pull.kanban.card"].search(
            self._get_waiting_domain(), order="loop_id, date_state, id"
        )
        ready = waiting.browse()
        for loop, cards in waiting.grouped("loop_id").items():
            if loop.signal == AT_ONCE or (
                loop.signal == COUNT and len(cards) >= loop._get_signal_count()
            ):
                ready |= cards
        ready._place_orders()

    def _get_signal_count(self):
        """Return at how many empty cards it signals: all of them are enough."""
        return min(self.signal_count, self.card_count) or 1

    def _get_waiting_domain(self):
        return (
            Domain("loop_id", "in", self.ids)
            & Domain("state", "=", EMPTY)
            & Domain("is_cancelled", "=", False)
            & Domain("loop_id.state", "=", ACTIVE)
        )

    def _grouped_to_order(self):
        """Return the loops that can order now, alike ones together; the others are put
        on hold with the reason."""
        good = self - self._hold_where_wrong()
        return good.grouped(lambda loop: (loop.source, loop.company_id)).values()

    def _get_orders(self, cards):
        """Return what places the orders of cards of alike loops: `KanbanOrders`."""
        return KanbanOrders(cards)

    def _hold_where_wrong(self):
        """Put those of these loops on hold that cannot order, and return them."""
        problems = self._get_problems()
        held = self.browse()
        for loop in self:
            if reason := problems.get(loop):
                loop._hold(reason)
                held |= loop
        return held

    def _get_problems(self):
        """Return {loop: why it cannot order, in words}."""
        return Problems(self).get_reasons()

    def _hold(self, reason):
        self.ensure_one()
        self.write({"state": HOLD, "hold_reason": reason})
        self.env["pull.exception"]._report_kanban_hold(self)

    def _get_warning(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "warning", "message": self.hold_reason, "sticky": True},
        }

    @api.model
    def _cron_signal(self):
        """Once a day: signal what is collected, look for what is wrong and for stock
        that was changed past Odoo's moves."""
        crons = self.env["ir.cron"]
        loops = self.search([("state", "=", ACTIVE)])
        crons._commit_progress(remaining=len(loops))
        for batch in loops.grouped("company_id").values():
            batch.with_company(batch.company_id)._signal_daily()
            crons._commit_progress(len(batch))

    def _signal_daily(self):
        """See `_cron_signal`."""
        self._lock()
        self._hold_where_wrong()
        self._count_again()
        daily = self.filtered(lambda loop: loop.signal == DAILY)
        waiting = self.env["pull.kanban.card"].search(daily._get_waiting_domain())
        waiting._place_orders()
        (self - daily)._signal()

    def _count_again(self):
        """Note what was changed at the places past any move: it lies beside the cards,
        or is missing from them."""
        counted = self.filtered(lambda loop: loop.trigger in COUNTED)
        stock = counted._get_stock()
        taken, put = {}, {}
        for loop in counted:
            held = sum(loop.card_ids.mapped("content")) + loop.surplus
            gap = stock[loop] - held
            if loop.product_id.uom_id.compare(gap, 0):
                (put if gap > 0 else taken)[loop] = abs(gap)
        changed = counted.filtered(lambda loop: loop in put or loop in taken)
        if changed:
            changed._note_stock(taken, put, {})

    @api.model
    def _get_loops_of(self, products):
        """Return the started loops of these products, of all companies."""
        return self.search(
            [("product_id", "in", products.ids), ("state", "!=", INACTIVE)]
        )

    def _get_responsible(self):
        """Return who decides about these loops."""
        users = self.user_id | self.company_id.pull_supply_user_id
        return users.filtered("active")[:1]
