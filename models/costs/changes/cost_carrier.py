"""A change of cost goes on to all who took of the goods."""

from collections import defaultdict
from datetime import timedelta

from ...under_way import get_under_way
from ..vectors.cost_kinds import VARIANCE
from ..vectors.vector import add, scale, settle
from .account_move import BILLS
from .change_entry import ChangeEntry
from .cost_change import HAND, LANDED_COST, QUANTITY
from .res_company import ENTRY

# Parts of a cent, below which nothing is carried on.
LEAST = 1e-3


class CostCarrier:
    """Carries changes of moves on: who took of one bears its part of the change.

    To deliveries, scraps and components; from components to what their run made, by its
    share; from what left to what came back of it; at average cost from each that took
    to who took of what it left. In the order of the goods' way, so that each move is
    dealt with once. Values and cost lines follow, then the entry of the change, then
    what the deliveries' order lines are due (`_settle_cost_changes`).

    :param changes: {move: `Change`}, of one company, in sudo
    """

    def __init__(self, changes):
        self.changes = changes
        self.roots = next(iter(changes)).browse().union(*changes)
        self.env = self.roots.env
        self.company = self.roots.company_id
        self.currency = self.company.currency_id
        self.date = max(change.date for change in changes.values())
        causes = (change.cause for change in changes.values())
        self.cause = ", ".join(dict.fromkeys(filter(None, causes)))
        # What only this module books does not reach what it does not book.
        self.strict = any(
            change.booked in (LANDED_COST, HAND) for change in changes.values()
        )
        self.units = {}  # {(move, lot id or False): change of a unit, {key: amount}}
        self.carried = {}  # {move: {key: amount}} of those that follow
        self.left_out = defaultdict(float)  # {move: amount} of those that do not
        self.values = {}  # {move: change of its value}, for those that follow
        self.locked = {}  # {day: the first open day}

    def run(self):
        self._write_lines(
            {move: change.vector for move, change in self.changes.items()},
            self.changes,
        )
        if self.company.pull_cost_changes != ENTRY:
            return
        self._load()
        for move in self._sort():
            self._carry(move)
        self._write()
        for entry in self._get_entries():
            entry.post()
        self._settle()

    # === Who took of it ===

    def _load(self):
        self.reached = self.roots._get_cost_reach()
        self.dates = self.reached._get_cost_dates()
        self.vectors = self.reached._get_cost_vectors()
        taken = self.env["stock.move.cost.source"].search(
            [
                ("source_id", "in", self.reached.ids),
                ("move_id", "in", self.reached.ids),
                ("move_id.state", "=", "done"),
            ]
        )
        self.taken = taken.grouped("move_id")
        made = self.reached.filtered(lambda move: move.is_in and move.production_id)
        self.made = made.filtered(lambda move: not move.origin_returned_move_id.is_out)
        used = self.made.production_id.move_raw_ids & self.reached
        self.used = used.filtered("is_out").grouped("raw_material_production_id")
        values = self.env["product.value"]
        values = values.search([("move_id", "in", self.reached.ids)])
        self.by_hand = values.move_id

    def _get_givers(self, move):
        """Return the moves by whose change this one is changed."""
        if move.is_out:
            parts = self.taken.get(move)
            return parts.source_id if parts else move.browse()
        if move in self.made:
            return self.used.get(move.production_id, move.browse())
        return move.origin_returned_move_id & self.reached

    def _sort(self):
        """Return the moves that were reached, each after those it depends on."""
        ordered = self.reached.sorted(lambda move: (move.date, move.id))
        givers = {move: set(self._get_givers(move)._ids) for move in ordered}
        takers = defaultdict(list)
        for move in ordered:
            for giver in givers[move]:
                takers[giver].append(move)
        ready = [move for move in ordered if not givers[move]]
        for move in ready:  # it grows
            for taker in takers[move.id]:
                givers[taker].discard(move.id)
                if not givers[taker]:
                    ready.append(taker)
        return ready

    # === How much ===

    def _carry(self, move):
        change = self.changes.get(move)
        if change and change.unit:
            self.units[move, False] = change.unit
        if move.is_out:
            self._carry_out(move)
        elif move in self.by_hand:
            return
        elif move in self.made:
            self._follow(move, self._get_made(move))
        elif move.origin_returned_move_id.is_out:
            self._carry_back(move)

    def _carry_out(self, move):
        by_lot = defaultdict(list)
        for part in self.taken.get(move) or ():
            unit = self._get_unit(part.source_id, part.lot_id.id)
            by_lot[part.lot_id.id].append(scale(unit, part.quantity))
        vector = add(vector for parts in by_lot.values() for vector in parts)
        for lot, parts in move.cost_source_ids.grouped("lot_id").items():
            quantity = sum(parts.mapped("quantity"))
            if lot and quantity:
                self.units[move, lot.id] = scale(add(by_lot[lot.id]), 1 / quantity)
        if self.strict and not move._is_cost_change_booked():
            self.left_out[move] += sum(vector.values())
            self._give_on(move, vector)
        else:
            self._follow(move, vector)

    def _carry_back(self, move):
        origin = move.origin_returned_move_id
        if origin not in self.carried:
            return
        lines = move._get_in_move_lines()
        lots = lines.lot_id if move.product_id.lot_valuated else lines.lot_id.browse()
        for lot in lots:
            self.units[move, lot.id] = self._get_unit(origin, lot.id)
        vector = add(
            scale(
                self._get_unit(origin, line.lot_id.id if lots else False),
                line.quantity_product_uom,
            )
            for line in lines
        )
        self._follow(move, vector)

    def _get_unit(self, move, lot):
        key = (move, lot) if (move, lot) in self.units else (move, False)
        return self.units.get(key, {})

    def _get_made(self, move):
        """Return this product's part of what the components of its run have changed."""
        run = move.production_id
        vectors = []
        for used in self.used.get(run, ()):
            vectors.append(self.carried.get(used, {}))
            change = self.changes.get(used)
            if change and change.booked == QUANTITY:
                vectors.append(change.vector)
        whole = defaultdict(float)
        for (kind, run_id), amount in add(vectors).items():
            whole[kind, run_id or run.id] += amount
        return scale(whole, self._get_share(move))

    def _get_share(self, move):
        run = move.production_id
        own = move.cost_share / 100
        if move.product_id == run.product_id:
            own = run._get_main_cost_share()
        alike = run.move_finished_ids.filtered(
            lambda other: other.state == "done" and other.product_id == move.product_id
        )
        total = sum(other._get_valued_qty() for other in alike)
        return own * move._get_valued_qty() / total if total else 0

    def _follow(self, move, vector):
        """Change the move's value by what it was given, and give that on."""
        if sum(map(abs, vector.values())) < LEAST * self.currency.rounding:
            return
        if move._is_at_standard_cost():
            key = (VARIANCE, move.production_id.id)
            vector = add([vector, {key: -sum(vector.values())}])
        self.carried[move] = vector
        self.values[move] = self._change_value(move, sum(vector.values()))
        self._give_on(move, vector)

    def _give_on(self, move, vector):
        quantity = move._get_valued_qty()
        if quantity:
            own = self.units.get((move, False), {})
            unit = add([own, scale(vector, 1 / quantity)])
            self.units[move, False] = unit

    def _change_value(self, move, amount):
        """Set the value as core would compute it now; return by how much it changes."""
        before, quantity = move.value, move._get_valued_qty()
        if move.is_out:
            exact = sum(self.vectors[move].values())
            if abs(exact - before) > self.currency.rounding:
                exact = before
        elif move in self.made:
            # Core multiplies: what its value lost by rounding comes back.
            by_unit = move.price_unit * quantity
            exact = before + by_unit - self.currency.round(by_unit)
            if quantity and not move._is_at_standard_cost():
                move.price_unit += amount / quantity
        else:
            data = move._get_value_from_returns(quantity)
            exact, amount = data["value"] + move._get_landed_total(), 0
        move.value = self.currency.round(exact + amount)
        return self.currency.round(move.value - before)

    # === Writing ===

    def _get_day(self, move, date=None):
        """Return the accounting day of a move's change, in a period that is open."""
        day = max(date or self.date, self.dates[move])
        if day not in self.locked:
            journal = self.company.account_stock_journal_id
            locks = self.company._get_violated_lock_dates(day, False, journal)
            self.locked[day] = locks[-1][0] + timedelta(days=1) if locks else day
        return self.locked[day]

    def _write_lines(self, vectors, changes=None):
        """Append the cost lines of changes: of the moves themselves, or of takers."""
        if changes:
            self.dates = self.roots._get_cost_dates()
        vals_list = []
        for move, vector in vectors.items():
            cause, date, amount = self.cause, None, self.values.get(move)
            if changes:
                cause, date = changes[move].cause, changes[move].date
                amount = self.currency.round(changes[move].amount)
            day = self._get_day(move, date)
            vals_list += self._prepare_lines(move, vector, amount, day, cause)
        self.env["stock.move.cost.line"].create(vals_list)

    def _prepare_lines(self, move, vector, amount, day, cause):
        default = move.product_id._get_unknown_cost_key()
        amounts = settle(amount, vector, self.currency.rounding, default)
        return [
            {
                "move_id": move.id,
                "date": day,
                "cause": cause,
                "kind": kind,
                "production_id": run_id,
                "amount": amounts.get((kind, run_id), 0),
                "weight": vector.get((kind, run_id), amounts.get((kind, run_id), 0)),
            }
            for kind, run_id in {**vector, **amounts}
        ]

    def _write(self):
        self._write_lines(self.carried)
        moves = self.roots.browse().union(*self.carried)
        for run, used in self.used.items():
            run.run_cost += sum(map(self.get_amount, used))
        came = moves.filtered("is_in")
        by_lot = came.filtered(lambda move: move.product_id.lot_valuated)
        # Core does not forget what lots were worth when the values of moves change.
        self.env["stock.lot"].invalidate_model(["total_value"])
        by_lot.move_line_ids.lot_id._update_standard_price()
        came.product_id._update_standard_price()
        moves._create_analytic_move()

    # === What follows ===

    def _get_entries(self):
        """Return the `ChangeEntry` of each accounting day."""
        days = defaultdict(list)
        for move in self.carried:
            days[self._get_day(move)].append(move)
        for move in self.roots - self.roots.browse().union(*self.carried):
            days[self._get_day(move)].append(move)
        return [ChangeEntry(self, day, moves) for day, moves in sorted(days.items())]

    def get_documents(self):
        """Return where to tell what became of the changes."""
        state = get_under_way(self.env.cr, BILLS)
        if state and state.noted(BILLS):
            return self.env["account.move"].browse(state.noted(BILLS))
        return [*self.roots.picking_id, *self.roots.production_id]

    def get_amount(self, move):
        """Return the change of the move's value that no document has booked."""
        amount = self.values.get(move, 0)
        change = self.changes.get(move)
        if change and change.booked == QUANTITY:
            amount += change.amount
        return amount

    def is_first(self, move):
        """Tell whether this is the first of the changed moves: whole sums go to it."""
        return move == self.roots[:1]

    def get_gone(self):
        """Return what has left of the changed products, and is booked there."""
        products = self.roots.product_id
        gone = 0.0
        for move, vector in self.carried.items():
            if move.product_id in products and move not in self.made:
                gone += sum(vector.values()) * (1 if move.is_out else -1)
        for move, amount in self.left_out.items():
            gone -= amount if move.product_id not in products else 0
        return gone

    def get_left_out(self):
        """Return what went to those that do not follow."""
        return sum(self.left_out.values())

    def _settle(self):
        """Tell the deliveries, and what came back of them, that their cost changed."""
        days = defaultdict(self.roots.browse)
        for move in [*self.carried, *self._get_corrected()]:
            if move.is_out or move.origin_returned_move_id.is_out:
                days[self._get_day(move)] |= move
        for day, moves in sorted(days.items()):
            moves._settle_cost_changes(day, self.cause)

    def _get_corrected(self):
        return [
            move
            for move, change in self.changes.items()
            if change.booked == QUANTITY and move not in self.carried
        ]
