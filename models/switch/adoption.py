"""What plain Odoo supplies by order or by rules: products to give a policy."""

from collections import defaultdict
from datetime import timedelta

from odoo.fields import Domain
from odoo.tools import SQL

from ..policy.policies import HYBRID, PULL, PUSH

# Looked at for what people make and buy by hand for orders.
DAYS = 365
# Fewer documents are no habit.
HABIT = 2

# Documents that bear the name of an order, and that no need has made.
HABITS = """
    SELECT product_id, SUM(count)::int FROM (
        SELECT run.product_id, COUNT(*) AS count
          FROM mrp_production run
          JOIN sale_order sale
            ON sale.company_id = run.company_id AND sale.name = run.origin
         WHERE run.company_id = %(company)s AND run.create_date >= %(since)s
           AND run.state != 'cancel'
      GROUP BY run.product_id
     UNION ALL
        SELECT line.product_id, COUNT(*) AS count
          FROM purchase_order_line line
          JOIN purchase_order purchase ON purchase.id = line.order_id
          JOIN sale_order sale
            ON sale.company_id = purchase.company_id AND sale.name = purchase.origin
         WHERE purchase.company_id = %(company)s AND purchase.create_date >= %(since)s
           AND purchase.state != 'cancel'
           AND line.product_id IS NOT NULL
      GROUP BY line.product_id
    ) documents
  GROUP BY product_id
    HAVING SUM(count) >= %(habit)s
    """


class Adoption:
    """Finds the products without a policy whose supply follows one already.

    - The make-to-order route, or another route that orders from the stock's place:
      pull; with reordering rules besides: hybrid.
    - A rule that takes from stock and orders the rest: hybrid.
    - Reordering rules alone: push.
    - Runs and purchases that people name after sales orders: pull.

    Built by `pull.switch.dialog._get_adoption`. Meant to be inherited: `_get_found`.

    :param company: with superuser rights
    """

    def __init__(self, company):
        self.env = company.with_company(company).env
        self.company = company.with_env(self.env)

    def find(self):
        """Return {template: (policy, why, and what the advice says)}."""
        texts, policies = defaultdict(list), defaultdict(set)
        for templates, policy, text in self._get_found():
            for template in self._filter(templates):
                texts[template].append(text)
                policies[template].add(policy)
        advised = self._get_advised(list(texts))
        return {
            template: (
                self._choose(policies[template]),
                " ".join([*texts[template], *advised[template]]),
            )
            for template in sorted(texts, key=lambda row: (row.name or "", row.id))
        }

    def _choose(self, policies):
        if HYBRID in policies or {PULL, PUSH} <= policies:
            return HYBRID
        return PULL if PULL in policies else PUSH

    def _filter(self, templates):
        """Return those of this company that have no policy and are goods."""
        return templates.filtered(
            lambda template: (
                template.active
                and template.type == "consu"
                and template.company_id in (self.company, self.company.browse())
                and not template.effective_supply_policy
            )
        )

    def _get_found(self):
        """Return [(templates, policy, why)]."""
        return [*self._get_by_route(), *self._get_by_rule(), *self._get_by_habit()]

    # === Routes ===

    def _get_by_route(self):
        texts = {
            "make_to_order": (PULL, self.env._("Its route orders what it needs:")),
            "mts_else_mto": (
                HYBRID,
                self.env._("Its route takes from stock and orders the rest:"),
            ),
        }
        found = []
        for route, method in self._get_routes():
            policy, text = texts[method]
            templates = self._get_templates_of(route)
            found.append((templates, policy, f"{text} {route.display_name}."))
        return found

    def _get_routes(self):
        """Return [(route, how it supplies)] of the rules that take from a stock."""
        warehouses = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)]
        )
        rules = self.env["stock.rule"].search(
            [
                ("action", "in", ("pull", "pull_push")),
                ("procure_method", "in", ("make_to_order", "mts_else_mto")),
                ("location_src_id", "in", warehouses.lot_stock_id.ids),
                ("company_id", "in", [False, self.company.id]),
                ("route_id.active", "=", True),
            ]
        )
        pairs = [(rule.route_id, rule.procure_method) for rule in rules]
        return list(dict.fromkeys(pairs))

    def _get_templates_of(self, route):
        templates = self.env["product.template"]
        domain = Domain.FALSE
        if route.product_selectable:
            domain |= Domain("route_ids", "in", route.ids)
        if route.product_categ_selectable and route.categ_ids:
            domain |= Domain("categ_id", "child_of", route.categ_ids.ids)
        found = templates.search(domain)
        if route.warehouse_selectable and route.warehouse_ids:
            found |= self._get_sold(route.warehouse_ids)
        return found

    def _get_sold(self, warehouses):
        """Return what was sold from warehouses whose every delivery goes that way."""
        lines = self.env["sale.order.line"]
        domain = [
            ("state", "=", "sale"),
            ("company_id", "=", self.company.id),
            ("order_id.date_order", ">=", self._get_since()),
            ("order_id.warehouse_id", "in", warehouses.ids),
            ("product_id", "!=", False),
        ]
        groups = lines._read_group(domain, ["product_id"])
        products = self.env["product.product"].union(*(row for (row,) in groups))
        return products.product_tmpl_id

    # === Rules and habits ===

    def _get_by_rule(self):
        rules = self.env["stock.warehouse.orderpoint"].search(
            [
                ("company_id", "=", self.company.id),
                "|",
                ("product_max_qty", ">", 0),
                ("trigger", "=", "auto"),
            ]
        )
        return [(rules.product_tmpl_id, PUSH, self.env._("It has reordering rules."))]

    def _get_by_habit(self):
        query = SQL(
            HABITS, company=self.company.id, since=self._get_since(), habit=HABIT
        )
        products = self.env["product.product"]
        return [
            (
                products.browse(product_id).product_tmpl_id,
                PULL,
                self.env._(
                    "People made or bought it %s times for orders in the last year.",
                    count,
                ),
            )
            for product_id, count in self.env.execute_query(query)
        ]

    def _get_since(self):
        return self.env.cr.now() - timedelta(days=DAYS)

    # === Advice ===

    def _get_advised(self, templates):
        """Return {template: [what the advice says]}."""
        advice = self.env["pull.advice"].search(
            [
                ("company_id", "=", self.company.id),
                ("product_id.product_tmpl_id", "in", [row.id for row in templates]),
                ("advice", "!=", False),
            ]
        )
        names = dict(advice._fields["advice"]._description_selection(self.env))
        texts = defaultdict(list)
        for row in advice:
            name = names[row.advice].partition(":")[0]
            text = self.env._("Advised: %s.", name)
            if text not in texts[row.product_id.product_tmpl_id]:
                texts[row.product_id.product_tmpl_id].append(text)
        return texts
