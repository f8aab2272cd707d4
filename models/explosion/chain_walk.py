"""The walk through what order lines pull, level by level.

Each need goes as the confirmation will take it: its rule, then the bill of materials or
the vendor, then the components, each by its policy. What is looked for on the way, and
whether needs are summed up or kept apart, is the affair of those who inherit.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from dateutil.relativedelta import relativedelta

from ..policy.policies import HYBRID, PULL
from ..supply.stock_first import take_stock_first

# Rules that move goods from another place, where the need goes on.
PULL_ACTIONS = ("pull", "pull_push")

# More places than a need passes before something supplies it: a loop of routes.
STEPS_MAX = 50


@dataclass(frozen=True)
class Need:
    """A quantity of a product, wanted at a place.

    :param quantity: in the unit of the product
    :param values: what `_get_rule` wants to know: routes, warehouse, company...
    :param date: when it must be there
    :param policy: what decides between stock and an own supply
    :param bool is_withdrawn: it leaves a stock: the policy decides now
    :param bool is_pulled: it gets an own supply: no rule is a failure
    :param asked: ((quantity, unit, record that says so), ...)
    :param parent: the product that it goes into, may be empty
    :param path: keys of the needs above, nearest last
    :param node: the index of the document that it is for, of those who note documents
    :param share: the part of it that the order line wants: units of bills of materials
        round runs up, and their components with them
    :param bool is_ended: it comes from outside any stock: nothing supplies it
    """

    line: Any
    product: Any
    quantity: float
    location: Any
    values: dict
    date: Any
    policy: Any
    asked: tuple
    parent: Any
    is_withdrawn: bool = False
    is_pulled: bool = True
    path: tuple = ()
    node: int | None = None
    share: float = 1.0
    is_ended: bool = False

    @property
    def key(self):
        return (self.line.id, self.product.id, self.location.id)


class ChainWalk:
    """Walks the chains of order lines.

    :param lines: order lines with superuser rights

    Meant to be inherited: `_note` and `_note_made` (what is remembered of a need and of
    what makes it) and `_get_uncovered` (what a stock gives).
    """

    def __init__(self, lines):
        self.env = lines.env
        self.lines = lines
        self._rules = {}
        self._free = {}
        self._leaves = {}

    def _walk(self, needs):
        """Follow needs, decided by their policies, to where nothing supplies them."""
        while needs:
            needs = self._decide(self._follow(needs))

    # === What supplies a need ===

    def _follow(self, needs):
        """Note the needs of one level and return what supplies them in turn needs."""
        supplied = []
        for need in needs:
            rule = self._get_rule(need)
            if rule or need.is_pulled:
                self._note(need, rule)
                if need.key not in need.path and len(need.path) <= STEPS_MAX:
                    supplied.append((need, rule))
        below = [
            deeper
            for need, rule in supplied
            if rule.action in PULL_ACTIONS
            for deeper in self._move(need, rule)
        ]
        return below + self._make(
            [pair for pair in supplied if pair[1].action == "manufacture"]
        )

    def _get_rule(self, need):
        values = need.values
        key = (
            need.product,
            need.location,
            values["company_id"],
            values["warehouse_id"],
            values["route_ids"],
            values.get("packaging_uom_id"),
        )
        if key not in self._rules:
            self._rules[key] = self.env["stock.rule"]._get_rule(
                need.product, need.location, values
            )
        return self._rules[key]

    def _note(self, need, rule):
        """Step of the walk: this need gets a supply, by this rule if there is one."""

    def _note_made(self, need, boms, start):
        """Step of the walk: this need is made, by its BoM and those of the kits in it,
        from this moment on."""

    def _move(self, need, rule):
        """Return the need at the place that a rule moves the goods from."""
        source = rule.location_src_id
        withdrawn = self._leaves_stock(source, need.location)
        if not source or not withdrawn and rule.procure_method != "make_to_order":
            return []
        warehouse = rule.warehouse_id or rule.picking_type_id.warehouse_id
        if not source.warehouse_id:
            warehouse = rule.route_id.supplier_wh_id
        return [
            replace(
                need,
                location=source,
                values={**need.values, "warehouse_id": warehouse},
                date=need.date - relativedelta(days=rule.delay),
                is_withdrawn=withdrawn,
                path=(*need.path, need.key),
            )
        ]

    def _make(self, supplied):
        """Return the components that making these needs takes.

        :param supplied: [(need, rule)]
        """
        boms = [self._get_bom(need, rule) for need, rule in supplied]
        self.env["mrp.bom"].union(*boms)._remember_pull_kits()
        return [
            component
            for (need, rule), bom in zip(supplied, boms, strict=True)
            if bom
            for component in self._explode(need, rule, bom)
        ]

    def _get_bom(self, need, rule):
        company = need.values["company_id"]
        return rule._get_matching_bom(need.product, company, need.values)

    def _explode(self, need, rule, bom):
        uom = need.product.uom_id
        quantity = uom._compute_quantity(need.quantity, bom.product_uom_id, round=False)
        boms, lines = bom.explode(
            need.product,
            quantity / bom.product_qty,
            picking_type=bom.picking_type_id,
            never_attribute_values=need.values.get(
                "never_product_template_attribute_value_ids"
            ),
        )
        picking_type = bom.picking_type_id or rule.picking_type_id
        start = need.date - relativedelta(days=bom.produce_delay)
        self._note_made(need, bom.union(*(part for part, _data in boms)), start)
        return [
            self._get_component(need, bom_line, data["qty"], picking_type, start)
            for bom_line, data in lines
            if bom_line.product_id.type == "consu"
        ]

    def _get_component(self, need, bom_line, quantity, picking_type, start):
        company = need.values["company_id"]
        product = bom_line.product_id.with_company(company)
        source = picking_type.default_location_src_id
        uom = bom_line.product_uom_id
        return Need(
            line=need.line,
            product=product,
            quantity=uom._compute_quantity(quantity, product.uom_id),
            location=source,
            values={
                "company_id": company,
                "route_ids": self.env["stock.route"],
                "warehouse_id": source.warehouse_id,
            },
            date=start,
            policy=product.effective_supply_policy,
            asked=((quantity, uom, bom_line),),
            parent=need.product,
            is_withdrawn=self._leaves_stock(source, product.property_stock_production),
            is_pulled=False,
            path=(*need.path, need.key),
        )

    def _leaves_stock(self, source, destination):
        """Remember `stock.location._leaves_supply_stock`, asked again and again."""
        key = (source, destination)
        if key not in self._leaves:
            self._leaves[key] = source._leaves_supply_stock(destination)
        return self._leaves[key]

    # === Policies ===

    def _decide(self, needs):
        """Return what of these needs gets a supply of its own, by their policies."""
        hybrid = [need for need in needs if need.is_withdrawn and need.policy == HYBRID]
        self._read_free_stock(hybrid)
        decided = []
        for need in needs:
            if not need.is_withdrawn:
                decided.append(need)
            elif need.policy == PULL:
                decided.append(replace(need, is_withdrawn=False, is_pulled=True))
            elif need.policy == HYBRID:
                decided += self._get_uncovered(need)
        return decided

    def _read_free_stock(self, needs):
        missing = defaultdict(self.env["product.product"].browse)
        for need in needs:
            stock = need.location.warehouse_id.lot_stock_id
            if (stock, need.product) not in self._free:
                missing[stock] |= need.product
        for stock, products in missing.items():
            nothing = self.env["stock.move"]
            free = products._get_pull_free_stock(stock, nothing, self.lines)
            for product in products:
                self._free[stock, product] = free[product]

    def _get_uncovered(self, need):
        """Take what is free from stock; return the need for the rest."""
        key = (need.location.warehouse_id.lot_stock_id, need.product)
        uom = need.product.uom_id
        [taken] = take_stock_first([need.quantity], self._free[key], uom.rounding)
        self._free[key] -= taken
        if uom.compare(need.quantity, taken) <= 0:
            return []
        rest = need.quantity - taken
        return [replace(need, quantity=rest, is_withdrawn=False, is_pulled=True)]

    # === What checks want to know ===

    def _get_procurement(self, need):
        """Return the need as a procurement, for the checks of `stock.rule`."""
        values = {
            **need.values,
            "date_planned": need.date,
            "pull_asked": need.asked,
            "pull_goes_into": need.parent,
            "pull_loop": self._get_loop(need),
        }
        return self.env["stock.rule"].Procurement(
            need.product,
            need.quantity,
            need.product.uom_id,
            need.location,
            need.product.display_name,
            need.line.order_id.name,
            need.values["company_id"],
            values,
        )

    def _get_loop(self, need):
        """Return the products through which a need's product goes into itself."""
        return need.product.browse()
