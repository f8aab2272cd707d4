from collections import defaultdict

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
    """

    def __init__(self, run, planned_usages, usages_below, ordering, variance):
        self.run = run
        self.planned_usages = planned_usages
        self.usages_below = usages_below
        self.workorders = run.workorder_ids.filtered(
            lambda workorder: workorder.state != "cancel"
        )
        self.raws = run.move_raw_ids.filtered(lambda move: move.state == "done")
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

    def _read_work(self):
        self.splits = {workorder: get_split(workorder) for workorder in self.workorders}
        self.planned_times = {
            workorder: get_planned_usages(workorder) for workorder in self.workorders
        }
        self.actual_times = {
            workorder: get_actual_usages(workorder, split)
            for workorder, split in self.splits.items()
        }

    def _read_components(self):
        self.actual_usages = defaultdict(Usage)
        for move in self.raws:
            usage = Usage(move._get_peg_quantity(), move.value)
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
            below += move.value * share
            ordered += ordering.get(move.id, 0.0) * (1 - share)
        material = sum(self.raws.mapped("value")) - below - ordered
        produced = self.run.qty_produced if self.run.state == "done" else 0.0
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


def get_split(workorder):
    """Return {kind: amount} charged so far to a work order."""
    if workorder.state in ("progress", "done") or workorder.time_ids:
        return workorder._get_cost_split()
    return {SETUP_TIME: 0.0, SETUP_FIXED: 0.0, RUN: 0.0}


def get_actual_usages(workorder, split):
    """Return {kind: minutes and their cost}, from the cost split of a work order."""
    rate = workorder.costs_hour or workorder.workcenter_id.costs_hour
    return {
        kind: Usage(split[kind] / rate * 60 if rate else 0.0, split[kind])
        for kind in (SETUP_TIME, RUN)
    }
