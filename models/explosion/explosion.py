"""What confirming order lines would make, worked out without making it."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from dateutil.relativedelta import relativedelta

from ..pegging.allocation import without_dust
from ..policy.policies import FROM_STOCK, HYBRID, PULL
from ..supply.runs import split_into_runs
from ..supply.stock_first import take_stock_first
from .chain_walk import PULL_ACTIONS, STEPS_MAX, ChainWalk

DELIVERY_MODEL = "stock.picking"
RUN_MODEL = "mrp.production"
PURCHASE_MODEL = "purchase.order.line"
# What core's times of operations take from the context: nothing for a client to say.
OF_TIMES = {"product", "workcenter", "quantity", "unit"}


@dataclass(frozen=True)
class Run:
    """One manufacturing order that would be made.

    :param need: the part of the need that it makes
    :param quantity: in the unit of its bill of materials, rounded by it
    """

    need: Any
    rule: Any
    bom: Any
    quantity: float

    @property
    def brings(self):
        """What it makes, in the product's unit."""
        return self.bom.product_uom_id._compute_quantity(
            self.quantity, self.need.product.uom_id, round=False
        )


class Explosion(ChainWalk):
    """Works out the documents that confirming order lines would make.

    As the confirmation does, level by level and in its order, because the first need
    takes what is free in stock: what moves, what is made, what is bought, in the order
    in which core meets them. A need is kept apart from all others, as its supply is.

    :param lines: order lines with superuser rights
    :param companies: those whose documents are shown, None: of all
    :ivar nodes: as `sale.order.line._get_pull_explosion` says
    :ivar from_stock: what is taken from stock, pushed needs and the covered part of
        hybrid ones, as `Need`s whose `node` is what they are for
    :ivar missing: needs that nothing supplies, which an exception would tell

    Built by `sale.order.line._get_pull_explosion_engine`. Meant to be inherited:
    `_is_supplied` (what confirming would set aside) and `_add_node` (what is told of a
    document).
    """

    def __init__(self, lines, companies=None):
        context = lines.env.context
        own = {key: context[key] for key in context if key not in OF_TIMES}
        if len(own) < len(context):
            lines = lines.with_env(lines.env(context=own))
        super().__init__(lines)
        self.companies = companies
        self.nodes = []
        self.from_stock = []
        self.missing = []
        self._pushed = defaultdict(float)
        self._boms = {}
        self._vendors = {}

    def get_nodes(self):
        """Return the nodes, parents first and those of a line together."""
        self._supply(self._get_first_needs())
        self._sort()
        return self.nodes

    def _get_first_needs(self):
        """Return what the lines want; core takes kits apart once it has moved them."""
        kits, others = [], []
        for line in self.lines:
            needs = line._get_pull_wanted_needs()
            is_kit = any(need.parent for need in needs)
            (kits if is_kit else others).extend(needs)
        return others + kits

    # === From need to supply ===

    def _supply(self, needs):
        """Supply needs that policies have decided, action by action as core does."""
        by_action = defaultdict(list)
        for need in needs:
            rule = self._get_rule(need)
            if not rule and not need.is_pulled:
                self.from_stock.append(need)
            elif not rule or self._is_in_circle(need):
                self.missing.append(need)
            else:
                action = "pull" if rule.action in PULL_ACTIONS else rule.action
                by_action[action].append((need, rule))
        for action, supplied in by_action.items():
            if below := getattr(self, f"_supply_by_{action}", self._get_nothing)(
                supplied
            ):
                self._supply(self._decide(below))

    def _is_in_circle(self, need):
        return need.key in need.path or len(need.path) > STEPS_MAX

    def _get_nothing(self, _supplied):
        return []

    def _supply_by_pull(self, supplied):
        return [deeper for need, rule in supplied for deeper in self._move(need, rule)]

    def _supply_by_manufacture(self, supplied):
        return self._make([pair for pair in supplied if self._is_sound(*pair)])

    def _supply_by_buy(self, supplied):
        for need, rule in supplied:
            if self._is_sound(need, rule):
                vendor = self._get_vendor(need, rule)
                if vendor:
                    self._add_purchase(need, rule, vendor)
                else:
                    self.missing.append(need)
        return []

    def _is_sound(self, need, rule):
        is_supplied = self._is_supplied(need, rule)
        if not is_supplied:
            self.missing.append(need)
        return is_supplied

    def _is_supplied(self, need, rule):
        """Tell whether confirming would have this need made or bought, not set it
        aside as an exception."""
        return True

    # === Moves ===

    def _move(self, need, rule):
        moved = super()._move(need, rule)
        if need.path:
            return moved
        return moved or [replace(need, is_ended=True, path=(need.key,))]

    # === Policies ===

    def _decide(self, needs):
        """Return what gets a supply of its own; what leaves for a customer becomes the
        delivery of it."""
        self._push([need for need in needs if need.policy in FROM_STOCK])
        hybrid = [need for need in needs if need.is_withdrawn and need.policy == HYBRID]
        self._read_free_stock(hybrid)
        decided, shortages = [], []
        for need in needs:
            taken = self._take(need)
            rest = self._get_rest(need, taken)
            if taken and rest:
                self.from_stock.append(self._deliver(replace(need, quantity=taken)))
                shortages.append((self._get_stock_key(need), self._deliver(rest)))
            elif rest:
                decided.append(self._deliver(rest))
            else:
                self.from_stock.append(self._deliver(need))
        self._push([need for need in needs if not need.policy])
        return decided + self._sort_shortages(shortages, hybrid)

    def _sort_shortages(self, shortages, hybrid):
        """Return what stock leaves open, as the confirmation takes it up: stock by
        stock, and in each product by product, in the order in which they are wanted.

        :param shortages: [(key of a stock, need)]
        :param hybrid: all needs that take from stocks
        """
        keys = list(map(self._get_stock_key, hybrid))
        stocks = {stock: -number for number, (stock, _product) in enumerate(keys[::-1])}
        products = {key: -number for number, key in enumerate(keys[::-1])}
        ordered = sorted(
            shortages, key=lambda pair: (stocks[pair[0][0]], products[pair[0]])
        )
        return [need for _key, need in ordered]

    def _take(self, need):
        """Return what stock gives of a hybrid need."""
        if not need.is_withdrawn or need.policy != HYBRID:
            return 0.0
        key = self._get_stock_key(need)
        rounding = need.product.uom_id.rounding
        [taken] = take_stock_first([need.quantity], self._free[key], rounding)
        self._free[key] -= taken
        return taken

    def _get_rest(self, need, taken):
        """Return the need that is left for a supply of its own, None if none is."""
        if need.is_ended or need.is_withdrawn and need.policy not in (PULL, HYBRID):
            return None
        if not need.is_withdrawn:
            return need
        decided = replace(need, is_withdrawn=False, is_pulled=True)
        if not taken:
            return decided
        uom = need.product.uom_id
        rest = uom.round(need.quantity - taken)
        if uom.compare(rest, 0) <= 0:
            return None
        [(_quantity, _uom, record)] = need.asked
        return replace(decided, quantity=rest, asked=((rest, uom, record),))

    def _push(self, needs):
        """What others take from stock is not free for those who come after them."""
        for need in needs:
            if need.is_withdrawn:
                key = self._get_stock_key(need)
                self._pushed[key] += need.quantity
                if key in self._free:
                    self._free[key] -= need.quantity

    def _get_stock_key(self, need):
        return (need.location.warehouse_id.lot_stock_id, need.product)

    def _read_free_stock(self, needs):
        new = {self._get_stock_key(need) for need in needs} - self._free.keys()
        res = super()._read_free_stock(needs)
        for key in new:
            self._free[key] -= self._pushed[key]
        return res

    # === Runs ===

    def _make(self, supplied):
        """Split needs into runs; return the components of each."""
        boms = [self._get_bom(need, rule) for need, rule in supplied]
        self.env["mrp.bom"].union(*boms)._remember_pull_kits()
        runs = []
        for (need, rule), bom in zip(supplied, boms, strict=True):
            if bom:
                runs += self._split(need, rule, bom)
            else:
                self.missing.append(need)
        return [component for run in runs for component in self._explode_run(run)]

    def _split(self, need, rule, bom):
        [(quantity, uom, _record)] = need.asked
        unit = bom.product_uom_id
        whole = uom._compute_quantity(quantity, unit)
        size = bom._get_pull_run_size() if need.policy else 0.0
        runs, left = [], need.quantity
        for part in split_into_runs(whole, size, unit.rounding):
            run = Run(need, rule, bom, part)
            taken = min(run.brings, left)
            left -= taken
            runs.append(replace(run, need=replace(need, quantity=taken)))
        return runs

    def _explode_run(self, run):
        """Add the node of a run; return what it takes."""
        node, made = self._add_run(run), run.brings
        share = run.need.share * run.need.quantity / made if made else 0.0
        whole = replace(run.need, quantity=made)
        return [
            replace(component, node=node, share=share)
            for component in self._explode(whole, run.rule, run.bom)
        ]

    # === Nodes ===

    def _deliver(self, need):
        """Add the delivery of what an order line wants; return the need below it."""
        if need.node is not None or len(need.path) != 1:
            return need
        node = self._add_node(
            need,
            DELIVERY_MODEL,
            need.product.uom_id,
            company=need.values["company_id"],
            document_quantity=need.quantity,
            date_start=need.date,
            date_deadline=need.values.get("date_deadline") or need.date,
        )
        return replace(need, node=node)

    def _add_run(self, run):
        need, bom = run.need, run.bom
        operations = bom._get_pull_run_operations(
            need.product, run.quantity, self._get_never(need)
        )
        return self._add_node(
            need,
            RUN_MODEL,
            bom.product_uom_id,
            company=run.rule.company_id or need.values["company_id"],
            date_start=need.date - relativedelta(days=bom.produce_delay),
            document_quantity=run.quantity,
            bom_id=bom.id,
            operations=operations,
            minutes=sum(operation["minutes"] for operation in operations),
            setup_minutes=sum(operation["setup_minutes"] for operation in operations),
        )

    def _add_purchase(self, need, rule, vendor):
        [(quantity, unit, _record)] = need.asked
        uom = vendor.product_uom_id or need.product.uom_id
        return self._add_node(
            need,
            PURCHASE_MODEL,
            uom,
            document_quantity=unit._compute_quantity(quantity, uom),
            company=rule.company_id or need.values["company_id"],
            date_start=need.date - relativedelta(days=vendor.delay),
            partner_id=vendor.partner_id.id,
            supplierinfo_id=vendor.id,
        )

    def _add_node(self, need, model, uom, company, **more):
        """Add a node, or nothing for a document of a company that is not shown.

        :return: the index of the node, or the parent's when nothing was added
        """
        parent = need.node
        if self.companies is not None and company not in self.companies:
            return parent
        quantity = need.product.uom_id._compute_quantity(
            need.quantity * need.share, uom, round=False
        )
        self.nodes.append(
            {
                "model": model,
                "id": None,
                "name": need.product.display_name,
                "product_id": need.product.id,
                "quantity": uom.round(without_dust(quantity)),
                "uom_id": uom.id,
                "state": "draft",
                "parent": parent,
                "sale_line_id": need.line.id,
                "depth": 0 if parent is None else self.nodes[parent]["depth"] + 1,
                "date_deadline": need.date,
                "minutes": 0.0,
                "setup_minutes": 0.0,
                **more,
            }
        )
        return len(self.nodes) - 1

    def _sort(self):
        """Sort the nodes as trees: each before what is below it, line by line."""
        children = defaultdict(list)
        for index, node in enumerate(self.nodes):
            children[node["parent"]].append(index)
        lines = {line.id: number for number, line in enumerate(self.lines)}
        roots = sorted(
            children[None], key=lambda index: lines[self.nodes[index]["sale_line_id"]]
        )
        ordered, todo = [], roots[::-1]
        while todo:
            ordered.append(index := todo.pop())
            todo += children[index][::-1]
        places = {index: place for place, index in enumerate(ordered)}
        for needs in (self.from_stock, self.missing):
            needs[:] = [replace(need, node=places.get(need.node)) for need in needs]
        self.nodes = [
            {**node, "parent": places.get(node["parent"])}
            for node in (self.nodes[index] for index in ordered)
        ]

    # === Asked again and again ===

    def _get_bom(self, need, rule):
        key = (need.product, rule, need.values["company_id"], self._get_never(need))
        if key not in self._boms:
            self._boms[key] = super()._get_bom(need, rule)
        return self._boms[key]

    def _get_never(self, need):
        return need.values.get("never_product_template_attribute_value_ids") or False

    def _get_vendor(self, need, rule):
        """Return the vendor price that the rule buys at, empty if there is none."""
        [(quantity, uom, _record)] = need.asked
        company = rule.company_id or need.values["company_id"]
        key = (need.product, quantity, uom, rule, company, need.date.date())
        if key not in self._vendors:
            values = {**need.values, "date_planned": need.date}
            self._vendors[key] = rule._get_matching_supplier(
                need.product, quantity, uom, company, values
            )
        return self._vendors[key]
