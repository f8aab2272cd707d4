"""When order lines can be with their customer, worked out by placing all they pull."""

from collections import defaultdict
from datetime import timedelta

from odoo import fields

from ..schedule.network import PURCHASE, STOCK, TRANSFER, Step, make_run
from ..supply.arrival import get_arrival
from .stock_dates import StockDates

RUN_MODEL = "mrp.production"
PURCHASE_MODEL = "purchase.order.line"
MINUTE = timedelta(minutes=1)


class OrderPromise:
    """Places what order lines would pull as early as it can be done, all together.

    A step is known by the index of the node of the explosion that it is; the way from
    there to what it is for by `("move", index)`, a need that stock serves by
    `("stock", number)`, one that nothing supplies by `("missing", number)`.

    :param lines: quoted order lines with superuser rights; the first are placed first
    :param moment: what counts as now
    :ivar nodes: see `sale.order.line._get_pull_explosion`
    :ivar placement: see `schedule.placement.Placement`
    :ivar given: the needs that stock gives, now or when a receipt comes
    :ivar steps: {key: step}

    Built by `sale.order.line._get_pull_promise_engine`. Meant to be inherited:
    `_get_purchase_end`, `_get_stock_end`.
    """

    def __init__(self, lines, moment=None):
        self.env, self.lines = lines.env, lines
        self.moment = moment or fields.Datetime.now()
        engine = lines._get_pull_explosion_engine()
        self.nodes = engine.get_nodes()
        self.from_stock, self.missing = engine.from_stock, engine.missing
        self._groups = {line.id: number for number, line in enumerate(lines)}
        self.given = []
        self._center_ids = self._get_center_ids()
        self._before = self._get_before()
        self._stock_dates = StockDates(self.env, self.moment)
        wanted = [(need.location, need.product) for need in self.from_stock]
        self._stock_dates.prepare(wanted, lines=lines)
        self.steps = {step.key: step for step in self._get_steps()}
        self.placement = self._place()

    def _place(self):
        own = self.lines.order_id._origin.pull_reservation_ids
        schedule = self.get_centers()._get_pull_schedule(self.moment, own)
        return schedule.place_forward(list(self.steps.values()))

    def get_centers(self):
        """Return the work centers that may be taken, alternatives too."""
        return self.env["mrp.workcenter"].browse(self._center_ids)

    def _get_center_ids(self):
        """Return the ids of all work centers that may take an operation."""
        center_ids = {
            center_id
            for node in self.nodes
            for operation in node.get("operations", ())
            for center_id in [
                operation["workcenter_id"],
                *(other for other, _minutes in operation["alternatives"]),
            ]
        }
        return sorted(center_ids)

    # === What waits for what ===

    def _get_before(self):
        """Return {index of a node, None for the line itself: keys of what must be there
        before it}."""
        before = defaultdict(list)
        for index, node in enumerate(self.nodes):
            if node["parent"] is not None:
                key = ("move", index) if self._get_way(index) else index
                before[node["parent"]].append(key)
        for name, needs in (("stock", self.from_stock), ("missing", self.missing)):
            for number, need in enumerate(needs):
                before[need.node].append((name, number))
        return before

    def _get_way(self, index):
        """Return the minutes that rules give the way to what a node is for."""
        node = self.nodes[index]
        parent = self.nodes[node["parent"]]
        return max((parent["date_start"] - node["date_deadline"]) / MINUTE, 0)

    # === Steps ===

    def _get_steps(self):
        steps, last = [], {}
        for index, node in enumerate(self.nodes):
            group = self._groups[node["sale_line_id"]]
            if node["model"] == RUN_MODEL:
                steps += self._make_run(index, node, last, group)
            elif node["model"] == PURCHASE_MODEL:
                steps.append(self._make_purchase(index, node, group))
            else:
                way = (node["date_deadline"] - node["date_start"]) / MINUTE
                after = self._before[index]
                steps.append(
                    Step(index, TRANSFER, max(way, 0), after=after, group=group)
                )
            if node["parent"] is not None and (way := self._get_way(index)):
                key = ("move", index)
                steps.append(Step(key, TRANSFER, way, after=[index], group=group))
        return steps + self._get_stock_steps()

    def _make_run(self, index, node, last, group):
        """Return the steps of a run; those of one need follow each other.

        :param last: {need: the run before it}
        """
        operations = [
            (
                place,
                [
                    self._get_work(center_id, minutes, node)
                    for center_id, minutes in [
                        (operation["workcenter_id"], operation["minutes"]),
                        *operation["alternatives"],
                    ]
                ],
                operation["blocked_by"],
                (),
            )
            for place, operation in enumerate(node["operations"])
        ]
        need = (node["parent"], node["bom_id"], node["product_id"], group)
        previous, last[need] = last.get(need), index
        lead = (node["date_deadline"] - node["date_start"]) / MINUTE
        return make_run(
            index,
            operations,
            after=self._before[index],
            previous=previous,
            minutes=lead,
            group=group,
        )

    def _get_work(self, center_id, minutes, node):
        """Return (work center, minutes that promises count on there)."""
        center = self.env["mrp.workcenter"].browse(center_id)
        center = center.with_prefetch(self._center_ids)
        line = self.env["sale.order.line"].browse(node["sale_line_id"])
        return center, minutes * center._get_pull_promise_factor(line.company_id)

    def _make_purchase(self, index, node, group):
        minutes = (self._get_purchase_end(node) - self.moment) / MINUTE
        return Step(index, PURCHASE, minutes, after=self._before[index], group=group)

    def _get_purchase_end(self, node):
        """Return when what is ordered now arrives: see `get_arrival`."""
        vendor = self.env["product.supplierinfo"].browse(node["supplierinfo_id"])
        line = self.env["sale.order.line"].browse(node["sale_line_id"])
        return get_arrival(self.moment, vendor, line.company_id)

    # === Stock ===

    def _get_stock_steps(self):
        """Return the steps of what stock gives: there now, with a receipt that nobody
        waits for, or after the time of a replenishment."""
        steps = []
        for number, need in enumerate(self.from_stock):
            end = self._get_stock_end(need)
            if not end:
                self.missing.append(need)  # what waits for its step has no date
                continue
            group = self._groups[need.line.id]
            fixed = (self.moment, max(end, self.moment))
            steps.append(Step(("stock", number), STOCK, fixed=fixed, group=group))
        return steps

    def _get_stock_end(self, need):
        """Return from when a need is in stock, None if nothing replenishes it."""
        product = need.product.with_company(need.values["company_id"])
        end, is_given = self._stock_dates.get_end(need.location, product, need.quantity)
        if is_given:
            self.given.append(need)
        return end

    # === Answers ===

    def get_dates(self):
        """Return {line: when the customer can have all of it, or None}."""
        lasts = self._get_lasts()
        return {line: self._get_date(lasts.get(line.id, [])) for line in self.lines}

    def _get_lasts(self):
        """Return {line id: keys of the last steps of its order line}."""
        lasts = defaultdict(list)
        for index, node in enumerate(self.nodes):
            if node["parent"] is None:
                lasts[node["sale_line_id"]].append(index)
        for number, need in enumerate(self.missing):
            if need.node is None:
                lasts[need.line.id].append(("missing", number))
        return lasts

    def _get_date(self, keys):
        ends = [self._get_end(key) for key in keys]
        return max(ends) if ends and None not in ends else None

    def _get_end(self, key):
        return self.placement[key].end if key in self.steps else None

    def get_problems(self, line):
        """Return {key: why it has no place} of the steps of a line that have none: see
        `schedule.passes`."""
        group, problems = self._groups[line.id], self.placement.get_problems()
        return {
            key: problem
            for key, problem in problems.items()
            if self.steps[key].group == group
        }

    def get_path(self, line):
        """Return the critical path to this line's last step, from its root, or from
        where a work center is taken by another line: where the steps came; [] where the
        line has no date."""
        keys = self._get_lasts().get(line.id, [])
        if self._get_date(keys) is None:
            return []
        path = self.placement.get_path(max(keys, key=self._get_end))
        group = self._groups[line.id]
        others = [n for n, p in enumerate(path) if self.steps[p.key].group != group]
        return path[max(others, default=-1) + 1 :]

    def get_steps(self, line):
        """Return the steps of a line as `sale.order._get_pull_promise` says."""
        group, slack = self._groups[line.id], self.placement.get_slack()
        keys = [key for key, step in self.steps.items() if step.group == group]
        places = {key: place for place, key in enumerate(keys)}
        return [
            self._describe(key, places, slack)
            for key in keys
            if not self.placement[key].problem
        ]

    def _describe(self, key, places, slack):
        step, placed = self.steps[key], self.placement[key]
        return {
            "kind": step.kind,
            "product_id": self.get_product(key).id,
            "name": self.get_name(key),
            "start": placed.start,
            "end": placed.end,
            "slack": slack.get(key),
            "parent": places.get(self._get_parent(key)),
            "reason": placed.reason,
        }

    # === What is taken ===

    def get_times(self):
        """Return the work: [(order line id, product, work center, placed, minutes)]."""
        times = []
        for key, step in self.steps.items():
            placed = self.placement[key]
            if placed.center is not None and placed.finish != placed.begin:
                line_id = self.get_node(key)["sale_line_id"]
                minutes = dict(step.centers)[placed.center]
                product = self.get_product(key)
                times.append((line_id, product, placed.center, placed, minutes))
        return times

    # === What a step is about ===

    def get_node(self, key):
        """Return the node of the explosion that a step belongs to, None for stock."""
        if not isinstance(key, tuple):
            return self.nodes[key]
        kind, other = key
        if kind == "move":
            return self.nodes[other]
        return self.nodes[kind] if isinstance(kind, int) else None

    def get_product(self, key):
        node = self.get_node(key)
        if node:
            return self.env["product.product"].browse(node["product_id"])
        return self.from_stock[key[1]].product

    def get_operation(self, key):
        """Return the operation of a step, empty if it is none."""
        operation = self.env["mrp.routing.workcenter"]
        if isinstance(key, tuple) and isinstance(key[0], int):
            found = self.nodes[key[0]]["operations"][key[1]]
            operation = operation.browse(found["operation_id"])
        return operation

    def get_name(self, key):
        return self.get_operation(key).name or self.get_product(key).display_name

    def _get_parent(self, key):
        """Return the key of the step that a step is for."""
        if isinstance(key, tuple):
            if isinstance(key[0], int):
                return key[0]
            if key[0] == "stock":
                return self.from_stock[key[1]].node
            key = key[1]
        elif ("move", key) in self.steps:
            return ("move", key)
        return self.nodes[key]["parent"]
