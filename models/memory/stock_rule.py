from collections import OrderedDict, defaultdict

from odoo import api, models

from .memory import environment_key, freeze, get_memory

# What core looks at of a need's values to find its rule.
LOOKED_AT = ("route_ids", "packaging_uom_id", "warehouse_id", "company_id")


class StockRule(models.Model):
    """Core resolves the rule of every move and procurement with queries of its own.

    Products that share their routes ask the very same query, so the answers are
    remembered at the query: whatever decides which query is asked (routes, packaging,
    warehouse, company, other modules' overrides) has been decided before. What comes of
    it is remembered once more for each product, as many runs need the same.
    """

    _name = "stock.rule"
    _inherit = ["stock.rule", "pull.remembered.mixin"]

    @api.model
    def search(self, domain, offset=0, limit=None, order=None):
        key = self._get_pull_question("search", domain, offset, limit, order)
        if not key:
            return super().search(domain, offset, limit, order)
        ask = super().search
        return self.browse(
            get_memory(self.env.cr).recall(
                "stock.rule", key, lambda: ask(domain, offset, limit, order).ids
            )
        )

    @api.model
    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        arguments = (domain, groupby, aggregates, having, offset, limit, order)
        key = self._get_pull_question("_read_group", *arguments)
        if not key:
            return super()._read_group(*arguments)
        ask = super()._read_group
        rows = get_memory(self.env.cr).recall(
            "stock.rule", key, lambda: ask(*arguments)
        )
        return [
            tuple(self._in_pull_environment(value) for value in row) for row in rows
        ]

    @api.model
    def _get_rule(self, product_id, location_id, values):
        """Remembered for these very values: who checks a need before it is run has
        asked what core asks then."""
        memory = get_memory(self.env.cr)
        if memory is None:
            return super()._get_rule(product_id, location_id, values)
        looked_at = [values.get(name) or () for name in LOOKED_AT]
        key = (
            environment_key(self.env),
            *(product_id.id, location_id.id, id(values)),
            *(tuple(records and records._ids) for records in looked_at),
        )
        ask = super()._get_rule
        # With the values: as long as they are kept, no others have their id.
        rule, _values = memory.recall(
            "rule", key, lambda: (ask(product_id, location_id, values), values)
        )
        return self._in_pull_environment(rule)

    def _search_rule_for_warehouses(
        self, route_ids, packaging_uom_id, product_id, warehouse_ids, domain
    ):
        arguments = (route_ids, packaging_uom_id, product_id, warehouse_ids, domain)
        key = self._get_pull_question("_search_rule_for_warehouses", *arguments)
        if not key:
            return super()._search_rule_for_warehouses(*arguments)
        ask = super()._search_rule_for_warehouses
        found = get_memory(self.env.cr).recall(
            "stock.rule", key, lambda: ask(*arguments)
        )
        own = defaultdict(OrderedDict)
        for place, rules in found.items():
            for warehouse_id, rule in rules.items():
                own[place][warehouse_id] = self._in_pull_environment(rule)
        return own

    def _search_rule(
        self, route_ids, packaging_uom_id, product_id, warehouse_id, domain
    ):
        arguments = (route_ids, packaging_uom_id, product_id, warehouse_id, domain)
        key = self._get_pull_question("_search_rule", *arguments)
        if not key:
            return super()._search_rule(*arguments)
        ask = super()._search_rule
        return self.browse(
            get_memory(self.env.cr).recall(
                "stock.rule", key, lambda: ask(*arguments).ids
            )
        )

    def _get_pull_question(self, method, *arguments):
        """Return the key of a question, None when it cannot be remembered."""
        if get_memory(self.env.cr) is None:
            return None
        try:
            return (method, environment_key(self.env), freeze(arguments))
        except TypeError:
            return None

    def _in_pull_environment(self, value):
        if isinstance(value, models.BaseModel):
            return value.with_env(self.env)
        return value
