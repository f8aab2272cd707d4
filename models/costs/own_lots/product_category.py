from collections import defaultdict

from odoo import api, fields, models

from ...access import INTERNAL, check_rows
from .own_lots import get_findings, is_ready

TRIGGERS = {
    "pull_order_specific_cost",
    "parent_id",
    "supply_policy",
    "property_cost_method",
}
SHOWN = 20


class ProductCategory(models.Model):
    _inherit = "product.category"

    pull_order_specific_cost = fields.Boolean(
        string="Order-specific cost",
        tracking=True,
        help="An order costs what the runs made for it have cost. For that, every run "
        "of the pulled products of this category and of its child categories gets a "
        "lot of its own, and stock is valued by lot. Products that are bought, or "
        "not pulled, are left alone.",
        groups=INTERNAL,
    )
    pull_order_specific_category_id = fields.Many2one(
        "product.category",
        string="Order-specific cost from",
        compute="_compute_pull_order_specific_category_id",
        recursive=True,
        help="This category or its nearest parent category with an order-specific "
        "cost.",
        groups=INTERNAL,
    )
    pull_order_specific_findings = fields.Html(
        compute="_compute_pull_order_specific_findings",
        compute_sudo=True,
        sanitize=False,
        help="Which products have an order-specific cost in this company, which have "
        "not and what to do about it.",
        groups=INTERNAL,
    )

    @api.depends(
        "pull_order_specific_cost", "parent_id.pull_order_specific_category_id"
    )
    def _compute_pull_order_specific_category_id(self):
        for category in self:
            category.pull_order_specific_category_id = (
                category
                if category.pull_order_specific_cost
                else category.parent_id.pull_order_specific_category_id
            )

    @api.depends("pull_order_specific_category_id")
    @api.depends_context("company", "lang")
    def _compute_pull_order_specific_findings(self):
        for category in self:
            saved = category._origin
            category.pull_order_specific_findings = bool(
                saved.pull_order_specific_category_id
            ) and self.env["ir.qweb"]._render(
                "pull_through_production.order_specific_findings",
                saved._get_order_specific_findings(),
            )

    def write(self, vals):
        ticked = self.filtered("pull_order_specific_category_id")
        res = super().write(vals)
        if not TRIGGERS.isdisjoint(vals):
            self._apply_order_specific_cost()
            (
                ticked - self.filtered("pull_order_specific_category_id")
            )._say_own_lots_stay()
        return res

    def action_apply_order_specific_cost(self):
        check_rows(self, "write")
        self._apply_order_specific_cost()

    def _apply_order_specific_cost(self):
        """Set up the products of these categories and of those below them."""
        managed = self.search([("id", "child_of", self.ids)]).filtered(
            "pull_order_specific_category_id"
        )
        if managed:
            # Categories are shared, so are lots: products of companies that the user
            # does not see belong to them too.
            templates = self.env["product.template"].sudo()
            templates.search(
                [("categ_id", "in", managed.ids)]
            )._apply_order_specific_cost()

    def _say_own_lots_stay(self):
        body = self.env._(
            "No order-specific cost any more. Products stay tracked and valued by lot; "
            "new runs no longer get a lot of their own by themselves."
        )
        self._message_log_batch(bodies=dict.fromkeys(self.ids, body))

    def _get_order_specific_findings(self):
        """Return what the findings show: products by what is the matter with them."""
        self.ensure_one()
        categories = self.search([("id", "child_of", self.ids)])
        goods = self.env["product.template"].search(
            [
                ("categ_id", "in", categories.ids),
                ("type", "=", "consu"),
                ("company_id", "in", [False, self.env.company.id]),
            ]
        )
        facts = goods._filter_order_specific()._get_order_specific_facts()
        ready = [template for template in facts if is_ready(facts[template])]
        return {
            "ready": ready,
            "others": len(goods) - len(facts),
            "findings": self._get_own_lot_finding_rows(facts),
            "lots_shown": self._are_lots_shown(),
        }

    def _are_lots_shown(self):
        """Tell whether Inventory's settings let people see lots."""
        everybody = self.env.ref("base.group_user")
        return self.env.ref("stock.group_production_lot") in everybody.all_implied_ids

    def _get_own_lot_finding_rows(self, facts):
        by_code = defaultdict(list)
        for template in facts:
            for code in get_findings(facts[template]):
                by_code[code].append(template)
        texts = self.env["product.template"]._get_order_specific_texts()
        return [
            {
                "text": texts[code][0],
                "remedy": texts[code][1],
                "products": by_code[code][:SHOWN],
                "more": max(len(by_code[code]) - SHOWN, 0),
            }
            for code in texts
            if code in by_code
        ]
