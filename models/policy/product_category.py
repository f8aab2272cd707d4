from odoo import api, fields, models

from ..access import INTERNAL
from .policies import SUPPLY_POLICIES, SUPPLY_POLICY_HELP


class ProductCategory(models.Model):
    _inherit = "product.category"

    supply_policy = fields.Selection(
        SUPPLY_POLICIES,
        company_dependent=True,
        help=SUPPLY_POLICY_HELP.replace("the product category", "the parent category"),
        groups=INTERNAL,
    )
    effective_supply_policy = fields.Selection(
        SUPPLY_POLICIES,
        compute="_compute_effective_supply_policy",
        recursive=True,
        help="The policy set here, else that of the nearest parent category with one.",
        groups=INTERNAL,
    )

    @api.depends("supply_policy", "parent_id.effective_supply_policy")
    @api.depends_context("company")
    def _compute_effective_supply_policy(self):
        for category in self:
            category.effective_supply_policy = (
                category.supply_policy or category.parent_id.effective_supply_policy
            )

    @api.model
    def _get_ids_by_supply_policy(self):
        """Return {effective policy or False: ids of the categories that have it}.

        For searches and group-bys of products, in the company of the environment.
        """
        ids_by_policy = {}
        for category in self.sudo().search_fetch([], ["supply_policy", "parent_id"]):
            ids_by_policy.setdefault(category.effective_supply_policy, []).append(
                category.id
            )
        return ids_by_policy
