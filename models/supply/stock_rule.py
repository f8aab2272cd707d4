from odoo import api, models

from ..under_way import get_under_way, under_way
from .needs import is_direct
from .runs import split_into_runs

RUNS_ARE_LINKED = "pull_through_production.runs_are_linked"


class StockRule(models.Model):
    _inherit = "stock.rule"

    # === Supplying needs ===

    @api.model
    def run(self, procurements, raise_user_error=True):
        missing = self._pull_leave_supplied(procurements)
        sound, findings = self._pull_set_aside(missing)
        res = super().run(sound, raise_user_error=raise_user_error)
        self._pull_after_run(findings)
        return res

    @api.model
    def _pull_leave_supplied(self, procurements):
        """First step of a run: return what of these needs has to be made, bought or
        moved at all.

        Extend it to leave out a need, or a part of it, that has supply already.

        :param procurements: list of `Procurement`
        :return: list of `Procurement`
        """
        return procurements

    @api.model
    def _pull_set_aside(self, procurements):
        """Second step of a run: keep back the needs that core could not supply, so that
        the others stand.

        :param procurements: list of `Procurement`, what is missing
        :return: the procurements that core runs, and the findings, a list of (need,
            procurement, finding as in readiness); an extension adds to those of super()
        """
        return procurements, []

    @api.model
    def _pull_after_run(self, findings):
        """Last step of a run: core has supplied what was not set aside.

        :param list findings: what `_pull_set_aside` has found, also about needs that
            were run
        """

    # === Bought straight for the customer ===

    @api.model
    def _run_buy(self, procurements):
        # Between an order line and this rule stands no move that a policy could decide.
        direct, others = [], []
        for procurement, rule in procurements:
            if policy := self._get_pull_direct_policy(procurement):
                values = {**procurement.values, "supply_policy": policy}
                values["pull_rule"] = rule
                direct.append(procurement._replace(values=values))
            else:
                others.append((procurement, rule))
        if not direct:
            return super()._run_buy(procurements)
        missing = self._pull_leave_supplied(direct)
        sound, findings = self._pull_set_aside(missing)
        bought = [(need, need.values["pull_rule"]) for need in sound]
        res = super()._run_buy(others + bought)
        self._pull_after_run(findings)
        return res

    @api.model
    def _get_pull_direct_policy(self, procurement):
        """Return the policy of a need that goes from an order line straight to a rule
        that buys; False for all others."""
        if not is_direct(procurement.values, procurement.location_id):
            return False
        # Sudo: whoever launches the supply of an order may be without rights on it.
        line = self.env["sale.order.line"].sudo()
        line = line.browse(procurement.values["sale_line_id"])
        return line._get_direct_supply_policy(procurement.product_id)

    # === Making runs ===

    @api.model
    def _run_manufacture(self, procurements):
        needs = [
            (run, rule)
            for procurement, rule in procurements
            for run in rule._split_pull_need_into_runs(procurement)
        ]
        return super()._run_manufacture(needs)

    def _split_pull_need_into_runs(self, procurement):
        """Return one procurement for each run that this need is made in."""
        if not procurement.values.get("supply_policy"):
            return [procurement]
        product_uom = procurement.product_uom
        bom = self._get_matching_bom(
            procurement.product_id, procurement.company_id, procurement.values
        )
        if not bom.run_size or product_uom.compare(procurement.product_qty, 0) <= 0:
            return [procurement]
        uom = bom.product_uom_id
        quantity = product_uom._compute_quantity(procurement.product_qty, uom)
        quantities = split_into_runs(quantity, bom.run_size, uom.rounding)
        if len(quantities) == 1:
            return [procurement]
        return [
            procurement._replace(
                product_qty=quantity,
                product_uom=uom,
                values={
                    **procurement.values,
                    "run_number": number,
                    "run_count": len(quantities),
                },
            )
            for number, quantity in enumerate(quantities, start=1)
        ]

    def _make_mo_get_domain(self, procurement, bom):
        # Core adds a need to a waiting order that shares its reference, and drops the
        # link to what waits for it: a pulled need always gets its own run, and nothing
        # else is added to one.
        domain = super()._make_mo_get_domain(procurement, bom)
        if procurement.values.get("supply_policy"):
            return (*domain, (0, "=", 1))
        return (*domain, ("supply_policy", "=", False))

    def _prepare_mo_vals(
        self,
        product_id,
        product_qty,
        product_uom,
        location_dest_id,
        name,
        origin,
        company_id,
        values,
        bom,
    ):
        vals = super()._prepare_mo_vals(
            product_id,
            product_qty,
            product_uom,
            location_dest_id,
            name,
            origin,
            company_id,
            values,
            bom,
        )
        if values.get("supply_policy"):
            vals["supply_policy"] = values["supply_policy"]
            vals["pull_date_planned"] = vals["date_start"]
            vals["run_number"] = values.get("run_number", 1)
            vals["run_count"] = values.get("run_count", 1)
        return vals

    def _should_auto_confirm_procurement_mo(self, p):
        # Core confirms one order after another; the runs of one call are confirmed
        # together once they are linked, see mrp.production._post_run_manufacture.
        should = super()._should_auto_confirm_procurement_mo(p)
        if p.supply_policy and get_under_way(self.env.cr, RUNS_ARE_LINKED) is None:
            return False
        return should

    @api.model
    def _get_pull_runs_to_confirm(self, runs):
        """Return those of these runs, linked to what waits for them, that are to be
        confirmed at once."""
        with under_way(self.env.cr, RUNS_ARE_LINKED):
            return runs.filtered(self._should_auto_confirm_procurement_mo)

    @api.model
    def _get_procurements_to_merge_groupby(self, procurement):
        # Core merges needs of different days and keeps the last one's date: a pulled
        # need keeps its own day.
        key = super()._get_procurements_to_merge_groupby(procurement)
        values = procurement.values
        if values.get("supply_policy"):
            is_own = is_direct(values, procurement.location_id)
            line_id = is_own and values["sale_line_id"]
            return (*key, values["date_planned"].date(), line_id)
        return key

    def _update_purchase_order_line(
        self, product_id, product_qty, product_uom, company_id, values, line
    ):
        # Where no vendor price is valid for the new quantity, core takes the unit and
        # the price off the line; and it overwrites a price that a person typed. It
        # rounds what a new line orders up, and what joins it half up: too little.
        if values.get("supply_policy") and product_qty > 0:
            added = product_uom._compute_quantity(product_qty, line.product_uom_id)
            product_qty = line.product_uom_id._compute_quantity(
                added, product_uom, round=False
            )
        vals = super()._update_purchase_order_line(
            product_id, product_qty, product_uom, company_id, values, line
        )
        if values.get("pull_vendor_price"):
            return vals
        unit = vals.get("product_uom_id", line.product_uom_id)
        if not unit:
            unit = vals["product_uom_id"] = line.product_uom_id
            vals["product_qty"] = line.product_qty + product_uom._compute_quantity(
                product_qty, unit, rounding_method="HALF-UP"
            )
        is_typed = values.get("supply_policy") and line._is_pull_price_typed()
        if is_typed or not vals["price_unit"]:
            vals["price_unit"] = line.product_uom_id._compute_price(
                line.price_unit, unit
            )
        if not is_typed:
            vals["technical_price_unit"] = vals["price_unit"]
        return vals
