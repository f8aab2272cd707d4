from odoo import models
from odoo.tools import SQL

from .graph import PegGraph


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "pull.pegged.mixin"]

    def _get_pull_quantities(self):
        """Return how much of this purchase line serves each order line.

        :return: {sale line: quantity in the unit of this purchase line}; what the line
            buys beyond the needs is nobody's
        """
        self.ensure_one()
        return self._get_pull_quantities_by_line()[self]

    def _get_pull_quantities_by_line(self):
        """Return {purchase line: {sale line: quantity}}, for many lines at once."""
        lines = self.sudo()
        receipts = {line: line._get_peg_receipts() for line in lines}
        starts = self.env["stock.move"].union(*receipts.values())
        graph = PegGraph.downstream_of(starts | lines.move_dest_ids)
        quantities = {}
        for line, own in zip(self, lines, strict=True):
            shares = graph.get_purchase_line_shares(own, receipts[own])
            quantities[line] = {
                sale_line.with_env(self.env): share * own.product_qty
                for sale_line, share in shares.items()
            }
        return quantities

    def _get_peg_receipts(self):
        """Return the moves that bring this line's goods in, returns left out."""
        self.ensure_one()
        return self.move_ids.filtered(
            lambda move: move.state != "cancel" and not move.origin_returned_move_id
        )

    def _get_peg_start(self, documents):
        return SQL(
            """
            SELECT move.purchase_line_id AS doc_id, move.id AS move_id
            FROM stock_move move
            WHERE move.purchase_line_id IN (%(documents)s) AND move.state != 'cancel'
            UNION ALL
            SELECT rel.created_purchase_line_id AS doc_id, move.id AS move_id
            FROM stock_move_created_purchase_line_rel rel
            JOIN stock_move move ON move.id = rel.move_id AND move.state != 'cancel'
            WHERE rel.created_purchase_line_id IN (%(documents)s)
            """,
            documents=documents,
        )

    def _get_moves_supplied(self, moves):
        return moves.purchase_line_id | moves.created_purchase_line_ids
