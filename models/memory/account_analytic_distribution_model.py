from odoo import api, models

from .memory import environment_key, freeze, get_memory


class AccountAnalyticDistributionModel(models.Model):
    _name = "account.analytic.distribution.model"
    _inherit = ["account.analytic.distribution.model", "pull.remembered.mixin"]

    @api.model
    def _get_applicable_models(self, vals):
        """Remembered, and asked once for all products that no model names: core asks
        for every purchase order line."""
        memory = get_memory(self.env.cr)
        if memory is None:
            return super()._get_applicable_models(vals)
        if vals.get("product_id") not in self._get_pull_named_product_ids(memory):
            vals = {**vals, "product_id": False}
        try:
            key = (environment_key(self.env), freeze(sorted(vals.items())))
        except TypeError:
            return super()._get_applicable_models(vals)
        ask = super()._get_applicable_models
        return self.browse(memory.recall("analytic", key, lambda: ask(vals).ids))

    def _get_pull_named_product_ids(self, memory):
        """Return the products that have a model of their own, in any company."""
        return memory.recall("analytic products", None, self._search_named_product_ids)

    def _search_named_product_ids(self):
        named = self.sudo().search([("product_id", "!=", False)])
        return set(named.product_id.ids)
