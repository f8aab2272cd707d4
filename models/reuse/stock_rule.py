from odoo import api, models

from ..change.scope import get_scope


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _pull_leave_supplied(self, procurements):
        return [
            kept
            for procurement in super()._pull_leave_supplied(procurements)
            for kept in self._serve_from_own_supply(procurement)
        ]

    def _serve_from_own_supply(self, procurement):
        """Return what of a procurement still has to be made or bought, if anything.

        A need that grows is first served from what its own supplies have too much, and
        from what earlier changes of the order have freed.
        """
        uom = procurement.product_uom
        need = procurement.values.get("move_dest_ids") or self.env["stock.move"]
        need = need.sudo()
        if (
            uom.compare(procurement.product_qty, 0) <= 0
            or len(need) != 1
            or not self._may_have_pull_surplus(need, procurement)
        ):
            return [procurement]
        unit = need.product_id.uom_id
        asked = uom._compute_quantity(procurement.product_qty, unit)
        missing = need._find_own_supply(asked, procurement.values.get("reference_ids"))
        if unit.compare(missing, asked) < 0:
            procurement = procurement._replace(
                product_qty=unit._compute_quantity(
                    missing, uom, rounding_method="HALF-UP"
                )
            )
        return [procurement] if uom.compare(procurement.product_qty, 0) > 0 else []

    def _may_have_pull_surplus(self, need, procurement):
        """Tell whether a pulled need may have supply already: it is linked to some, or
        its order is being changed."""
        is_pulled = bool(procurement.values.get("supply_policy"))
        # A step from another warehouse serves a need by policy, as do those before it.
        steps = need.move_orig_ids | need.move_dest_ids
        if not (is_pulled or steps.filtered("supply_policy")):
            return False
        if need.move_orig_ids or need.created_purchase_line_ids:
            return True
        scope = get_scope(self.env.cr)
        references = procurement.values.get("reference_ids")
        return bool(scope and references and references & scope.references)
