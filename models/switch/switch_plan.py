"""What switching products to other policies changes: worked out before it is done."""

from collections import defaultdict
from dataclasses import dataclass, field
from math import ceil

from odoo.fields import Command

from ..advisor.reordering import reorder_levels
from ..policy.policies import HYBRID, PULL, PUSH

WEEK = 7


@dataclass
class Change:
    """One field that a switch writes."""

    record: object
    name: str
    value: object


@dataclass(frozen=True)
class Want:
    """What the stock of a product is to serve, in its unit.

    :param mean: units to expect in a week
    :param days: that it lasts until new goods come
    :param safety: units of safety stock
    :param lot: units of a lot
    """

    mean: float
    days: float
    safety: float
    lot: float


@dataclass
class Step:
    """What happens to one product.

    :param policy: what it is to become
    :param now: the policy that is written at once: hybrid while stock is used up
    :param changes: list of `Change`
    :param new_rules: values of reordering rules to make
    """

    template: object
    policy: str
    now: str
    changes: list = field(default_factory=list)
    new_rules: list = field(default_factory=list)

    @property
    def is_run_down(self):
        return self.now != self.policy

    @property
    def is_empty(self):
        return not (self.changes or self.new_rules)


class SwitchPlan:
    """Works out what switching products changes.

    Pull archives the reordering rules: they would fill up what nobody is to hold. Push
    and hybrid keep the rules that there are, whatever their numbers; where there are
    none, they make one for each warehouse that sold the product, by the figures of the
    advice. The stock is used up first as hybrid without rules.

    Built by `pull.switch._get_plan`. Meant to be inherited: `_get_changes`,
    `_get_new_rules`.

    :param facts: :class:`~.switch_facts.SwitchFacts` of the products
    :param wanted: {template: policy}
    :param wants: {product: `Want`}, of those of which enough is known
    :param use_stock_first: pull only once the stock is gone
    """

    def __init__(self, facts, wanted, wants, use_stock_first=False):
        self.facts, self.wanted = facts, wanted
        self.env, self.company = facts.env, facts.company
        self.wants, self.use_stock_first = wants, use_stock_first
        self.stock = facts.get_stock()
        self.rules = facts.get_rules()
        self.routes = facts.get_order_routes()
        self.advice = facts.get_advice()
        self.shares = facts.get_shares(self.advice)
        self.steps = {template: self._get_step(template) for template in wanted}

    def _get_step(self, template):
        policy = self.wanted[template]
        step = Step(template, policy, self._get_policy_now(template, policy))
        step.changes = self._get_changes(step)
        if step.now in (PUSH, HYBRID) and not step.is_run_down:
            self._add_rules(step)
        return step

    def _get_policy_now(self, template, policy):
        is_run_down = policy == PULL and self.use_stock_first
        return HYBRID if is_run_down and any(self.stock[template]) else policy

    # === What there is ===

    def get_active_rules(self, template):
        rules = self.env["stock.warehouse.orderpoint"]
        for product in template.product_variant_ids:
            rules |= self.rules[product].filtered("active")
        return rules

    def _get_changes(self, step):
        """Return the fields of what is there that the switch writes."""
        template, changes = step.template, []
        if template.effective_supply_policy != step.now:
            changes.append(Change(template, "supply_policy", step.now))
        if step.policy == PULL:
            rules = self.get_active_rules(template)
            changes += [Change(rule, "active", False) for rule in rules]
        routes, is_own = self.routes[template]
        if routes and is_own:
            kept = template.route_ids - routes
            changes.append(Change(template, "route_ids", [Command.set(kept.ids)]))
        return changes

    # === New reordering rules ===

    def _add_rules(self, step):
        for product in step.template.product_variant_ids:
            if self.rules[product].filtered("active"):
                continue
            for warehouse, levels in self.get_levels(product, step.now).items():
                self._add_rule(step, product, warehouse, levels)

    def _add_rule(self, step, product, warehouse, levels):
        """Make a rule, or the archived one of the place anew: there is only one."""
        values = dict(zip(("product_min_qty", "product_max_qty"), levels, strict=True))
        place = warehouse.lot_stock_id
        old = self.rules[product].filtered(lambda rule: rule.location_id == place)
        if old:
            step.changes += [
                Change(old, name, value)
                for name, value in {**values, "active": True}.items()
                if old[name] != value
            ]
        else:
            step.new_rules.append(self._prepare_rule(product, warehouse, values))

    def _prepare_rule(self, product, warehouse, values):
        return {
            **values,
            "product_id": product.id,
            "warehouse_id": warehouse.id,
            "location_id": warehouse.lot_stock_id.id,
            "company_id": self.company.id,
            "trigger": "auto",
        }

    def get_levels(self, product, policy):
        """Return {warehouse: (minimum, maximum)} by what its stock is to serve; nothing
        where there is too little data."""
        want = self.wants.get(product)
        if not want:
            return {}
        levels = {
            warehouse: self._get_levels_of(want, policy, share)
            for warehouse, share in self.shares[product].items()
        }
        return {
            warehouse: tuple(_round_up(level, product.uom_id) for level in pair)
            for warehouse, pair in levels.items()
        }

    def _get_levels_of(self, want, policy, share):
        safety = want.safety if policy == PUSH else 0.0
        return reorder_levels(want.mean, want.days / WEEK, safety, want.lot, share)


def _round_up(quantity, uom):
    if uom._is_pull_counted():
        return float(ceil(round(quantity, 6)))
    return uom.round(quantity, rounding_method="UP")


def group_changes(changes):
    """Return [(records, {field: value})] to write, fields of the same values together.

    What a record needs at once (a minimum and its maximum) is written at once.
    """
    values = defaultdict(dict)
    for change in changes:
        values[change.record][change.name] = change.value
    grouped = {}
    for record, own in values.items():
        key = (record._name, repr(sorted(own.items())))
        records, _own = grouped.get(key, (record.browse(), own))
        grouped[key] = (records | record, own)
    return list(grouped.values())
