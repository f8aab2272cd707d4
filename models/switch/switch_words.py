"""What a switch changes, and what it leaves, in words."""

from ..policy.policies import HYBRID, PULL, PUSH
from ..words import format_number, format_quantity


class SwitchWords:
    """Says what a plan does to a product, line by line.

    Built by `pull.switch._get_words`. Meant to be inherited, sentence by sentence.

    :param plan: :class:`~.switch_plan.SwitchPlan`
    """

    def __init__(self, plan):
        self.env, self.plan = plan.env, plan
        self.asked = plan.facts.get_asked()
        self.open = plan.facts.get_open()
        self.boms = plan.facts.get_boms()
        self.labels = dict(
            self.env["product.template"]
            ._fields["supply_policy"]
            ._description_selection(self.env)
        )

    def get_text(self, template):
        step = self.plan.steps[template]
        lines = [
            self._say_policy(step),
            *self._say_rules(step),
            *self._say_routes(step),
            self._say_stock(step),
            self._say_open(step),
            self._say_components(step),
            self._say_variants(step),
        ]
        return "\n".join(filter(None, lines))

    def get_policy_name(self, policy):
        """Return the short name of a policy: "Pull"."""
        if not policy:
            return self.env._("None (plain Odoo)")
        return self.labels[policy].partition(":")[0]

    def _say_policy(self, step):
        old = step.template.effective_supply_policy
        values = {
            "old": self.get_policy_name(old),
            "new": self.get_policy_name(step.policy),
        }
        if step.is_run_down and old == step.now:
            return self.env._(
                "Policy: stays hybrid until the stock is gone, then Pull.", **values
            )
        if step.is_run_down:
            return self.env._(
                "Policy: %(old)s → Hybrid until the stock is gone, then Pull.", **values
            )
        if old == step.policy:
            return self.env._("Policy: stays %(new)s.", **values)
        if self.plan.use_stock_first and step.policy == PULL:
            return self.env._(
                "Policy: %(old)s → %(new)s at once, for there is no stock.", **values
            )
        return self.env._("Policy: %(old)s → %(new)s.", **values)

    # === Rules and routes ===

    def _say_rules(self, step):
        active = self.plan.get_active_rules(step.template)
        if step.policy == PULL:
            return [
                self.env._("Archives the reordering rule %s.", self._name_rule(rule))
                for rule in active
            ]
        texts = [
            self.env._("Keeps the reordering rule %s.", self._name_rule(rule))
            for rule in active
        ]
        texts += [
            self.env._("Makes a reordering rule: %s.", text)
            for text in self._get_made(step)
        ]
        return texts + self._say_lacking(step)

    def _get_made(self, step):
        rules = self.env["stock.warehouse.orderpoint"]
        made = [rules.new(values) for values in step.new_rules]
        texts = [self._name_rule(rule) for rule in made]
        again = {}
        for change in step.changes:
            if change.record._name == rules._name:
                again.setdefault(change.record, {})[change.name] = change.value
        for rule, values in again.items():
            low = values.get("product_min_qty", rule.product_min_qty)
            high = values.get("product_max_qty", rule.product_max_qty)
            texts.append(self._name_levels(rule, low, high))
        return texts

    def _name_rule(self, rule):
        return self._name_levels(rule, rule.product_min_qty, rule.product_max_qty)

    def _name_levels(self, rule, low, high):
        values = {
            "place": rule.location_id.display_name,
            "low": format_number(low),
            "high": format_quantity(self.env, high, rule.product_id.uom_id),
            "product": rule.product_id.display_name,
        }
        if len(rule.product_id.product_tmpl_id.product_variant_ids) > 1:
            return self.env._(
                "of %(product)s in %(place)s, %(low)s to %(high)s", **values
            )
        return self.env._("in %(place)s, %(low)s to %(high)s", **values)

    def _say_lacking(self, step):
        """Say of which products nothing fills the stock, and why."""
        if step.now not in (PUSH, HYBRID):
            return []
        texts = []
        for product in step.template.product_variant_ids:
            if self.plan.rules[product].filtered("active"):
                continue
            if not self.plan.get_levels(product, step.now):
                texts.append(
                    self.env._(
                        "No reordering rule is made for %(product)s. %(reason)s",
                        product=product.display_name,
                        reason=self.plan.advice[product].reason
                        or self.env._("Nothing is known of its demand."),
                    )
                )
        return texts

    def _say_routes(self, step):
        routes, is_own = self.plan.routes[step.template]
        if not routes:
            return []
        names = ", ".join(routes.mapped("name"))
        if is_own:
            return [self.env._("Takes off the route %s.", names)]
        return [
            self.env._(
                "The route %s stays, for other companies share it: the policy decides.",
                names,
            )
        ]

    # === What there is ===

    def _say_stock(self, step):
        here, coming = self.plan.stock[step.template]
        coming += self.asked[step.template]
        uom = step.template.uom_id
        return self.env._(
            "Stock: %(here)s on hand, %(coming)s on order.",
            here=format_quantity(self.env, here, uom),
            coming=format_quantity(self.env, coming, uom),
        )

    def _say_open(self, step):
        lines, runs, purchases = self.open[step.template]
        if not (lines or runs or purchases):
            return self.env._("No open orders.")
        return self.env._(
            "Open, and going on as they are: %(lines)s order lines, %(runs)s "
            "manufacturing orders, %(purchases)s purchase lines.",
            lines=lines,
            runs=runs,
            purchases=purchases,
        )

    def _say_components(self, step):
        product = step.template.product_variant_id
        bom = product and self.boms[product]
        if not bom or not bom.bom_line_ids or step.now == PUSH:
            return ""
        return step.template._get_supply_component_sentence(bom)

    def _say_variants(self, step):
        count = len(step.template.product_variant_ids)
        if count < 2:
            return ""
        return self.env._("A policy is of all its %s variants.", count)

    # === Once it is done ===

    def get_note(self, step):
        """Return the note on a product that has been switched."""
        lines = [self._say_policy(step), *self._say_rules(step)]
        return " ".join([*lines, *self._say_routes(step)])
