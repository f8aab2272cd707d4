from odoo import api, fields, models

from ...access import INTERNAL
from ...technical import hide_technical


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    kanban_supply_id = fields.Many2one(
        "pull.kanban.supply",
        "Kanban Replenishment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=INTERNAL,
    )
    kanban_card = fields.Char(
        "Kanban Card", related="kanban_supply_id.card_id.name", groups=INTERNAL
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, {"kanban_supply_id"})

    @api.model
    def _prepare_purchase_order_line_from_procurement(
        self,
        product_id,
        product_qty,
        product_uom,
        location_dest_id,
        name,
        origin,
        company_id,
        values,
        po,
    ):
        vals = super()._prepare_purchase_order_line_from_procurement(
            product_id,
            product_qty,
            product_uom,
            location_dest_id,
            name,
            origin,
            company_id,
            values,
            po,
        )
        if supply_id := values.get("kanban_supply_id"):
            vals["kanban_supply_id"] = supply_id
        return vals

    def _find_candidate(
        self,
        product_id,
        product_qty,
        product_uom,
        location_id,
        name,
        origin,
        company_id,
        values,
    ):
        # What is bought for a card is a line of its own, and nothing joins it.
        lines = self.filtered(lambda line: not line.sudo().kanban_supply_id)
        if values.get("kanban_supply_id"):
            return lines.browse()
        return super(PurchaseOrderLine, lines)._find_candidate(
            product_id,
            product_qty,
            product_uom,
            location_id,
            name,
            origin,
            company_id,
            values,
        )

    def _get_pull_owner(self):
        # Sudo: a buyer need not read cards.
        return self.sudo().kanban_supply_id or super()._get_pull_owner()

    def _keep_kanban_quantity(self):
        """Let the line bring exactly what the card holds: a vendor's unit may have
        rounded it."""
        supply = self.kanban_supply_id
        uom, unit = supply.uom_id, self.product_uom_id
        brought = unit._compute_quantity(self.product_qty, uom, round=False)
        if uom.compare(brought, supply.quantity):
            price = unit._compute_price(self.price_unit, uom)
            self.write({"product_uom_id": uom.id, "product_qty": supply.quantity})
            self.write({"price_unit": price, "technical_price_unit": price})

    def _prepare_stock_move_vals(
        self, picking, price_unit, product_uom_qty, product_uom
    ):
        vals = super()._prepare_stock_move_vals(
            picking, price_unit, product_uom_qty, product_uom
        )
        vals["kanban_supply_id"] = self.sudo().kanban_supply_id.id
        return vals

    def unlink(self):
        supplies = self.sudo().kanban_supply_id
        res = super().unlink()
        supplies._close_ended()
        return res
