from collections import defaultdict
from datetime import datetime, time

from ..plan.cost_plan import get_planned_costs, get_planned_usages
from ..plan.variances import Usage
from ..vectors import vector
from ..vectors.cost_kinds import (
    MATERIAL,
    ORDERING,
    RUN,
    SETUP_FIXED,
    SETUP_TIME,
    SUBCONTRACT,
    VARIANCE,
)

# What its components from other runs of the order cost, all kinds together.
BELOW = "below"


class CostRun:
    """What one run cost by kind, planned and actual: the whole run.

    What comes from runs below stands apart from its material: their cost is within that
    of this run, so totals of runs on different levels must not be added.

    :param run: `mrp.production`, in sudo
    :param planned_usages: {product id: :class:`Usage`} planned for the whole run
    :param usages_below: of that, what runs below bring
    :param ordering: {stock move: ordering cost within its value}
    :param variance: what a standard cost left over
    :param date: as of the end of this day, None: as it is now
    """

    def __init__(
        self, run, planned_usages, usages_below, ordering, variance, date=None
    ):
        self.run = run
        self.date = date
        self.planned_usages = planned_usages
        self.usages_below = usages_below
        self.workorders = run.workorder_ids.filtered(
            lambda workorder: workorder.state != "cancel"
        )
        self.raws = self._filter_done(run.move_raw_ids)
        made = run.move_finished_ids
        self.is_done = run.state == "done" and bool(self._filter_done(made) or not made)
        self._read_work()
        self._read_components()
        self.products = list(dict.fromkeys([*planned_usages, *self.actual_usages]))
        self.planned = self._get_planned()
        self.actual = self._get_actual(ordering, variance)

    @property
    def cost_planned(self):
        return sum(self.planned.values())

    @property
    def cost(self):
        return sum(self.actual.values())

    @property
    def variance(self):
        return self.cost - self.cost_planned

    def get_words(self):
        return self.run._get_cost_words(self).explain()

    def _filter_done(self, moves):
        """Return those of these moves that were done by the day of the figures."""
        done = moves.filtered(lambda move: move.state == "done")
        if not self.date:
            return done
        days = done._get_cost_dates()
        return done.filtered(lambda move: days[move] <= self.date)

    def _get_value(self, move):
        parts = move.cost_line_ids
        if not self.date or not parts:
            return move.value
        return sum(part.amount for part in parts if part.date <= self.date)

    def _read_work(self):
        moment = self.date and datetime.combine(self.date, time.max)
        self.splits = {
            workorder: get_split(workorder, moment) for workorder in self.workorders
        }
        self.planned_times = {
            workorder: get_planned_usages(workorder) for workorder in self.workorders
        }
        self.own_setups = {
            workorder: get_own_setup(workorder) for workorder in self.workorders
        }
        self.actual_times = {
            workorder: get_actual_usages(workorder, split)
            for workorder, split in self.splits.items()
        }

    def _read_components(self):
        self.actual_usages = defaultdict(Usage)
        for move in self.raws:
            usage = Usage(move._get_peg_quantity(), self._get_value(move))
            product_id = move.product_id.id
            self.actual_usages[product_id] = self.actual_usages[product_id].plus(usage)

    def _get_planned(self):
        below = sum(usage.cost for usage in self.usages_below.values())
        components = sum(usage.cost for usage in self.planned_usages.values())
        work = [get_planned_costs(workorder) for workorder in self.workorders]
        return vector.add(
            [
                {MATERIAL: components - below, BELOW: below},
                {SUBCONTRACT: self._get_extra(self.run.product_qty)},
                *work,
            ]
        )

    def _get_actual(self, ordering, variance):
        below, ordered = 0.0, 0.0
        for move in self.raws:
            share = self._get_share_below(move.product_id)
            below += self._get_value(move) * share
            ordered += ordering.get(move.id, 0.0) * (1 - share)
        material = sum(map(self._get_value, self.raws)) - below - ordered
        produced = self.run.qty_produced if self.is_done else 0.0
        variance = variance if self.is_done else 0.0
        return vector.add(
            [
                {MATERIAL: material, BELOW: below, ORDERING: ordered},
                {SUBCONTRACT: self._get_extra(produced), VARIANCE: variance},
                *self.splits.values(),
            ]
        )

    def _get_share_below(self, product):
        planned = self.planned_usages.get(product.id, Usage()).quantity
        below = self.usages_below.get(product.id, Usage()).quantity
        return below / planned if planned else 0.0

    def _get_extra(self, quantity):
        return self.run.extra_cost * self.run.product_uom_id._compute_quantity(
            quantity, self.run.product_id.uom_id, round=False
        )


def get_own_setup(workorder):
    """Return the minutes of a work order's own setup, and their planned cost."""
    own = workorder._get_setup_own()
    return Usage(own.minutes, own.cost - own.fixed)


def get_split(workorder, moment=None):
    """Return {kind: amount} charged to a work order by a moment, None: so far."""
    if workorder._is_work_begun(moment):
        return workorder._get_cost_split(moment)
    return {SETUP_TIME: 0.0, SETUP_FIXED: 0.0, RUN: 0.0}


def get_actual_usages(workorder, split):
    """Return {kind: minutes and their cost}, from the cost split of a work order."""
    rate = workorder.costs_hour or workorder.workcenter_id.costs_hour
    return {
        kind: Usage(split[kind] / rate * 60 if rate else 0.0, split[kind])
        for kind in (SETUP_TIME, RUN)
    }
