from odoo import models

from ...policy.policies import KANBAN
from ..states import INACTIVE


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _compute_supply_policy_texts(self):
        res = super()._compute_supply_policy_texts()
        todo = self.filtered(lambda own: own.effective_supply_policy == KANBAN)
        # Sudo: who sells or buys a product need not see loops.
        loops = self.env["pull.kanban.loop"].sudo()
        started = loops.search(
            [
                ("product_id", "in", todo.product_variant_ids.ids),
                ("state", "!=", INACTIVE),
                ("company_id", "=", self.env.company.id),
            ]
        )
        for template in todo - started.product_id.product_tmpl_id:
            template.supply_policy_warning = self.env._(
                "No kanban loop is started for it: it is taken from stock, and nothing "
                "replaces what was used. Make a loop, or choose another policy."
            )
        return res
