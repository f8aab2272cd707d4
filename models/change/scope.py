"""A change under way: opened around whatever changes needs, closed with one record.

Changes nest (an order is written, its lines launch their supply, a run is cancelled):
the outermost scope carries everything down when it closes. It lives in `cr.cache`,
which is emptied when a savepoint is rolled back.
"""

from contextlib import contextmanager

from .carrier import Carrier
from .plan import ChangePlan
from .snapshot import Snapshot

KEY = "pull_through_production.change"


class ChangeScope:
    """What was before a change, and what has become suspect during it."""

    def __init__(self, env):
        self.env = env(su=True)
        self.is_carrying = False
        self.quantities = {}
        self.dates = {}
        self.references = self.env["stock.reference"]
        self._snapshots = []
        self._suspects = self.env["stock.move"]
        self._exceptions = self.env["pull.exception"]
        self._undelivered = self.env["sale.order.line"]

    def watch_lines(self, lines):
        """Remember what these order lines want and what supplies them."""
        lines = lines.sudo().filtered(lambda line: line not in self.quantities)
        if self.is_carrying or not lines:
            return
        for line in lines:
            self.quantities[line] = line._get_pull_ordered_quantity()
            self.dates[line] = line._get_pull_promised_date()
        self.references |= lines.order_id.stock_reference_ids
        needs = lines._get_customer_needs()
        self._snapshots.append(
            (Snapshot(needs), {need: {need.sale_line_id} for need in needs}, set())
        )

    def watch_runs(self, runs):
        """Remember what the components of these runs want and what supplies them."""
        if self.is_carrying or not runs:
            return
        runs = runs.sudo()
        self.references |= runs.reference_ids
        snapshot = Snapshot(runs.move_raw_ids)
        self._snapshots.append((snapshot, {}, set(runs.pull_sale_line_ids)))

    def watch_components(self, moves, before):
        """Remember what supplies these components, whose quantity is new already.

        :param dict before: {move id: quantity before, in the unit of the move}
        """
        moves = moves.sudo()
        snapshot = Snapshot(moves)
        for move in moves:
            snapshot.quantities[move] = move.product_uom._compute_quantity(
                before[move.id], move.product_id.uom_id, rounding_method="HALF-UP"
            )
        lines = moves.raw_material_production_id.pull_sale_line_ids
        self._snapshots.append((snapshot, {}, set(lines)))

    def carries(self, needs):
        """Tell whether what these needs want less is carried to their supplies when
        the change ends."""
        return any(
            need in snapshot.carried
            for snapshot, *_rest in self._snapshots
            for need in needs.sudo()
        )

    def suspect(self, needs):
        """Remember needs whose supply may have been lost."""
        self._suspects |= needs.sudo()

    def suspect_lines(self, lines):
        """Remember order lines of which a delivery ends without goods."""
        self._undelivered |= lines.sudo()

    def suspect_documents(self, documents):
        """Remember documents whose exceptions may be solved."""
        if not self.is_carrying:
            self._exceptions |= self.env["pull.exception"]._get_open_of(documents)

    def close(self):
        """Carry down what has changed, then say what is missing."""
        self.is_carrying = True
        carrier = Carrier(self.env)
        for snapshot, lines, others in self._snapshots:
            changes = snapshot.get_changes()
            causes = {need: lines.get(need, others) for need in changes}
            carrier.carry_out(ChangePlan(snapshot).build(changes, causes))
        self._carry_dates(carrier)
        carrier.record(self.quantities, self.dates)
        self._report_gaps()

    def _carry_dates(self, carrier):
        shifts = {
            line: line._get_pull_promised_date() - before
            for line, before in self.dates.items()
            if line.exists() and line.state == "sale"
        }
        lines = self.env["sale.order.line"].browse(
            [line.id for line, shift in shifts.items() if shift]
        )
        if lines:
            carrier.carry_out_dates(lines._plan_dates(shifts, carrier.get_wanted_date))

    def _report_gaps(self):
        lines = self.env["sale.order.line"].browse(line.id for line in self.quantities)
        needs = lines.exists()._get_customer_needs() | self._suspects.exists()
        if needs:
            needs._report_shortages()
        # What the order itself wants less was watched.
        (self._undelivered - lines).exists()._report_undelivered()
        self._exceptions.exists()._close_solved()
        # Who shared supplies with what has changed may have more of them now.
        rivals = needs.union(*(snapshot.moves for snapshot, *_rest in self._snapshots))
        self.env["pull.exception"]._close_solved_by(lines.order_id, rivals)


@contextmanager
def change_scope(env):
    """Carry down, at the end, what changes inside; nested changes share one scope."""
    cache = env.cr.cache
    if KEY in cache:
        yield cache[KEY]
        return
    scope = cache[KEY] = ChangeScope(env)
    try:
        yield scope
        # A savepoint that was rolled back has emptied the cache.
        cache[KEY] = scope
        scope.close()
    finally:
        if cache.get(KEY) is scope:
            del cache[KEY]


def get_scope(cr):
    """Return the scope of the change under way on this cursor, None outside one."""
    return cr.cache.get(KEY)


def is_carrying(cr):
    """Tell whether documents change because a change is carried down to them."""
    scope = get_scope(cr)
    return bool(scope and scope.is_carrying)
