from collections import defaultdict

from odoo import api, fields, models

from ...access import INTERNAL
from ...policy.policies import PULL
from . import own_lots

TRIGGERS = {"categ_id", "supply_policy", "is_storable", "type", "active", "company_id"}


class ProductTemplate(models.Model):
    _inherit = "product.template"

    pull_order_specific = fields.Boolean(
        string="Order-specific cost",
        compute="_compute_pull_order_specific",
        compute_sudo=True,
        help="Every run of this product has a lot, and so a cost, of its own: an order "
        "costs what the runs made for it have cost.",
        groups=INTERNAL,
    )
    pull_order_specific_note = fields.Char(
        compute="_compute_pull_order_specific",
        compute_sudo=True,
        groups=INTERNAL,
    )

    @api.depends(
        "tracking",
        "lot_valuated",
        "is_storable",
        "effective_supply_policy",
        "bom_ids.type",
        "categ_id.pull_order_specific_category_id",
        "categ_id.property_cost_method",
    )
    @api.depends_context("company", "lang")
    def _compute_pull_order_specific(self):
        self.pull_order_specific = self.pull_order_specific_note = False
        facts = self._origin._filter_order_specific()._get_order_specific_facts()
        for template in self:
            if known := facts.get(template._origin):
                template.pull_order_specific = own_lots.is_ready(known)
                template.pull_order_specific_note = self._get_order_specific_note(known)

    def write(self, vals):
        res = super().write(vals)
        if not TRIGGERS.isdisjoint(vals):
            # Who sells or buys may change a product; whether it is made, and what is
            # in stock in other companies, is not theirs to read.
            self.sudo()._apply_order_specific_cost()
        return res

    # === Which products ===

    def _filter_order_specific(self):
        """Return those that should have an order-specific cost in this company."""
        company = self.env.company
        wanted = self.filtered(
            lambda template: (
                template.type == "consu"
                and template._gets_own_lots()
                and template.company_id in (company, company.browse())
            )
        )
        return wanted and wanted._filter_own_lot_made()

    def _gets_own_lots(self):
        """Tell whether each run of this product, in this company, gets its own lot."""
        self.ensure_one()
        return (
            self.categ_id.pull_order_specific_category_id
            and self.effective_supply_policy == PULL
        )

    def _filter_own_lot_made(self):
        """Return those that have a bill of materials other than a kit."""
        made = self.env["mrp.bom"]._read_group(
            [
                ("product_tmpl_id", "in", self.ids),
                ("type", "!=", "phantom"),
                ("company_id", "in", [False, self.env.company.id]),
            ],
            ["product_tmpl_id"],
        )
        ids = {template.id for [template] in made}
        return self.filtered(lambda template: template.id in ids)

    def _get_order_specific_facts(self):
        """Return {template: Facts}, in the company of the environment."""
        loose, stocked = self._get_own_lot_stock()
        return {
            template: own_lots.Facts(
                tracking=template.tracking,
                by_lot=template.lot_valuated,
                stored=template.is_storable,
                cost_method=template.cost_method,
                valuation=template.valuation,
                has_account=bool(
                    template.property_stock_production.valuation_account_id
                ),
                in_stock=template in stocked,
                loose=template in loose,
            )
            for template in self
        }

    def _get_own_lot_stock(self):
        """Return those with stock, or units on their way out of it, without a lot;
        and those with any stock: of all companies, as lots hold for all."""
        # An archived variant's stock counts too.
        products = self.with_context(active_test=False).product_variant_ids
        inside = [
            ("product_id", "in", products.ids),
            ("location_id.usage", "in", ["internal", "transit"]),
            ("quantity", "!=", 0),
        ]
        bare = [*inside, ("lot_id", "=", False)]
        leaving = [*bare, ("state", "not in", ["draft", "done", "cancel"])]
        quants, lines = self.env["stock.quant"], self.env["stock.move.line"]
        loose = self._read_own_lot_products(quants, bare) | self._read_own_lot_products(
            lines, leaving
        )
        return loose, self._read_own_lot_products(quants, inside)

    def _read_own_lot_products(self, model, domain):
        groups = model._read_group(domain, ["product_id"])
        products = self.env["product.product"].union(*[group for [group] in groups])
        return products.product_tmpl_id

    # === Setting them up ===

    def _apply_order_specific_cost(self):
        """Have the runs of these products in lots of their own, where that is wanted.

        In every company that pulls the product: what is set holds in all of them.
        """
        managed = self.filtered("categ_id.pull_order_specific_category_id")
        for company in managed and self.env["res.company"].search(
            [("active", "=", True)]
        ):
            managed.with_company(company)._apply_order_specific_cost_here()

    def _apply_order_specific_cost_here(self):
        by_changes = defaultdict(self.browse)
        facts = self._filter_order_specific()._get_order_specific_facts()
        for template, known in facts.items():
            if changes := own_lots.get_changes(known):
                by_changes[tuple(changes.items())] |= template
        for changes, templates in by_changes.items():
            templates.write(dict(changes))
            templates._say_own_lots_set(dict(changes))

    def _say_own_lots_set(self, changes):
        """Tell it on the products and, once, on the category that asks for it."""
        text = (
            self.env._("Tracked by lots and valued by lot")
            if "tracking" in changes
            else self.env._("Valued by lot")
        )
        for category, templates in self.grouped(
            lambda template: template.categ_id.pull_order_specific_category_id
        ).items():
            body = self.env._(
                "%(change)s, as the category %(category)s asks for an order-specific "
                "cost.",
                change=text,
                category=category.display_name,
            )
            templates._message_log_batch(bodies=dict.fromkeys(templates.ids, body))
            names = ", ".join(templates.mapped("display_name"))
            category._message_log(
                body=self.env._("%(change)s: %(names)s.", change=text, names=names)
            )

    # === In words ===

    def _get_order_specific_note(self, facts):
        if own_lots.is_ready(facts):
            return self.env._("Cost per run: each run has its own lot.")
        texts = self._get_order_specific_texts()
        reasons = own_lots.get_obstacles(facts) or [own_lots.PENDING]
        return " ".join(
            [self.env._("No cost per run yet.")]
            + [f"{texts[code][0]}. {texts[code][1]}" for code in reasons]
        )

    def _get_order_specific_texts(self):
        """Return {code: (what is the matter, what to do)}, worst first."""
        return {
            own_lots.NOT_STORED: (
                self.env._("Stock is not tracked, so there are no lots"),
                self.env._("Tick Track Inventory on the product."),
            ),
            own_lots.LOOSE: (
                self.env._("Stock without a lot"),
                self.env._(
                    "Sell it or use it up first, or count it to zero; then apply again "
                    "on the category, and count it in with a lot."
                ),
            ),
            own_lots.TOGETHER: (
                self.env._("Stock in lots that is not valued by lot"),
                self.env._(
                    "To change that could change what this stock is worth. Sell it or "
                    "use it up first, then apply again on the category; or tick "
                    "Valuation by Lot/Serial on the product, if that is right."
                ),
            ),
            own_lots.STANDARD: (
                self.env._("Standard Price: every run is valued alike"),
                self.env._(
                    "Set FIFO or Average Cost as the costing method of the category, "
                    "if that is right for all its products."
                ),
            ),
            own_lots.PENDING: (
                self.env._("Not set up yet"),
                self.env._("Apply again on the category."),
            ),
            own_lots.PERIODIC: (
                self.env._(
                    "Valued at closing (periodic): invoices post no cost of goods sold"
                ),
                self.env._(
                    "Set Perpetual as the inventory valuation of the category, if that "
                    "is right for all its products."
                ),
            ),
            own_lots.NO_ACCOUNT: (
                self.env._(
                    "Production location without a stock valuation account: work and "
                    "setup do not reach the ledger"
                ),
                self.env._("Set that account on the production location."),
            ),
        }
