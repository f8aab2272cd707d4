"""What has changed in the value of a move that was done before, and by what."""

from collections import namedtuple

from ...under_way import get_under_way
from ..vectors.cost_kinds import LANDED, MATERIAL, SUBCONTRACT, VARIANCE
from ..vectors.vector import add, scale, stretch
from .account_move import BILLS
from .correction import Correction
from .stock_move_line import CORRECTION

# Who has booked the change of a move itself: its own document (a bill); a landed cost,
# as far as the goods are still there; nobody yet (`HAND`: somebody valued the move
# anew; `QUANTITY`: its done quantity was corrected).
DOCUMENT, LANDED_COST, HAND, QUANTITY = "document", "landed", "hand", "quantity"

# `amount` is the change of the move's value and `vector` what it consists of, {key:
# amount}, unrounded; `unit` is the change of one unit, which goes on to who took of it;
# `date` and `cause` are those of the document.
Change = namedtuple("Change", "amount vector unit booked date cause")


class CostChanges:
    """The changes of moves whose value core has just computed anew.

    A change is of the kind that its document is about; the other kinds stay as they
    were. What is corrected in quantity keeps the cost of a unit.

    :param before: {move: value before}, of moves in sudo and of one company
    :param correction: of outgoing moves: by how much core has just changed them
    """

    def __init__(self, before, correction=None):
        self.before = before
        self.correction = correction
        self.moves = next(iter(before)).browse().union(*before)
        self.env = self.moves.env
        self.vectors = self._get_vectors()
        self.by_hand = self._get_valued_by_hand()
        state = get_under_way(self.env.cr, CORRECTION)
        self.quantities = {
            move: state.noted(move.id)[-1]
            for move in self.moves
            if state and state.noted(move.id)
        }

    def _get_vectors(self):
        """Return {move: what it was made of before}; {} of one that had no value."""
        vectors = self.moves._get_cost_vectors()
        return {
            move: vectors[move] if move.cost_line_ids or self.before[move] else {}
            for move in self.moves
        }

    def _get_valued_by_hand(self):
        """Return {move: its latest value by hand}."""
        values = self.env["product.value"].sudo()
        values = values.search([("move_id", "in", self.moves.ids)], order="date, id")
        return {value.move_id: value for value in values}

    def get_all(self):
        """Return {move: `Change`} of those that have changed."""
        changes = {}
        for move in self.moves:
            if self.correction and not move.is_in:
                changes.update(self._get_corrected(move))
            else:
                changes[move] = self._get_one(move)
        return {move: change for move, change in changes.items() if change}

    def _get_one(self, move):
        if move.is_in:
            return self._get_in(move)
        # Core values it at today's price. What has left keeps what it cost.
        move.value = self.before[move]
        return None

    def _get_corrected(self, move):
        """Return {move: `Change`} of a corrected move, and of those that it exchanges
        goods with."""
        if move.quantity == self.correction:
            return {}
        change = move.product_uom._compute_quantity(
            self.correction, move.product_id.uom_id, round=False
        )
        state = get_under_way(self.env.cr, CORRECTION)
        noted = state.noted((move.id, "lots")) if state else ()
        by_lot = noted[-1] if noted else {}
        correction = Correction(move, change, by_lot, self.vectors[move])
        changes, day = {}, self._get_day(move)
        for other, value in correction.get_values(self.before[move]).items():
            before = self.before.get(other, other.value)
            vector = correction.vectors[other]
            if self._is_plain(other):
                value = other.value
                vector = stretch(vector, value - before)
            other.value = value
            changes[other] = Change(value - before, vector, {}, QUANTITY, *day)
        return changes

    def _is_plain(self, move):
        """Nothing of ours has to do with the goods: what core makes of their value
        stands, until its own closing."""
        return not (
            move._is_cost_change_booked()
            or move.raw_material_production_id
            or move.product_id.effective_supply_policy
        )

    def _get_in(self, move):
        before, quantity = self.before[move], move._get_valued_qty()
        had = self.quantities.get(move, quantity)
        if move.company_currency_id.is_zero(move.value - before):
            return None
        # What it would be if only its quantity had changed.
        ratio = quantity / had if had else 0
        kept = scale(self.vectors[move], ratio)
        changed = self._get_changed(move, kept, move.value - before * ratio)
        vector = add([kept, changed, scale(self.vectors[move], -1)])
        unit = scale(changed, 1 / quantity) if quantity else {}
        booked, date, cause = self._get_cause(move, changed)
        if not booked:
            unit = {}
        vector, unit = drop_zeros(vector), drop_zeros(unit)
        return Change(move.value - before, vector, unit, booked, date, cause)

    # === Which kinds ===

    def _get_changed(self, move, kept, change):
        """Return the {key: amount} that sums to the change of the move's value."""
        if abs(change) < move.company_currency_id.rounding / 2:
            return {}
        if move.production_id:
            return self._get_changed_made(move, kept, change)
        if move.origin_returned_move_id.is_out:
            return self._get_changed_returned(move, kept, change)
        if move.purchase_line_id and move not in self.by_hand:
            target = self._get_target(move)
            return drop_zeros(add([target, scale(kept, -1)]))
        key = move.product_id._get_unknown_cost_key()
        return {key if not move.purchase_line_id else (MATERIAL, False): change}

    def _get_target(self, move):
        exchange = move._get_cost_exchange()
        return add(
            [
                move._get_costs_bought(),
                {(MATERIAL, False): -exchange, (VARIANCE, False): exchange},
            ]
        )

    def _get_changed_made(self, move, kept, change):
        run = move.production_id
        landed = move._get_landed_total() - kept.get((LANDED, False), 0)
        if move in self.by_hand:
            landed = 0
        changed = {(LANDED, False): landed}
        receipts = move._get_cost_subcontract_receipts()
        if receipts and move not in self.by_hand:
            exchange = sum(receipt._get_cost_exchange() for receipt in receipts)
            exchange -= kept.get((VARIANCE, run.id), 0) if exchange else 0
            changed[VARIANCE, run.id] = exchange
            changed[SUBCONTRACT, run.id] = change - landed - exchange
        else:
            changed[VARIANCE, run.id] = change - landed
        return drop_zeros(changed)

    def _get_changed_returned(self, move, kept, change):
        """Follow what the returned goods are made of."""
        target = stretch(move._get_costs_returned(), move.value)
        changed = drop_zeros(add([target, scale(kept, -1)]))
        key = max(target, key=lambda key: abs(target[key]), default=None)
        key = key or move.product_id._get_unknown_cost_key()
        changed[key] = changed.get(key, 0) + change - sum(changed.values())
        return changed

    # === Why ===

    def _get_cause(self, move, changed):
        """Return (who has booked it, accounting day, name of the document).

        Nobody: the value follows a price list or the product's cost, which says
        nothing of the goods that are gone.
        """
        if move in self.by_hand and (LANDED, False) not in changed:
            return HAND, *self._get_hand(self.by_hand[move])
        if (LANDED, False) in changed and self._get_costs_landed(move):
            costs = self._get_costs_landed(move)
            names = ", ".join(costs.mapped("name"))
            return LANDED_COST, max(costs.mapped("date")), names
        bills = self._get_bills(move)
        if bills:
            names = ", ".join(bills.mapped("name"))
            return DOCUMENT, max(bills.mapped("date")), names
        if move in self.quantities:
            return QUANTITY, *self._get_day(move)
        if move.purchase_line_id:
            return DOCUMENT, self._get_today(move), move.purchase_line_id.order_id.name
        if move.origin_returned_move_id.is_out or move.production_id:
            return DOCUMENT, *self._get_day(move)
        return None, *self._get_day(move)

    def _get_hand(self, value):
        day = self._get_today(value.move_id)
        name = self.env._("Revaluation of %s", value.move_id.reference)
        return day, f"{name} ({value.description})" if value.description else name

    def _get_costs_landed(self, move):
        """Return the landed costs that this move has not heard of, the newest."""
        known = set(move.cost_line_ids.mapped("cause"))
        lines = move._get_landed_cost().get(move)
        costs = lines.cost_id.sorted("id") if lines else ()
        new = [cost for cost in costs if cost.name not in known]
        return new[-1] if new else None

    def _get_bills(self, move):
        state = get_under_way(self.env.cr, BILLS)
        if not state:
            return None
        lines = move.purchase_line_id
        lines |= move._get_cost_subcontract_receipts().purchase_line_id
        return lines.invoice_lines.move_id.filtered(
            lambda bill: bill.state == "posted" and bill.id in state.noted(BILLS)
        )

    def _get_day(self, move):
        return self._get_today(move), move.reference

    def _get_today(self, move):
        return move._get_cost_day()


def drop_zeros(vector):
    return {key: amount for key, amount in vector.items() if abs(amount) > 1e-9}
