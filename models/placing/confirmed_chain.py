"""What confirmed order lines still wait for, as steps that can be placed."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from odoo import fields

from ..pegging.allocation import DUST
from ..promise.stock_dates import StockDates
from ..schedule.network import PURCHASE, RUN, STOCK, TRANSFER, Step, make_run
from ..supply.arrival import get_arrival
from ..supply.needs import is_open, lacks_supply

DAY = 24 * 60
MINUTE = timedelta(minutes=1)


class ConfirmedChain:
    """The steps of the documents that order lines still wait for.

    A step is known by its document, as `(model, id)`: a run, a purchase line until its
    receipt is there, then the receipt's move, any other move between two places. An
    operation is known by `(run, place of its work order in the run)`, what stock gives
    by `("stock", move id)`, what nothing supplies by `("missing", move id)`.

    :param lines: confirmed order lines of one order, sudoed; the first are placed first
    :param moment: what counts as now
    :ivar steps: {key: step}
    :ivar lasts: {order line: keys of its last steps}
    :ivar documents: {key of a step: its document}
    :ivar served: the needs on the way, of these lines and no others
    :ivar workorders: {key of an operation: its work order}

    Built by `sale.order.line._get_pull_confirmed_chain`. Meant to be inherited:
    `_get_minutes`, `_get_buffer`.
    """

    def __init__(self, lines, moment=None):
        self.env, self.lines = lines.env, lines
        self.company = lines.company_id[:1]
        self.moment = moment or fields.Datetime.now()
        self.needs, self.graph = lines._get_pull_graph()
        self.direct = lines._get_pull_direct_supply()
        self.steps, self.lasts = {}, defaultdict(list)
        self.documents, self.workorders = {}, {}
        self.served = set()
        self._from_stock = []
        self._runs = {}  # {what a run is for: the run before it}
        self._slots = self._get_slots()
        for number, line in enumerate(lines):
            self._group = number
            self._add_line(line)
        self._add_stock()

    def _get_slots(self):
        """Return {work order: (start, end)} of those that keep their place: planned by
        a person, or begun."""
        runs = (
            self.graph.moves.production_id | self.graph.moves.raw_material_production_id
        )
        open_orders = runs.workorder_ids.filtered(
            lambda order: order.state in ("blocked", "ready", "progress")
        )
        kept = open_orders.filtered(
            lambda order: order._is_pull_planned() or order.state == "progress"
        )
        slots = kept._get_pull_slots(self.moment + timedelta(days=731), {})
        return {
            order: (start, end)
            for places in slots.values()
            for start, end, order in places
        }

    def count_runs(self):
        """Return how many runs these lines still wait for."""
        return sum(step.kind == RUN for step in self.steps.values())

    # === Deliveries ===

    def _add_line(self, line):
        needs = self.needs & line.move_ids
        for need in needs.sorted("id"):
            if is_open(need) and not (need.move_dest_ids & needs):
                self.lasts[line].append(self._add_move(need, line))
        for purchase in self.direct.get_requested(line):
            self.lasts[line].append(self._add_purchase(purchase))

    def _add_move(self, move, line=None):
        """Add the step of a move between two places, and what it waits for.

        :param line: the order line to whose customer it brings the goods
        """
        key, is_known = self._know(move)
        if is_known:
            return key
        if move._is_pull_direct():
            return self._add_receipt(move)
        minutes = self._get_minutes(move) + (
            line.company_id.security_lead * DAY if line else 0
        )
        self._add_step(key, TRANSFER, minutes, self._get_before(move))
        return key

    def _know(self, document):
        """Return the key of a document, and whether it was met before."""
        key = (document._name, document.id)
        is_known = key in self.documents
        self.documents[key] = document
        return key, is_known

    def _get_minutes(self, move):
        """Return the minutes of the clock that a move between two places takes."""
        return move.rule_id.delay * DAY

    def _add_step(self, key, kind, minutes=0, after=(), **values):
        step = Step(key, kind, minutes, after=tuple(after), group=self._group, **values)
        self.steps[key] = step

    # === What a need waits for ===

    def _get_before(self, need):
        """Return the keys of what must be there for a need."""
        before, covered = [], 0
        self.served.add(need)
        for supply, flow in self.graph.get_flows(need).items():
            covered += flow
            if flow > DUST and (supply._name != "stock.move" or is_open(supply)):
                before.append(self._add_supply(supply))
        if lacks_supply(need, self.graph):
            return [*before, ("missing", need.id)]
        reserved = 0 if before else need._get_pull_own_quantity()
        left = need._get_peg_quantity() - max(covered, reserved)
        if left > DUST and self._draws_from_stock(need):
            self._from_stock.append((need, left, self._group))
            before.append(("stock", need.id))
        return before

    def _draws_from_stock(self, need):
        return need.product_id.is_storable and not (
            need.location_id.should_bypass_reservation()
        )

    def _add_supply(self, supply):
        if supply._name == "purchase.order.line":
            return self._add_purchase(supply)
        if supply.production_id:
            return self._add_run(supply)
        if supply._is_pull_first_receipt():
            return self._add_receipt(supply)
        return self._add_move(supply)

    # === Purchases ===

    def _add_purchase(self, line):
        """Add what is asked for and not confirmed: the vendor's days begin when it is
        ordered, which is not before now."""
        key, is_known = self._know(line)
        if is_known:
            return key
        arrival = get_arrival(self.moment, line.selected_seller_id, line.company_id)
        if self._is_fixed_purchase(line):
            if line.date_planned >= self.moment:
                arrival = line.date_planned
            start = min(line.date_order or arrival, arrival)
            self._add_step(key, PURCHASE, fixed=(start, arrival))
            return key
        minutes = (arrival - self.moment) / MINUTE
        buffer = self._get_buffer(line.product_id)
        self._add_step(key, PURCHASE, minutes, buffer=buffer)
        return key

    def _is_fixed_purchase(self, line):
        """Tell whether somebody has decided when this line arrives."""
        return line.state != "draft" or line._is_pull_planned_by_person()

    def _add_receipt(self, move):
        """Add what a vendor has confirmed: also what he makes as a subcontractor, whose
        date says already when he gets what he makes it of."""
        key, _is_known = self._know(move)
        if key in self.steps:
            return key
        line = move.purchase_line_id
        start = min(line.order_id.date_approve or line.date_order, move.date)
        self._add_step(key, PURCHASE, fixed=(start, move.date))
        return key

    # === Runs ===

    def _add_run(self, finished):
        run = finished.production_id
        key, is_known = self._know(run)
        if is_known:
            return key
        need = (finished.move_dest_ids, finished.product_id)
        components = [
            key
            for raw in run.move_raw_ids.filtered(is_open)
            for key in self._get_before(raw)
        ]
        previous, self._runs[need] = self._runs.get(need), key
        if self._is_fixed_run(run):
            fixed = (run.date_start, max(run.date_start, run.date_finished))
            self._add_step(key, RUN, after=components, fixed=fixed)
            return key
        for step in make_run(
            key,
            self._get_operations(run),
            after=components,
            previous=previous,
            minutes=self._get_lead(run),
            group=self._group,
        ):
            self.steps[step.key] = self._complete(step, run)
        return key

    def _get_operations(self, run):
        """Return the open operations of a run as `make_run` takes them."""
        operations = []
        places = {order: place for place, order in enumerate(run.workorder_ids)}
        for order, place in places.items():
            if order.state in ("done", "cancel"):
                continue
            self.workorders[(run._name, run.id), place] = order
            blockers = order.blocked_by_workorder_ids.filtered(
                lambda other: other.state not in ("done", "cancel")
            )
            before = [places[other] for other in blockers if other in places]
            operations.append((place, order._get_pull_centers(), before, ()))
        return operations

    def _get_lead(self, run):
        """Return the minutes of the clock of a run without operations."""
        if run.workorder_ids:
            return 0
        if run.state in ("progress", "to_close"):
            return max((run.date_finished - self.moment) / MINUTE, 0)
        return run.bom_id.produce_delay * DAY

    def _complete(self, step, run):
        """Fix what somebody has decided, and give time to spare to what is placed."""
        order = self.workorders.get(step.key)
        if order in self._slots:
            return replace(step, fixed=self._slots[order], follows=None)
        if order:
            buffer = order.workcenter_id.pull_buffer_days * DAY
        else:
            buffer = self._get_buffer(run.product_id)
        return replace(step, buffer=buffer)

    def _is_fixed_run(self, run):
        """Tell whether a person gave this run dates, and has not begun it."""
        return bool(
            run._is_pull_planned_by_person()
            and not run.is_planned
            and run.state == "confirmed"
            and run.date_finished
        )

    def _get_buffer(self, product):
        """Return the minutes to spare between when something is there and the need for
        it."""
        return product.categ_id._get_pull_buffer_days(self.company) * DAY

    # === Stock ===

    def _add_stock(self):
        """Add what stock gives: there now, with a receipt that nobody waits for, or
        after the time of a replenishment."""
        stock = StockDates(self.env, self.moment)
        wanted = [(need.location_id, need.product_id) for need, *_ in self._from_stock]
        stock.prepare(wanted, self.graph.moves, self.lines)
        for need, quantity, group in self._from_stock:
            product = need.product_id.with_company(need.company_id)
            end, _given = stock.get_end(need.location_id, product, quantity)
            if end:
                fixed = (self.moment, max(end, self.moment))
                key = ("stock", need.id)
                self.steps[key] = Step(key, STOCK, fixed=fixed, group=group)
