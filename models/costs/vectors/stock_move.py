from collections import defaultdict

from odoo import api, fields, models

from ...access import COST
from ...technical import hide_technical
from ...under_way import Noting, get_under_way, under_way
from .cost_kinds import LANDED, MATERIAL, ORDERING, VARIANCE
from .sources import Drawn, Source, Sources, get_days
from .vector import add, scale, split, stretch

TECHNICAL_FIELDS = {"pull_value_days", "cost_source_ids", "cost_taker_ids"}
DONE = "costs.done"  # moves are being done: what is valued now was not before


class StockMove(models.Model):
    _inherit = "stock.move"

    cost_line_ids = fields.One2many(
        "stock.move.cost.line", "move_id", string="Cost", readonly=True, groups=COST
    )
    cost_source_ids = fields.One2many(
        "stock.move.cost.source",
        "move_id",
        string="Taken From",
        readonly=True,
        groups=COST,
    )
    cost_taker_ids = fields.One2many(
        "stock.move.cost.source",
        "source_id",
        string="Taken By",
        readonly=True,
        groups=COST,
    )
    pull_value_days = fields.Float(
        string="Value x days",
        copy=False,
        readonly=True,
        groups=COST,
        help="How long what this move carries has been in stock, as value times days, "
        "at every level: components until their run, goods until they are delivered. "
        "A yearly carrying rate / 365 times this is its carrying cost.",
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def _set_value(self, correction_quantity=None):
        # Core reads prices and stacks of the user's company, whoever owns the goods.
        res = None
        for moves in self._split_costs_by_company():
            # Sudo: what a move is made of follows from its value, whoever does it.
            known = moves.sudo()._filter_valued_before()
            new = moves.sudo() - known
            before = {move: move.value for move in known}
            drawn, exact = new._get_costs_drawn_before()
            res = super(StockMove, moves)._set_value(correction_quantity)
            new._write_costs(drawn, exact)
            if known:
                known._change_costs(before, correction_quantity)
        return res

    def _filter_valued_before(self):
        """Return those of which it is known what they cost, that it was nothing, or who
        took of them."""
        done = self.filtered(lambda move: move.state == "done")
        known = done.filtered("cost_line_ids")
        if get_under_way(self.env.cr, DONE):
            # Nobody has taken of what has just come.
            return known
        return done.filtered(
            lambda move: (
                move in known
                or (
                    move.cost_taker_ids or not move.value
                    if move.is_in
                    else move.cost_source_ids
                )
            )
        )

    def _change_costs(self, before, correction_quantity=None):
        """The value of these moves may have changed after they were done.

        Meant to be extended.

        :param before: {move: its value before}
        :param correction_quantity: as of `_set_value`
        """

    def _get_costs_drawn_before(self):
        """Return what core is about to take, and at which value before rounding."""
        outgoing = self.filtered(
            lambda move: (
                move.state != "done"
                and not (move.is_in or move.is_dropship)
                and move._is_out()
            )
        )
        drawn = outgoing._draw_costs(outgoing._get_cost_sources())
        return drawn, {move: move._get_cost_exact() for move in outgoing}

    def _action_done(self, cancel_backorder=False):
        done = self.browse()
        with under_way(self.env.cr, DONE, lambda: Noting(self.env.cr)):
            for moves in self._split_costs_by_company():
                done |= super(StockMove, moves)._action_done(
                    cancel_backorder=cancel_backorder
                )
        return done

    def _get_cost_sources(self):
        """Return where these outgoing moves, about to be done, take their goods from.

        Meant to be inherited, to have another `Sources`.
        """
        return Sources(self)

    def _split_costs_by_company(self):
        """Return these moves by company, each in its own environment."""
        return [
            moves.with_company(company)
            for company, moves in self.grouped("company_id").items()
        ] or [self]

    # === What a value is made of ===

    def _get_cost_vectors(self, known=None, date=None):
        """Return {move: {(kind, run id or False): amount}}, unrounded, for done moves.

        A vector sums to its move's value before rounding. Where nothing is known of a
        value (stock from before this module, or counted in) it is material, or, of a
        product that is made, simply `stock`.

        :param known: {move: vector} of those whose cost lines are not written yet
        :param date: as of the end of this day, None: as it is now. {} of a move that
            was not done by then
        """
        known = known or {}
        weights = defaultdict(lambda: defaultdict(float))
        for line in self.filtered(lambda move: move not in known).sudo().cost_line_ids:
            if not date or line.date <= date:
                weights[line.move_id.id][line.kind, line.production_id.id] += (
                    line.weight
                )
        vectors = {
            move: known.get(move)
            or dict(weights[move.id])
            or {move.product_id._get_unknown_cost_key(): move.value}
            for move in self
        }
        if date:
            later = self._get_cost_dates().items()
            vectors.update((move, {}) for move, first in later if first > date)
        return vectors

    def _get_cost_dates(self):
        """Return {move: the accounting day from which it counts}, of done moves."""
        dates = {}
        for line in self.sudo().cost_line_ids:
            dates[line.move_id.id] = min(
                line.date, dates.get(line.move_id.id, line.date)
            )
        return {
            move: dates.get(move.id)
            or move.sudo().account_move_id.date
            or fields.Datetime.context_timestamp(move, move.date).date()
            for move in self
        }

    def _settle_cost_changes(self, date, cause):
        """What these moves cost has changed: book what follows from it.

        Called on deliveries and returns after their cost lines of `date` are written.
        Meant to be extended.

        :param date: the accounting day of the change
        :param cause: the name of the document that changed it
        """

    def _get_cost_exact(self):
        """Return what core is about to value an outgoing move at, before rounding.

        Core rounds each move: three deliveries of a third of 100 are 99.99. What they
        cost together follows from this.
        """
        product = self.product_id.with_company(self.company_id)
        if product.lot_valuated:
            return sum(
                (line.lot_id or product).with_company(self.company_id).standard_price
                * line.quantity_product_uom
                for line in self.move_line_ids
            )
        if product.cost_method == "fifo":
            return None
        return product.standard_price * self._get_valued_qty()

    def _draw_costs(self, sources):
        """Return {move: `Drawn`} of outgoing moves."""
        drawn = {move: sources.get(move) for move in self}
        moves = self.browse(
            {source.id for parts in drawn.values() for source, _, _ in parts}
        )
        known = moves._read_cost_sources()
        mixed = {
            move: move._mix_costs(
                [(known[source], source.id, lot, part) for source, lot, part in parts],
                move._get_valued_qty(),
            )
            for move, parts in drawn.items()
        }
        return self._share_average(mixed)

    def _share_average(self, drawn):
        """Let the first of several that take of the same average give to the others.

        They are made of the same parts, and each part is noted once.

        :param drawn: {move: `Drawn`}
        """
        first, shared = {}, {}
        for move, own in drawn.items():
            product = move.product_id.with_company(move.company_id)
            if product.cost_method == "average" and not product.lot_valuated:
                giver = first.get(product)
                if giver and own.taken:
                    quantity = sum(quantity for _source, _lot, quantity in own.taken)
                    own = own._replace(taken=[(giver.id, False, quantity)])
                elif own.taken and move._get_valued_qty():
                    first[product] = move
            shared[move] = own
        return shared

    def _read_cost_sources(self):
        """Return {incoming move: `Source`}."""
        vectors = self._get_cost_vectors()
        return {
            move: Source(
                vectors[move],
                move._get_valued_qty(),
                move.value,
                move.pull_value_days,
                move.date,
            )
            for move in self
        }

    def _mix_costs(self, parts, needed):
        """Return what an outgoing move is made of, as `Drawn`.

        :param parts: [(`Source`, its id, lot id or False, quantity it gives)]
        :param needed: the move's own quantity
        """
        mixed, value_days, total, taken = [], 0.0, 0.0, []
        for source, source_id, lot, quantity in parts:
            if not source.quantity:
                continue
            share = quantity / source.quantity
            mixed.append(scale(source.vector, share))
            held = source.value * get_days(self, source)
            value_days += share * (source.value_days + held)
            total += quantity
            taken.append((source_id, lot, quantity))
        # More than is on hand leaves at the last known cost, but was not in stock for
        # any time; of an average the parts are those of all that is on hand.
        factor = needed / total if total else 0
        part = min(factor, 1)
        taken = [(source_id, lot, given * part) for source_id, lot, given in taken]
        return Drawn(scale(add(mixed), factor), value_days * part, taken)

    def _write_costs(self, drawn, exact):
        """Write the cost lines of valued moves, from what they were drawn from.

        :param drawn: {move: `Drawn`}
        :param exact: {move: value before rounding, or None: that of the weights}
        """
        valued = self.filtered(lambda move: move.is_in or move._is_out())
        vals_list, taken = [], []
        for move in valued:
            own, value_days = move._compose_costs(drawn.get(move), exact.get(move))
            if value_days is not None:
                move.pull_value_days = value_days
            vals_list += own
            taken += move._prepare_cost_sources(drawn.get(move))
        self.env["stock.move.cost.line"].create(vals_list)
        self.env["stock.move.cost.source"].create(taken)

    def _prepare_cost_sources(self, drawn):
        return [
            {
                "move_id": self.id,
                "source_id": source_id,
                "lot_id": lot,
                "quantity": quantity,
            }
            for source_id, lot, quantity in (drawn.taken if drawn else ())
        ]

    def _compose_costs(self, drawn, exact, known=None):
        """Return ([values of cost lines], value x days or None: as before).

        :param drawn: `Drawn`, None of an incoming move
        :param known: as of `_get_cost_vectors`
        """
        weights, value_days = drawn[:2] if drawn else self._get_costs_in(known)
        if not weights and self.value:
            weights = self._get_cost_vectors()[self]
        elif weights and drawn and self._is_cost_changed(drawn):
            weights = self._add_cost_variance(weights)
        exact = exact or sum(weights.values())
        return self._get_cost_line_vals(weights, exact), value_days

    def _is_at_standard_cost(self):
        return self.product_id.with_company(self.company_id).cost_method == "standard"

    def _is_cost_changed(self, drawn):
        """Tell whether the price is another than that of what the move took.

        A standard price, or an average that somebody has set: no rounding.
        """
        if self._is_at_standard_cost():
            return True
        gap = abs(self.value - sum(drawn.weights.values()))
        taken = sum(quantity for _source, _lot, quantity in drawn.taken)
        return (
            gap > max(self.company_currency_id.rounding, abs(self.value) / 1000)
            and self.product_id.uom_id.compare(taken, self._get_valued_qty()) == 0
        )

    def _add_cost_variance(self, weights):
        """Return weights that sum to a price which somebody has changed since.

        What it was made of has not changed.
        """
        key = (VARIANCE, False)
        if not self._is_at_standard_cost():
            unknown = self.product_id._get_unknown_cost_key()
            key = unknown if unknown[0] == MATERIAL else key
        change = {key: self.value - sum(weights.values())}
        return add([weights, change])

    def _get_cost_day(self):
        """Return the accounting day of what is done now, as core dates its entry."""
        date = self.env.context.get("force_period_date")
        return date or fields.Date.context_today(self)

    def _get_cost_line_vals(self, weights, exact):
        if not self.value:
            return []
        rounding = self.company_currency_id.rounding
        if self.is_in or abs(exact - self.value) > rounding:
            exact = self.value
        shares = stretch(weights, exact)
        amounts = split(
            self.value,
            weights,
            rounding,
            self.product_id._get_unknown_cost_key(),
        )
        day = self._get_cost_day()
        return [
            {
                "move_id": self.id,
                "date": day,
                "kind": kind,
                "production_id": run_id,
                "amount": amounts.get((kind, run_id), 0),
                "weight": shares.get((kind, run_id), amounts.get((kind, run_id), 0)),
            }
            for kind, run_id in {**shares, **amounts}
        ]

    # === What comes in ===

    def _get_costs_in(self, known=None):
        """Return ({key: weight}, value x days) of an incoming move.

        Empty weights: as before. Value x days None: as before.

        :param known: as of `_get_cost_vectors`
        """
        origin = self.origin_returned_move_id
        if not self.is_in:
            return {}, None
        if self.production_id and not self.cost_line_ids:
            return self._get_costs_of_run(known)
        if origin.is_out and not self.cost_line_ids:
            part = self.value / origin.value if origin.value else 0
            return self._get_costs_returned(known), origin.pull_value_days * part
        if self.purchase_line_id and not origin:
            return self._get_costs_bought(), None
        return {}, None

    def _get_costs_bought(self):
        """Return {key: amount} of a receipt: what was paid for the goods, and what for
        bringing them here."""
        beside = {
            (ORDERING, False): self._get_ordering_share(),
            (LANDED, False): self._get_landed_total(),
        }
        beside = {key: amount for key, amount in beside.items() if amount}
        return {(MATERIAL, False): self.value - sum(beside.values()), **beside}

    def _get_landed_total(self):
        """Return the landed cost in this move's value."""
        # Of a module that need not be there.
        if "stock.landed.cost" not in self.env:
            return 0.0
        lines = self._get_landed_cost().get(self)
        return sum(lines.mapped("additional_landed_cost")) if lines else 0.0

    def _get_costs_returned(self, known=None):
        """Return {key: weight} of what this return brings back.

        Meant to be extended.
        """
        origin = self.origin_returned_move_id
        return origin._get_cost_vectors(known)[origin]

    def _get_costs_of_run(self, known):
        run = self.production_id
        weights, value_days = run._get_cost_weights(known)
        total = sum(weights.values())
        part = self.value / total if total else 0
        if self._is_at_standard_cost() and self.product_id == run.product_id:
            weights = scale(weights, run._get_main_cost_share())
            weights[VARIANCE, run.id] = self.value - sum(weights.values())
        return weights, value_days * part
