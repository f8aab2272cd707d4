from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..access import INTERNAL
from .walks import DOWNSTREAM


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "pull.pegged.mixin"]

    pull_served_quantities = fields.Char(
        string="Serves Quantities",
        compute="_compute_pull_served_quantities",
        groups=INTERNAL,
        help="The customer orders that this line was bought for, with the quantity of "
        "each.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_pull_served_quantities(self):
        quantities = self._origin._get_pull_quantities_by_line()
        for line in self:
            told = line.pull_sale_line_ids
            by_order = defaultdict(float)
            for sale_line, quantity in quantities.get(line._origin, {}).items():
                # Sudo: whom it serves is told without rights on orders.
                is_told = self.env.su or sale_line in told
                name = sale_line.sudo().order_id.name if is_told else False
                by_order[name] += quantity
            line.pull_served_quantities = ", ".join(
                f"{name or self.env._('others')}: "
                f"{line.product_uom_id.round(quantity):g}"
                for name, quantity in by_order.items()
            )

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
        graph = (starts | lines.move_dest_ids)._get_peg_graph(DOWNSTREAM)
        quantities = {}
        for line, own in zip(self, lines, strict=True):
            shares = graph.get_purchase_line_shares(own, receipts[own])
            quantities[line] = {
                sale_line.with_env(self.env): share * own.product_qty
                for sale_line, share in shares.items()
            }
        return quantities

    def _get_pull_living_receipts(self):
        return self.move_ids.filtered(lambda move: move.state != "cancel")

    def _get_peg_receipts(self):
        """Return the moves that bring this line's goods in.

        Returns are left out, and the steps after the first: core writes the purchase
        line on them too.
        """
        self.ensure_one()
        moves = self._get_pull_living_receipts().filtered(
            lambda move: not move.origin_returned_move_id
        )
        return moves.filtered(lambda move: not (move.move_orig_ids & moves))

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

    def _get_pull_suppliers(self, moves):
        return moves.purchase_line_id | moves.created_purchase_line_ids
