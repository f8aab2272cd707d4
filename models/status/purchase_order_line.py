from odoo import api, models
from odoo.tools import SQL

from .noting import LINES, MOVES, PURCHASES, note

LOOKED_AT = {
    *("product_qty", "product_uom_id", "state", "qty_received", "order_id"),
    *("move_dest_ids", "move_ids", "sale_line_id"),
}


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "pull.urgent.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._note_pull_stage()
        return lines

    def write(self, vals):
        if LOOKED_AT & vals.keys():
            self._note_pull_stage()
            if {"move_dest_ids", "sale_line_id"} & vals.keys():
                self._note_pull_served()
        return super().write(vals)

    def unlink(self):
        self._note_pull_served()
        return super().unlink()

    def _note_pull_stage(self):
        """Note that the order lines that these serve may be in another stage."""
        note(self.env, PURCHASES, self.ids)

    def _note_pull_served(self):
        """Note what these serve before they serve it no longer."""
        lines = self.sudo()
        note(self.env, LINES, lines.sale_line_id.ids)
        note(self.env, MOVES, (lines.move_dest_ids | lines.move_ids.move_dest_ids).ids)

    def _get_pull_open_sql(self, alias):
        orders = self.env["purchase.order"]
        return SQL(
            "%s IN (SELECT id FROM purchase_order WHERE %s)",
            SQL.identifier(alias, "order_id"),
            orders._get_pull_open_sql("purchase_order"),
        )
