"""What customers have of order lines, and what that cost."""

from collections import defaultdict

from ..ordering.carrying import get_carrying_cost
from ..vectors import vector
from ..vectors.cost_kinds import MATERIAL, STOCK


class CostGoods:
    """The goods delivered and kept of order lines, as of a day.

    :param lines: `sale.order.line`, in sudo
    :param date: as of the end of this day, None: as it is now
    :ivar moves: {line: done moves to and from its customer}
    :ivar costs: {line: {kind: amount}} of what was delivered less what came back
    :ivar kept: {line: the part of the goods sent that did not come back, 0..1}
    :ivar unbilled: {line: (quantity, cost)} shipped by vendors who have not billed it
    """

    def __init__(self, lines, date=None):
        self.lines = lines
        self.date = date
        self.env = lines.env
        self._read_moves()
        self._read_costs()

    def is_here(self, date):
        """Tell whether something of that date has happened."""
        return not self.date or bool(date and date <= self.date)

    def _read_moves(self):
        every = self.lines._get_pull_deliveries(dropship=True)
        moves = every
        if self.date:
            days = every._get_cost_dates()
            moves = every.filtered(lambda move: self.is_here(days[move]))
        self.moves = {line: moves & line.move_ids for line in self.lines}
        self.every = {line: every & line.move_ids for line in self.lines}
        self.kept = {line: get_kept_share(own) for line, own in self.moves.items()}

    def _read_costs(self):
        moves = self.env["stock.move"].union(*self.moves.values())
        known = defaultdict(lambda: defaultdict(float))
        for part in moves.sudo().cost_line_ids:
            if self.is_here(part.date):
                known[part.move_id][part.kind] += part.amount
        self.unbilled = self.lines._get_direct_unbilled(self.date)
        billed = self.lines._get_direct_ledger(self.date)
        self.costs = {}
        for line, own in self.moves.items():
            _quantity, estimate = self.unbilled.get(line, (0, 0))
            shipped = billed.get(line, 0) + estimate
            parts = [self._get_move_cost(move, known.get(move, {})) for move in own]
            self.costs[line] = vector.add([*parts, {MATERIAL: shipped}])

    def _get_move_cost(self, move, known):
        """Return {kind: amount} that the move adds to what the customer has."""
        if not self.date or not move.sudo().cost_line_ids:
            known = {
                **known,
                STOCK: known.get(STOCK, 0) + move.value - sum(known.values()),
            }
        return vector.scale(known, -1 if is_return(move) else 1)

    # === Figures of a line ===

    def get_delivered(self, line):
        """Return how much the customer has, in the line's unit."""
        if not self.date:
            return line.qty_delivered
        now = count_kept(self.every[line])
        return line.qty_delivered * count_kept(self.moves[line]) / now if now else 0.0

    def get_invoiced(self, line):
        """Return how much is invoiced less credited, in the line's unit."""
        if not self.date:
            return line.qty_invoiced
        return sum(
            -quantity if item.move_id.move_type == "out_refund" else quantity
            for item in line.invoice_lines
            if item.parent_state == "posted" and self.is_here(item.date)
            for quantity in [
                item.product_uom_id._compute_quantity(
                    item.quantity, line.product_uom_id, round=False
                )
            ]
        )

    def get_ordering(self, line):
        if not self.date:
            return line.pull_ordering_cost
        return sum(
            row.amount
            for row in line.pull_ordering_cost_ids
            if not row.capitalised and self.is_here(row.date)
        )

    def get_carrying(self, line):
        """Return (carrying cost, what it would have been had it been pushed)."""
        if not self.date:
            return line.pull_carrying_cost, line.pull_carrying_push
        company = line.company_id
        own = self.moves[line].filtered(lambda move: not move.is_dropship)
        value_days = sum(get_sign(move) * move.pull_value_days for move in own)
        value = sum(get_sign(move) * move.value for move in own)
        rate = company.pull_carrying_rate
        return (
            get_carrying_cost(value_days, rate),
            get_carrying_cost(value * company.pull_push_days, rate),
        )


def is_return(move):
    return move.location_id.usage == "customer"


def get_sign(move):
    return -1 if is_return(move) else 1


def count_kept(moves):
    return sum(get_sign(move) * move._get_peg_quantity() for move in moves)


def get_kept_share(moves):
    sent = sum(move._get_peg_quantity() for move in moves if not is_return(move))
    return count_kept(moves) / sent if sent else 0.0
