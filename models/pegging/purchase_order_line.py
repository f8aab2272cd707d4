from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..access import INTERNAL
from . import walks
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
            told = line._get_pull_told_lines()
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
        direct = lines.sale_line_id._get_pull_direct_supply()
        quantities = {}
        for line, own in zip(self, lines, strict=True):
            shares = own._get_pull_direct_shares(direct)
            shares = shares or graph.get_purchase_line_shares(own, receipts[own])
            quantities[line] = {
                sale_line.with_env(self.env): share * own.product_qty
                for sale_line, share in shares.items()
            }
        return quantities

    def _is_pull_direct(self):
        """Tell whether the vendor ships this line straight to the customer of an order
        line: not a service, and nothing that core bought into stock for one."""
        self.ensure_one()
        place = self.location_final_id
        return bool(self.sale_line_id and place and place._is_outgoing())

    def _get_pull_direct_shares(self, direct):
        """Return {order line: share of this line's quantity that serves it}; empty for
        what passes the own stock.

        :param direct: see `DirectSupply`
        """
        if not self._is_pull_direct() or not self.product_uom_qty:
            return {}
        flows = direct.get_flows(self.sale_line_id, self.product_id)
        taken = min(flows.get(self, 0), self.product_uom_qty)
        return {self.sale_line_id: taken / self.product_uom_qty} if taken else {}

    def _get_pull_to_be_received(self):
        """Return for how much of this line a receipt is still to be made, in the unit
        of its product. Confirming makes it, and where it is cancelled after that,
        nothing comes; set back from there, what had come before is there."""
        self.ensure_one()
        if self.state == "cancel" or (self.state == "purchase" and self.move_ids):
            return 0
        came = sum(move._get_peg_quantity() for move in self._get_peg_receipts())
        return max(self.product_uom_qty - came, 0)

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
            %(own)s
            UNION ALL
            SELECT document.id AS doc_id, waiting.id AS move_id
            FROM (%(documents)s) AS document(id)
            CROSS JOIN LATERAL (
                SELECT move.id
                FROM stock_move_created_purchase_line_rel rel
                JOIN stock_move move ON move.id = rel.move_id AND move.state != 'cancel'
                WHERE rel.created_purchase_line_id = document.id
                OFFSET 0
            ) waiting
            """,
            own=walks.starts(documents, "purchase_line_id"),
            documents=documents,
        )

    def _get_pull_suppliers(self, moves):
        return moves.purchase_line_id | moves.created_purchase_line_ids

    def _get_direct_pegs(self, documents):
        # Once the vendor's transfer is there, it names the order line too.
        return SQL(
            """
            SELECT bought.id AS doc_id, bought.sale_line_id AS line_id
            FROM purchase_order_line bought
            JOIN purchase_order purchase ON purchase.id = bought.order_id
            JOIN stock_location location ON location.id = bought.location_final_id
            WHERE bought.id IN (%s)
            AND location.usage IN ('customer', 'transit')
            AND purchase.state != 'cancel'
            """,
            documents,
        )

    def _get_direct_suppliers(self, lines):
        return lines.purchase_line_ids.filtered(
            lambda bought: bought.state != "cancel" and bought._is_pull_direct()
        )
