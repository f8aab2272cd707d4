from collections import defaultdict

from ...pegging.allocation import DUST
from ..vectors import vector
from ..vectors.cost_kinds import (
    MATERIAL,
    RUN,
    SETUP_FIXED,
    SETUP_TIME,
    STOCK,
    SUBCONTRACT,
)
from .variances import Usage

PURCHASE_MODEL = "purchase.order.line"
RUN_MODEL = "mrp.production"


class CostPlan:
    """What the nodes of pull chains were planned to cost, in their company's currency.

    A node is planned for the quantity that it brings to its sale line, with all that
    stands below it, at the rates and prices of the day on which it was confirmed; only
    what is older than that record at those of today.

    :param nodes: those of `sale.order.line._get_pull_chain()`
    :ivar runs: the runs among the nodes
    :ivar costs: per node, {kind: amount} with all that is below
    :ivar usages: per node, {product id: :class:`Usage`} of what it takes
    :ivar usages_below: of that, what runs below it bring
    """

    def __init__(self, nodes, env):
        self.nodes = nodes
        self.env = env(su=True)
        self.children = defaultdict(list)
        for index, node in enumerate(nodes):
            self.children[node["parent"]].append(index)
        self.runs = self._get_all(RUN_MODEL)
        read_plan(self.runs)
        self.works = {run: get_planned_work(run) for run in self.runs}
        self._get_all(PURCHASE_MODEL).fetch(["price_subtotal", "pull_price_planned"])
        self.costs = [{} for _node in nodes]
        self.usages = [{} for _node in nodes]
        self.usages_below = [{} for _node in nodes]
        for index in reversed(range(len(nodes))):  # parents stand before children
            self._plan_node(index)

    def _get_all(self, model):
        return self.env[model].browse(
            {node["id"] for node in self.nodes if node["model"] == model}
        )

    def get_share(self, index):
        """Return the part of the node's document that this node is, 0 to 1."""
        node = self.nodes[index]
        whole = node["document_quantity"]
        return min(node["quantity"] / whole, 1.0) if whole else 0.0

    def get_run_usages(self, indexes):
        """Return what the whole run of these nodes takes: ({product id: `Usage`}, of
        that what runs below it bring)."""
        share = min(sum(self.get_share(index) for index in indexes), 1.0)
        usages, below = defaultdict(Usage), defaultdict(Usage)
        for total, parts in [(usages, self.usages), (below, self.usages_below)]:
            for index in indexes:
                for product_id, usage in parts[index].items():
                    whole = usage.times(1 / share if share else 0.0)
                    total[product_id] = total[product_id].plus(whole)
        return usages, below

    def _plan_node(self, index):
        node = self.nodes[index]
        if node["model"] == PURCHASE_MODEL:
            self.costs[index] = self._plan_purchase(index)
        elif node["model"] == RUN_MODEL:
            self._plan_run(index)
        else:
            self.costs[index] = self._plan_delivery(index)

    def _plan_delivery(self, index):
        node = self.nodes[index]
        product = self.env["product.product"].browse(node["product_id"])
        made = product.product_tmpl_id.bom_ids
        rest_kind = STOCK if made else MATERIAL
        quantity = self._get_quantity(node)
        need = Usage(quantity, quantity * self._get_delivery_price(product, node))
        return self._plan_supplies(index, {product: need}, rest_kind)

    def _get_delivery_price(self, product, node):
        line = self.env["sale.order.line"].browse(node["sale_line_id"])
        moves = line.move_ids.filtered(
            lambda move: (
                move.product_id == product
                and move.state != "cancel"
                and move.pull_price_frozen
            )
        )
        if not moves:
            return product.with_company(line.company_id).standard_price
        return get_needs(moves)[product].price

    def _plan_purchase(self, index):
        """Return {kind: amount} of what is bought: of a subcontractor his fee, and what
        his run takes. The run itself bears the fee too, once it is done."""
        cost = self._get_purchase_cost(self.nodes[index])
        runs = self.children[index]
        if not runs:
            return {MATERIAL: cost}
        taken = vector.add(self.costs[child] for child in runs)
        return {**taken, SUBCONTRACT: cost}

    def _plan_run(self, index):
        run = self.env[RUN_MODEL].browse(self.nodes[index]["id"])
        share = self.get_share(index)
        moves = run.move_raw_ids.filtered(lambda move: move.state != "cancel")
        needs = get_needs(moves, share)
        supplies = self._plan_supplies(index, needs, MATERIAL)
        work = vector.scale(self.works[run], share)
        self.costs[index] = vector.scale(
            vector.add([supplies, work]), get_main_share(run)
        )

    def _plan_supplies(self, index, needs, rest_kind):
        """Plan what the node takes; return {kind: amount}.

        :param needs: {product: :class:`Usage`}, as if all came from stock
        """
        usages, below = defaultdict(Usage), defaultdict(Usage)
        parts = self._get_parts(index, needs)
        costs = [vector.scale(self.costs[child], part) for child, part in parts.items()]
        for (child, part), cost in zip(parts.items(), costs, strict=True):
            node = self.nodes[child]
            product_id = node["product_id"]
            usage = Usage(self._get_quantity(node) * part, sum(cost.values()))
            usages[product_id] = usages[product_id].plus(usage)
            if node["model"] == RUN_MODEL or self.children[child]:
                below[product_id] = below[product_id].plus(usage)
        for product, need in needs.items():
            rest = need.quantity - usages[product.id].quantity
            if rest > DUST:
                usage = Usage(rest, rest * need.price)
                usages[product.id] = usages[product.id].plus(usage)
                costs.append({rest_kind: usage.cost})
        self.usages[index], self.usages_below[index] = usages, below
        return vector.add(costs)

    def _get_parts(self, index, needs):
        """Return {child: the part of it that was planned}: more may have been used."""
        supplied = defaultdict(float)
        for child in self.children[index]:
            node = self.nodes[child]
            supplied[node["product_id"]] += self._get_quantity(node)
        wanted = {product.id: need.quantity for product, need in needs.items()}
        return {
            child: min(wanted.get(product_id, 0) / supplied[product_id], 1.0)
            for child in self.children[index]
            if supplied[product_id := self.nodes[child]["product_id"]]
        }

    def _get_quantity(self, node):
        """Return the node's quantity in the unit of its product."""
        uom = self.env["uom.uom"].browse(node["uom_id"])
        product = self.env["product.product"].browse(node["product_id"])
        return uom._compute_quantity(node["quantity"], product.uom_id, round=False)

    def _get_purchase_cost(self, node):
        line = self.env[PURCHASE_MODEL].browse(node["id"])
        return line._get_planned_price() * self._get_quantity(node)


def read_plan(runs):
    """Read at once what is read run by run."""
    runs.fetch(["pull_setups_planned", "product_qty", "production_group_id"])
    names = ["setup_minutes_planned", "setup_rate_planned", "setup_fixed_planned"]
    names += ["setup_needed", "setup_skipped", "pull_minutes_planned"]
    runs.workorder_ids.fetch([*names, "production_id", "duration_expected"])


def get_needs(moves, share=1.0):
    """Return {product: :class:`Usage`} of what moves take, at the prices planned."""
    needs = defaultdict(Usage)
    for move in moves:
        quantity = move.product_qty * share
        usage = Usage(quantity, quantity * move._get_planned_price())
        needs[move.product_id] = needs[move.product_id].plus(usage)
    return needs


def get_planned_work(run):
    """Return {kind: amount} of the work planned for the whole run."""
    workorders = run.workorder_ids.filtered(
        lambda workorder: workorder.state != "cancel"
    )
    works = [get_planned_costs(workorder) for workorder in workorders]
    quantity = run.product_uom_id._compute_quantity(
        run.product_qty, run.product_id.uom_id, round=False
    )
    return vector.add([*works, {SUBCONTRACT: run.extra_cost * quantity}])


def get_planned_costs(workorder):
    """Return {kind: amount} of a work order."""
    usages = get_planned_usages(workorder)
    costs = {kind: usage.cost for kind, usage in usages.items()}
    return {**costs, SETUP_FIXED: workorder._get_setup_shared().fixed}


def get_planned_usages(workorder):
    """Return {kind: minutes and their cost} of a work order, as it was confirmed."""
    rate = workorder.setup_rate_planned / 60
    shared = workorder._get_setup_shared()
    minutes = {
        SETUP_TIME: shared.minutes,
        RUN: workorder._get_minutes_planned(),
    }
    return {kind: Usage(time, time * rate) for kind, time in minutes.items()}


def get_main_share(run):
    """Return the part of the run's cost that its main product bears."""
    byproducts = run.move_byproduct_ids.filtered(
        lambda move: move.state != "cancel" and move.product_qty
    )
    return 1 - sum(byproducts.mapped("cost_share")) / 100
