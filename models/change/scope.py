"""A change under way: opened around whatever changes needs, closed with one record.

Changes nest (an order is written, its lines launch their supply, a run is cancelled):
the outermost scope carries everything down when it closes. What it has noted outlives
savepoints and goes with what is rolled back (see `under_way`).
"""

from contextlib import contextmanager

from ..memory.memory import confirmation_memory
from ..pegging.walks import DOWNSTREAM
from ..supply.needs import is_open
from ..under_way import Noting, get_under_way, under_way

KEY = "pull_through_production.change"

QUANTITIES = "quantities"
DATES = "dates"
REFERENCES = "references"
SNAPSHOTS = "snapshots"
RELIEVED = "relieved"
SUSPECTS = "suspects"
EXCEPTIONS = "exceptions"
UNDELIVERED = "undelivered"


class ChangeScope(Noting):
    """What was before a change, and what has become suspect during it.

    Built by `stock.move._get_change_scope`. Meant to be inherited: `_settle`.
    """

    def __init__(self, env):
        super().__init__(env.cr)
        self.env = env(su=True)
        self.is_carrying = False

    @property
    def quantities(self):
        """Return {order line: what the customer wanted before, in the line's unit}."""
        return self._join(QUANTITIES)

    @property
    def dates(self):
        """Return {order line: when it was promised before}."""
        return self._join(DATES)

    @property
    def references(self):
        """Return the references of the orders whose own supplies may be used."""
        return self.env["stock.reference"].union(*self.noted(REFERENCES))

    def _join(self, topic):
        joined = {}
        for part in self.noted(topic):
            joined.update(part)
        return joined

    # === Watching ===

    def watch_lines(self, lines):
        """Remember what these order lines want and what supplies them."""
        known = self.quantities
        lines = lines.sudo().filtered(lambda line: line not in known)
        if self.is_carrying or not lines:
            return
        self.note(
            QUANTITIES, {line: line._get_pull_ordered_quantity() for line in lines}
        )
        self.note(DATES, {line: line._get_pull_promised_date() for line in lines})
        self.add_references(lines.order_id.stock_reference_ids)
        for snapshot, causes in lines._get_pull_snapshots():
            self._watch(snapshot, causes)

    def watch_runs(self, runs):
        """Remember what the components of these runs want and what supplies them."""
        if self.is_carrying or not runs:
            return
        runs = runs.sudo()
        self.add_references(runs.reference_ids)
        self._watch(
            runs.move_raw_ids._get_change_snapshot(),
            others=set(runs.pull_sale_line_ids),
        )

    def watch_components(self, moves, before):
        """Remember what supplies these components, whose quantity is new already.

        :param dict before: {move id: quantity before, in the unit of the move}
        """
        moves = moves.sudo()
        snapshot = moves._get_change_snapshot()
        for move in moves:
            snapshot.quantities[move] = move.product_uom._compute_quantity(
                before[move.id], move.product_id.uom_id, rounding_method="HALF-UP"
            )
        lines = moves.raw_material_production_id.pull_sale_line_ids
        self._watch(snapshot, others=set(lines))

    def watch_relieved(self, need, quantity):
        """Remember a need that takes over something that is there already, and by how
        much that is more than it lacks: so much of its other supply is given up."""
        if not self.is_carrying:
            self.note(RELIEVED, (need.sudo(), quantity))

    def _watch(self, snapshot, lines=None, others=()):
        """Remember a snapshot.

        :param dict lines: {need: the order lines whose change a change of it is}
        :param others: the order lines of all other needs
        """
        self.note(SNAPSHOTS, (snapshot, lines or {}, others))

    def add_references(self, references):
        """Let needs use what supplies of these references have too much."""
        if references:
            self.note(REFERENCES, references)

    def carries(self, needs):
        """Tell whether what these needs want less is carried to their supplies when
        the change ends."""
        return any(
            need in snapshot.carried
            for snapshot, *_rest in self.noted(SNAPSHOTS)
            for need in needs.sudo()
        )

    def suspect(self, needs):
        """Remember needs whose supply may have been lost."""
        if needs:
            self.note(SUSPECTS, needs.sudo())

    def suspect_lines(self, lines):
        """Remember order lines of which a delivery ends without goods."""
        if lines:
            self.note(UNDELIVERED, lines.sudo())

    def suspect_documents(self, documents):
        """Remember documents whose exceptions may be solved."""
        if not self.is_carrying:
            self.suspect_exceptions(self.env["pull.exception"]._get_open_of(documents))

    def suspect_exceptions(self, exceptions):
        """Remember exceptions that may be solved."""
        if exceptions:
            self.note(EXCEPTIONS, exceptions)

    # === Closing ===

    def close(self):
        """Carry down what has changed, then say what is missing."""
        self.is_carrying = True
        moves = self.env["stock.move"]
        carrier = moves._get_change_carrier()
        for snapshot, lines, others in self.noted(SNAPSHOTS):
            changes = snapshot.get_changes()
            causes = {need: lines.get(need, others) for need in changes}
            carrier.carry_out(moves._get_change_plan(snapshot).build(changes, causes))
        self._relieve(carrier)
        self._carry_dates(carrier)
        self._settle(carrier)
        carrier.record(self.quantities, self.dates)

    def _relieve(self, carrier):
        """Give up what needs no longer take of what is still to come, because they have
        taken over more than they lacked."""
        moves = self.env["stock.move"]
        for need, quantity in self.noted(RELIEVED):
            if need not in need.exists().filtered(is_open):
                continue
            snapshot = need._get_change_snapshot()
            wanted = snapshot.quantities[need]
            snapshot.quantities[need] += quantity
            lines = need._get_peg_graph(DOWNSTREAM).get_line_shares(need)
            plan = moves._get_change_plan(snapshot)
            carrier.carry_out(plan.build({need: wanted}, {need: set(lines)}))

    def _settle(self, _carrier):
        """Step of closing, when all has been carried down: say what is missing.

        Extend it for what follows from that.
        """
        self._number_runs()
        self._report_gaps()

    def _number_runs(self):
        """Let the runs of each need be numbered as they are now."""
        lines = self.env["sale.order.line"].browse(line.id for line in self.quantities)
        needs = lines.exists()._get_pull_needs()
        needs = needs.union(
            *self.noted(SUSPECTS),
            *(snapshot.moves for snapshot, *_rest in self.noted(SNAPSHOTS)),
        )
        for parts in needs.exists().grouped(get_demand).values():
            runs = [need._get_pull_runs() for need in parts]
            self.env["mrp.production"].union(*runs)._number_pull_runs()

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
            carrier.carry_out_dates(self._plan_dates(lines, shifts))

    def _plan_dates(self, lines, shifts):
        """Step of carrying dates: return what another date does (`DatePlan`).

        Extend it where documents get their dates otherwise.
        """
        return lines._plan_pull_dates(shifts)

    def _report_gaps(self):
        lines = self.env["sale.order.line"].browse(line.id for line in self.quantities)
        suspects = self.env["stock.move"].union(*self.noted(SUSPECTS))
        needs = lines.exists()._get_pull_needs() | suspects.exists()
        if needs:
            needs._report_pull_shortages()
        # What the order itself wants less was watched.
        undelivered = self.env["sale.order.line"].union(*self.noted(UNDELIVERED))
        undelivered = undelivered.exists()
        (undelivered - lines)._report_pull_undelivered()
        exceptions = self.env["pull.exception"].union(*self.noted(EXCEPTIONS))
        exceptions |= suspects.exists()._get_pull_told_surpluses()
        exceptions.exists()._close_solved()
        # Who shared supplies with what has changed may have more of them now.
        snapshots = self.noted(SNAPSHOTS)
        rivals = needs.union(*(snapshot.moves for snapshot, *_rest in snapshots))
        orders = (lines | undelivered).order_id
        self.env["pull.exception"]._close_solved_by(orders, rivals)


def get_demand(need):
    """Return what moves that are parts of one need have in common."""
    whole = need.sale_line_id or need.raw_material_production_id or need
    return (whole, need.product_id)


@contextmanager
def change_scope(env):
    """Carry down, at the end, what changes inside; nested changes share one scope."""
    if scope := get_scope(env.cr):
        yield scope
        return
    with under_way(env.cr, KEY, env["stock.move"]._get_change_scope) as scope:
        yield scope
        # Each document that changes asks the same of the configuration.
        with confirmation_memory(env.cr):
            scope.close()


def get_scope(cr):
    """Return the scope of the change under way on this cursor, None outside one."""
    return get_under_way(cr, KEY)


def is_carrying(cr):
    """Tell whether documents change because a change is carried down to them."""
    scope = get_scope(cr)
    return bool(scope and scope.is_carrying)
