from odoo import models
from odoo.tools import SQL


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "pull.pegged.mixin"]

    def _get_peg_start(self, documents):
        lines = SQL(
            "SELECT id FROM purchase_order_line WHERE order_id IN (%s)", documents
        )
        return SQL(
            """
            SELECT line.order_id AS doc_id, start.move_id
            FROM (%s) start
            JOIN purchase_order_line line ON line.id = start.doc_id
            """,
            self.env["purchase.order.line"]._get_peg_start(lines),
        )

    def _get_pull_suppliers(self, moves):
        lines = self.env["purchase.order.line"]._get_pull_suppliers(moves)
        return lines.order_id

    def _get_direct_pegs(self, documents):
        lines = SQL(
            "SELECT id FROM purchase_order_line WHERE order_id IN (%s)", documents
        )
        return SQL(
            """
            SELECT line.order_id AS doc_id, direct.line_id
            FROM (%s) direct
            JOIN purchase_order_line line ON line.id = direct.doc_id
            """,
            self.env["purchase.order.line"]._get_direct_pegs(lines),
        )

    def _get_direct_suppliers(self, lines):
        purchases = self.env["purchase.order.line"]._get_direct_suppliers(lines)
        return purchases.order_id
