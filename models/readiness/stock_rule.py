from odoo import api, models

from ..explosion.chain_walk import PULL_ACTIONS
from .findings import CheckedNeed


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _get_procurement_findings(self, procurement, rule, show_costs=False):
        """Return what is wrong with the supply of one need, as `stock.rule.run` would
        supply it; not with what goes into it.

        Cheap while a confirmation's memory is open: it queries only about what fails.
        For a rule that moves goods the answer is empty: the need continues at its
        source, and is checked there. Taking back (a quantity below 0) finds nothing.

        :param procurement: a `Procurement`; its values may say `pull_asked`, a list of
            (quantity, unit, record that says so), and `pull_goes_into`, products
        :param rule: the rule that `_get_rule` found for it, may be empty
        :param bool show_costs: name amounts of money; for readers who may buy
        :return: list of findings without `line`, see findings.py
        """
        if procurement.product_uom.compare(procurement.product_qty, 0) <= 0:
            return []
        rule = rule.sudo().with_company(procurement.company_id)
        need = self._get_pull_checked_need(procurement, show_costs)
        source = rule._get_pull_source(need, procurement.values)
        return rule._get_need_findings(need, procurement, source)

    def _get_need_findings(self, need, procurement, source):
        """See `_get_procurement_findings`; `self` is the rule, may be empty.

        :param source: what `_get_pull_source` says
        """
        product = need.product
        if self.action in PULL_ACTIONS or product.type != "consu":
            return []
        foreign = product._get_product_company_finding(need)
        if foreign:
            return [foreign]
        if self.action == "manufacture" and (loop := self._get_pull_loop(procurement)):
            return [product._get_loop_finding(need, loop)]
        asked = self._get_pull_asked_units(procurement)
        findings = product._get_asked_unit_findings(need, asked)
        if not source and self.action in ("manufacture", "buy", False):
            routes = self._get_pull_asked_routes(procurement)
            missing = product._get_missing_supply_finding(need, self, routes)
            return [*findings, missing]
        if findings or not source:
            # A quantity that was converted wrongly is not worth comparing.
            return findings
        if self.action == "buy":
            return source._get_vendor_findings(need)
        return source._get_bom_unit_findings(need)

    @api.model
    def _get_pull_checked_need(self, procurement, show_costs=False):
        product = procurement.product_id.sudo().with_company(procurement.company_id)
        uom = procurement.product_uom
        waiting = procurement.values.get("move_dest_ids") or self.env["stock.move"]
        parents = procurement.values.get("pull_goes_into")
        if parents is None:
            parents = waiting.sudo().raw_material_production_id.product_id
        return CheckedNeed(
            product=product,
            quantity=uom._compute_quantity(procurement.product_qty, product.uom_id),
            company=procurement.company_id.sudo(),
            parents=parents,
            date=procurement.values["date_planned"],
            show_costs=show_costs,
        )

    @api.model
    def _get_pull_loop(self, procurement):
        """Return the products through which this product goes into itself, if it does:
        bills of materials were imported past Odoo's own check."""
        if "pull_loop" in procurement.values:
            return procurement.values["pull_loop"]
        product = procurement.product_id.sudo()
        waiting = procurement.values.get("move_dest_ids") or self.env["stock.move"]
        above, moves, seen = product.browse(), waiting.sudo(), waiting.sudo()
        while moves:
            runs = moves.raw_material_production_id
            if product in runs.product_id:
                return above | product
            above |= runs.product_id
            moves = (moves.move_dest_ids | runs.move_finished_ids.move_dest_ids) - seen
            seen |= moves
        return product.browse()

    @api.model
    def _get_pull_asked_units(self, procurement):
        """Return [(quantity, unit, record that says so)]: what was asked for, before
        core converted it."""
        if "pull_asked" in procurement.values:
            return procurement.values["pull_asked"]
        asked = []
        waiting = procurement.values.get("move_dest_ids") or self.env["stock.move"]
        for move in waiting.sudo():
            line = move.sale_line_id
            if line and line.product_id == move.product_id:
                asked.append((line.product_uom_qty, line.product_uom_id, line))
            else:
                source = move.bom_line_id or move
                asked.append((move.product_uom_qty, move.product_uom, source))
        return asked

    def _get_pull_source(self, need, values):
        """Return the BoM or the vendor price that this rule would use, or False."""
        if self.action == "manufacture":
            return self._get_matching_bom(need.product, need.company, values)
        if self.action == "buy":
            return self._get_matching_supplier(
                need.product,
                need.quantity,
                need.product.uom_id,
                self.company_id or need.company,
                values,
            )
        return False

    @api.model
    def _get_pull_asked_routes(self, procurement):
        """Return the routes set on the need itself, archived ones included."""
        values = procurement.values
        routes = values.get("route_ids") or self.env["stock.route"]
        line_id = values.get("sale_line_id")
        if line_id:
            line = self.env["sale.order.line"].sudo().browse(line_id)
            routes |= line.with_context(active_test=False).route_ids
        return routes.sudo()
