from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..access import INTERNAL
from ..words import format_quantity
from .policies import (
    FROM_STOCK,
    HYBRID,
    KANBAN,
    PULL,
    PUSH,
    SUPPLY_POLICIES,
    SUPPLY_POLICY_HELP,
)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    supply_policy = fields.Selection(
        SUPPLY_POLICIES,
        company_dependent=True,
        help=SUPPLY_POLICY_HELP,
        groups=INTERNAL,
    )
    effective_supply_policy = fields.Selection(
        SUPPLY_POLICIES,
        compute="_compute_effective_supply_policy",
        search="_search_effective_supply_policy",
        help="The policy set on the product, else that of the nearest product category "
        "with one. Empty: plain Odoo.",
        groups=INTERNAL,
    )
    supply_policy_summary = fields.Char(
        compute="_compute_supply_policy_texts", groups=INTERNAL
    )
    supply_policy_warning = fields.Char(
        compute="_compute_supply_policy_texts", groups=INTERNAL
    )

    @api.depends("supply_policy", "categ_id.effective_supply_policy")
    @api.depends_context("company")
    def _compute_effective_supply_policy(self):
        for template in self:
            template.effective_supply_policy = (
                template.supply_policy or template.categ_id.effective_supply_policy
            )

    def _search_effective_supply_policy(self, operator, value):
        if operator != "in":
            return NotImplemented
        by_policy = self.env["product.category"]._get_ids_by_supply_policy()
        categories = [
            category
            for policy, categories in by_policy.items()
            if (policy or False) in value
            for category in categories
        ]
        inherited = Domain("supply_policy", "=", False) & (
            Domain("categ_id", "in", categories)
            | (Domain("categ_id", "=", False) if False in value else Domain.FALSE)
        )
        own = [policy for policy in value if policy]
        return Domain("supply_policy", "in", own) | inherited

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists group and sort by the effective policy, which is not stored."""
        if field_expr != "effective_supply_policy":
            return super()._field_to_sql(alias, field_expr, query)
        own = super()._field_to_sql(alias, "supply_policy", query)
        category = super()._field_to_sql(alias, "categ_id", query)
        by_policy = self.env["product.category"]._get_ids_by_supply_policy()
        cases = [
            SQL("WHEN %s IN %s THEN %s", category, tuple(ids), policy)
            for policy, ids in by_policy.items()
            if policy
        ]
        if not cases:
            return own
        return SQL("COALESCE(%s, CASE %s END)", own, SQL(" ").join(cases))

    @api.depends(
        "effective_supply_policy",
        "route_ids.rule_ids.location_dest_id",
        "categ_id.route_ids",
        "bom_ids.active",
        "bom_ids.type",
        "bom_ids.run_size",
        "bom_ids.bom_line_ids.product_id",
        "seller_ids",
        "is_storable",
        "type",
    )
    @api.depends_context("company")
    def _compute_supply_policy_texts(self):
        for template in self:
            policy = template.effective_supply_policy
            bom = template._get_supply_bom() if policy else False
            template.supply_policy_summary = policy and " ".join(
                template._get_supply_policy_sentences(policy, bom)
            )
            template.supply_policy_warning = policy in (
                PULL,
                HYBRID,
            ) and template._get_supply_policy_warning(bom)

    def _get_supply_bom(self):
        """Return the bill of materials that a need for this product would use."""
        self.ensure_one()
        product = self.product_variant_id
        if not product:
            return self.env["mrp.bom"]
        return (
            self.env["mrp.bom"]
            .sudo()
            ._bom_find(product, company_id=self.env.company.id)[product]
        )

    def _get_supply_policy_sentences(self, policy, bom):
        """Return the sentences that say what an order of this product will do."""
        if bom.type == "phantom":
            return [
                self.env._("A kit: its components are supplied, each by its policy."),
                self._get_supply_component_sentence(bom),
            ]
        if self._is_shipped_by_vendor():
            return [
                self.env._(
                    "Each order buys its own quantity: the vendor ships it straight to "
                    "the customer, whatever is in stock."
                )
            ]
        sentences = [self._get_supply_need_sentence(policy, bom)]
        if policy not in FROM_STOCK and bom.bom_line_ids:
            sentences.append(self._get_supply_component_sentence(bom))
        if self.route_ids:
            sentences.append(
                self.env._(
                    "Its routes say how it is bought, made or moved; whether to order "
                    "or from stock, this policy decides."
                )
            )
        return sentences

    def _is_shipped_by_vendor(self):
        """Tell whether its routes let a vendor ship it straight to the customer."""
        routes = self.route_ids | self.categ_id.total_route_ids
        return any(
            rule.action == "buy" and rule.location_dest_id.usage == "customer"
            for rule in routes.sudo().rule_ids
        )

    def _get_supply_need_sentence(self, policy, bom):
        if policy == PUSH:
            return self.env._(
                "Orders take it from stock; nothing is made or bought for an order."
            )
        if policy == KANBAN:
            return self.env._(
                "Orders take it from the place of its cards, which replace what was "
                "used."
            )
        if policy == HYBRID:
            return self._get_supply_hybrid_sentence(bom)
        if not bom:
            return self.env._("Each order buys its own quantity.")
        if not bom.run_size:
            return self.env._(
                "Each order makes its whole quantity in one run of its own."
            )
        return self.env._(
            "Each order makes its own runs (run size: %(size)s).",
            size=format_quantity(self.env, bom.run_size, bom.product_uom_id),
        )

    def _get_supply_hybrid_sentence(self, bom):
        if not bom:
            return self.env._(
                "Orders take the free stock first; the shortage is bought."
            )
        if not bom.run_size:
            return self.env._(
                "Orders take the free stock first; one run makes the shortage."
            )
        return self.env._(
            "Orders take the free stock first; runs make the shortage (run size: "
            "%(size)s).",
            size=format_quantity(self.env, bom.run_size, bom.product_uom_id),
        )

    def _get_supply_component_sentence(self, bom):
        policies = bom.bom_line_ids.product_id.mapped("effective_supply_policy")
        pulled, hybrid = policies.count(PULL), policies.count(HYBRID)
        values = {
            "total": len(policies),
            "pulled": pulled,
            "hybrid": hybrid,
            "stock": len(policies) - pulled - hybrid,
        }
        if hybrid:
            return self.env._(
                "Its components: %(pulled)s of %(total)s pulled too, %(hybrid)s from "
                "stock first, %(stock)s from stock.",
                **values,
            )
        return self.env._(
            "Its components: %(pulled)s of %(total)s pulled too, %(stock)s from stock.",
            **values,
        )

    def _get_supply_policy_warning(self, bom):
        """Return why this product cannot be pulled and the remedy, or False."""
        if self.type != "consu":
            return self.env._(
                "Only goods can be pulled: this product is a service or a combo."
            )
        if not bom and not self._has_supply_vendor():
            return self.env._(
                "Nothing can be made or bought for its orders: it has no bill of "
                "materials and no vendor. Add one of them. Until then its orders open "
                "supply exceptions, or are refused if the settings say so."
            )
        return False

    def _has_supply_vendor(self):
        self.ensure_one()
        return any(
            seller.partner_id.active
            and (not seller.company_id or seller.company_id == self.env.company)
            for seller in self.seller_ids
        )
