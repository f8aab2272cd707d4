"""What there is of products before they are switched: stock, rules, open documents."""

from collections import defaultdict
from datetime import timedelta

from odoo import fields
from odoo.fields import Domain

MTO_ROUTE = "stock.route_warehouse0_mto"
OPEN = ("waiting", "confirmed", "assigned", "partially_available")
ASKED = ("draft", "sent", "to approve")
OUTSIDE = ("supplier", "production", "inventory")


class SwitchFacts:
    """Reads what a switch of these products looks at, in a number of queries that does
    not grow with them.

    Built by `pull.switch._get_facts`. Meant to be inherited: `_get_left_domain` and the
    other domains.

    :param templates: with superuser rights, in the company that switches
    """

    def __init__(self, templates):
        self.env, self.company = templates.env, templates.env.company
        self.templates = templates
        self.products = templates.product_variant_ids

    # === Stock ===

    def get_stock(self):
        """Return {template: (on hand, coming)} of what is there for everybody: not of
        what has been made or bought for a need and waits for it."""
        here = self._sum("stock.quant", self._get_here_domain(), "quantity")
        passing = self._sum(
            "stock.move.line", self._get_passing_domain(), "quantity_product_uom"
        )
        coming = self._sum("stock.move", self._get_coming_domain(), "product_qty")
        return {
            template: (
                sum(
                    max(here[product] - passing[product], 0)
                    for product in template.product_variant_ids
                ),
                sum(coming[product] for product in template.product_variant_ids),
            )
            for template in self.templates
        }

    def get_asked(self):
        """Return {template: quantity that requests for quotation want for stock}."""
        asked = self._sum(
            "purchase.order.line", self._get_asked_domain(), "product_uom_qty"
        )
        return {
            template: sum(asked[product] for product in template.product_variant_ids)
            for template in self.templates
        }

    def _get_here_domain(self):
        return Domain("location_id.usage", "=", "internal")

    def _get_passing_domain(self):
        return (
            Domain("location_id.usage", "=", "internal")
            & Domain("state", "in", ("assigned", "partially_available"))
            & Domain("move_id.move_orig_ids", "!=", False)
        )

    def _get_coming_domain(self):
        return (
            Domain("state", "in", OPEN)
            & Domain("location_id.usage", "in", OUTSIDE)
            & Domain("location_dest_id.usage", "=", "internal")
            & Domain("move_dest_ids", "=", False)
        )

    def _get_asked_domain(self):
        return Domain("state", "in", ASKED) & Domain("move_dest_ids", "=", False)

    def _get_own(self, domain):
        return domain & Domain(
            [
                ("product_id", "in", self.products.ids),
                ("company_id", "=", self.company.id),
            ]
        )

    def _sum(self, model, domain, name):
        groups = self.env[model]._read_group(
            self._get_own(domain), ["product_id"], [f"{name}:sum"]
        )
        return defaultdict(float, groups)

    # === Open documents ===

    def get_open(self):
        """Return {template: (order lines, runs, purchase lines)} that are open."""
        domains = {
            "stock.move": Domain("state", "in", OPEN)
            & Domain("sale_line_id", "!=", False)
            & Domain("location_dest_id.usage", "=", "customer"),
            "mrp.production": Domain("state", "not in", ("done", "cancel")),
            "purchase.order.line": Domain("state", "in", (*ASKED, "purchase"))
            & Domain("order_id.receipt_status", "!=", "full"),
        }
        counts = [self._count(model, domain) for model, domain in domains.items()]
        return {
            template: tuple(
                sum(count[product] for product in template.product_variant_ids)
                for count in counts
            )
            for template in self.templates
        }

    def _count(self, model, domain):
        counted = "sale_line_id:count_distinct" if model == "stock.move" else "__count"
        groups = self.env[model]._read_group(
            self._get_own(domain), ["product_id"], [counted]
        )
        return defaultdict(int, groups)

    # === Rules and routes ===

    def get_rules(self):
        """Return {product: its reordering rules, archived ones too}."""
        rules = self.env["stock.warehouse.orderpoint"].with_context(active_test=False)
        found = rules.search(self._get_own(Domain.TRUE)).grouped("product_id")
        return defaultdict(lambda: rules, found)

    def get_order_routes(self):
        """Return {template: (its make-to-order routes, whether they may be taken off)}.

        Routes of a product count in all companies: only a product that no other company
        uses loses them. What a policy decides, they no longer do.
        """
        route = self.env.ref(MTO_ROUTE, raise_if_not_found=False)
        route = route or self.env["stock.route"]
        is_only = self.env["res.company"].search_count([], limit=2) == 1
        return {
            template: (
                template.route_ids & route,
                is_only or template.company_id == self.company,
            )
            for template in self.templates
        }

    # === What the advice says ===

    def get_advice(self):
        """Return {product: its advice}."""
        found = self.env["pull.advice"].search(self._get_own(Domain.TRUE))
        advice = found.grouped("product_id")
        return defaultdict(self.env["pull.advice"].browse, advice)

    def get_shares(self, advice):
        """Return {product: {warehouse: its share of what was ordered there, or used by
        its runs}} in the period of the advice; the company's first warehouse has what
        nobody wanted."""
        amounts = defaultdict(lambda: defaultdict(float))
        for product, warehouse, amount in (
            self._read_ordered(advice) + self._read_used()
        ):
            if warehouse.company_id == self.company and amount > 0:
                amounts[product][warehouse] += amount
        first = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        return {
            product: _get_parts(amounts[product]) or {first: 1.0}
            for product in self.products
        }

    def _read_ordered(self, advice):
        since = [row.date_from for row in advice.values() if row.date_from]
        if not since:
            return []
        domain = self._get_own(Domain("state", "=", "sale"))
        domain &= Domain("order_id.date_order", ">=", min(since))
        domain &= Domain("pull_is_one_off", "=", False)
        lines = self.env["sale.order.line"]
        # By lines: units of all kinds are among their quantities.
        groups = lines._read_group(
            domain, ["product_id", "order_id"], ["product_uom_qty:sum"]
        )
        totals = defaultdict(float)
        for product, order, amount in groups:
            totals[product, order.warehouse_id] += amount
        return [(*key, amount) for key, amount in totals.items()]

    def _read_used(self):
        since = fields.Datetime.now() - timedelta(weeks=self.company.pull_advice_weeks)
        domain = self._get_own(Domain("state", "in", (*OPEN, "done"))) & Domain(
            [("raw_material_production_id", "!=", False), ("date", ">=", since)]
        )
        groups = self.env["stock.move"]._read_group(
            domain, ["product_id", "location_id"], ["product_qty:sum"]
        )
        return [(product, place.warehouse_id, used) for product, place, used in groups]

    def get_boms(self):
        """Return {product: the bill of materials of a need}."""
        return self.env["mrp.bom"]._bom_find(self.products, company_id=self.company.id)


def _get_parts(amounts):
    whole = sum(amounts.values())
    return {place: amount / whole for place, amount in amounts.items()}
