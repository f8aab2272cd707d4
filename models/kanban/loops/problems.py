"""Why loops cannot order, in words."""

from ..states import BUY, MAKE, SUBCONTRACT


class Problems:
    """Looks at loops with superuser rights, bills of materials of all at once.

    Built by `pull.kanban.loop._get_problems`. Meant to be inherited: `_get_reason`.
    """

    def __init__(self, loops):
        self.env, self.loops = loops.env, loops.sudo()

    def get_reasons(self):
        """Return {loop: reason} of those that cannot order."""
        found = {}
        for company, loops in self.loops.grouped("company_id").items():
            boms = self._get_boms(loops, company)
            for loop in loops.with_company(company):
                if reason := self._get_reason(loop, boms):
                    found[loop] = reason
        return found

    def _get_boms(self, loops, company):
        """Return {kind of bill: {product: bill}}."""
        boms = self.env["mrp.bom"].sudo().with_company(company)
        kinds = [
            kind
            for kind, _label in boms._fields["type"]._description_selection(self.env)
        ]
        return {
            kind: boms._bom_find(loops.product_id, company_id=company.id, bom_type=kind)
            for kind in ("normal", "subcontract")
            if kind in kinds
        }

    def _get_reason(self, loop, boms):
        product, location = loop.product_id, loop.location_id
        names = {"product": product.display_name, "location": location.display_name}
        if not product.active:
            return self.env._("%(product)s is archived.", **names)
        if product.company_id and product.company_id != loop.company_id:
            return self.env._("%(product)s belongs to another company.", **names)
        if not location.active or not location.warehouse_id:
            return self.env._(
                "%(location)s is archived, or in no warehouse: stop the loop and "
                "choose another place.",
                **names,
            )
        if product.uom_id != loop.uom_id:
            return self.env._(
                "The unit of %(product)s is now %(uom)s: correct the card quantity, "
                "then resume the loop.",
                uom=product.uom_id.name,
                **names,
            )
        return getattr(self, f"_get_{loop.source}_reason")(loop, boms, names)

    def _get_make_reason(self, loop, boms, names):
        bom = loop.bom_id or boms["normal"][loop.product_id]
        if not bom or not bom.active or bom.type != "normal":
            return self.env._(
                "%(product)s has no bill of materials: add one, or choose another "
                "source.",
                **names,
            )
        return self._get_warehouse_reason(loop, MAKE, names)

    def _get_buy_reason(self, loop, boms, names):
        sellers = loop.product_id.seller_ids.filtered(
            lambda seller: (
                seller.partner_id.active
                and seller.company_id <= loop.company_id
                and loop.partner_id <= seller.partner_id
            )
        )
        if not sellers:
            return self.env._(
                "%(product)s has no vendor: add one, or choose another source.", **names
            )
        return self._get_warehouse_reason(loop, BUY, names)

    def _get_subcontract_reason(self, loop, boms, names):
        if SUBCONTRACT not in boms:
            return self.env._("Subcontracting is not installed: choose another source.")
        bom = boms[SUBCONTRACT][loop.product_id]
        if not bom:
            return self.env._(
                "%(product)s has no bill of materials for a subcontractor.", **names
            )
        return self._get_buy_reason(loop, boms, names)

    def _get_move_reason(self, loop, boms, names):
        origin = loop.source_location_id
        if not origin or not origin.active:
            return self.env._("The location that it is moved from is archived.")
        return False

    def _get_warehouse_reason(self, loop, source, names):
        """What is made or bought comes to the stock of the warehouse."""
        warehouse = loop.location_id.warehouse_id
        if not loop.location_id._child_of(warehouse.lot_stock_id):
            return self.env._(
                "%(location)s is outside the stock of its warehouse: nothing is made "
                "or bought straight for it. Let the cards move goods from the stock.",
                **names,
            )
        if not get_rule(loop, source):
            return self.env._(
                "%(warehouse)s neither makes nor buys: see its settings.",
                warehouse=warehouse.display_name,
            )
        return False


def get_rule(loop, source):
    """Return the rule by which the warehouse of a loop makes or buys."""
    warehouse = loop.location_id.warehouse_id
    rule = warehouse.buy_pull_id if source != MAKE else warehouse.manufacture_pull_id
    return rule.filtered("active")
