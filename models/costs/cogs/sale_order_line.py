from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..vectors.vector import add, scale
from .cogs_book import CogsBook
from .cogs_entry import CogsEntry


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_cogs_managed(self):
        """Tell whether this module books the line's cost of goods sold.

        It does for products with a supply policy, and for kits of such products.
        Others are left to core.
        """
        self.ensure_one()
        line = self.with_company(self.company_id)
        products = line.product_id | line.move_ids.product_id
        policies = products.mapped("effective_supply_policy")
        return bool(line.supply_policy or any(policies))

    # === Delivered ===

    def _get_delivered_costs(self):
        """Return {line: (value, quantity)} of what customers have and did not return.

        Values are unrounded. Quantities are in the product's unit; of a kit, whole
        kits.
        """
        result = {}
        for line, vector in self._get_cogs_delivered_vectors().items():
            moves = line._get_pull_deliveries()
            value = sum(vector.values())
            quantity = sum(
                -move._get_valued_qty() if move.is_in else move._get_valued_qty()
                for move in moves
            )
            if moves.product_id - line.product_id:
                quantity = line.product_uom_id._compute_quantity(
                    line.qty_delivered, line.product_id.uom_id, round=False
                )
            result[line] = (value, quantity)
        return result

    def _get_cogs_delivered_vectors(self):
        """Return {line: {key: weight}} of what customers have and did not return."""
        moves = self._get_pull_deliveries()
        vectors = moves._get_cost_vectors()
        return {
            line: add(
                scale(vectors[move], -1 if move.is_in else 1)
                for move in line._get_pull_deliveries()
            )
            for line in self
        }

    def _get_cogs_basis(self):
        """Tell whether the cost is that of the very units delivered, by their lots."""
        moves = self._get_pull_deliveries().filtered("is_out")
        by_lot = moves and all(
            move.product_id.lot_valuated and all(move.move_line_ids.mapped("lot_id"))
            for move in moves
        )
        return "specific" if by_lot else "averaged"

    # === Invoiced and booked ===

    def _get_cogs_quantities_invoiced(self, besides):
        """Return {line: quantity on posted invoices less credit notes}.

        :param besides: `account.move` records not to count
        :return: in the product's unit
        """
        result = defaultdict(float)
        for item in self.sudo().invoice_lines:
            if item.parent_state == "posted" and item.move_id not in besides:
                result[item.sale_line_ids[:1]] += item._get_cogs_signed_quantity()
        return result

    def _get_cogs_items(self):
        """Return the posted journal items of cost of goods sold of these lines."""
        items = self.env["account.move.line"].sudo()
        origins = tuple(self.sudo().invoice_lines.ids)
        if not origins:
            return items
        return items._search_cogs(SQL("item.cogs_origin_id IN %s", origins))

    def _get_cogs_booked(self):
        result = defaultdict(float)
        for item in self._get_cogs_items():
            result[item.cogs_origin_id.sale_line_ids[:1]] += item.balance
        return result

    def _get_cogs_book(self, posting):
        """Return how much of what was delivered of these lines is cost of goods sold.

        Meant to be inherited, to have another `CogsBook`.

        :param posting: `account.move` records about to be posted, or none
        """
        return CogsBook(self, posting)

    # === Delivered after the invoice ===

    def _settle_cogs(self, moves):
        """Book the cost of goods sold of what was invoiced before it was delivered.

        Likewise gives back the cost of what is returned after its credit note.

        :param moves: the moves just done
        """
        lines = self.sudo().filtered(
            lambda line: (
                line.product_id.with_company(line.company_id).valuation == "real_time"
                and line._is_cogs_managed()
                and "posted" in line.invoice_lines.mapped("parent_state")
            )
        )
        if not lines:
            return
        book = lines._get_cogs_book(self.env["account.move"])
        entries = [
            line._get_cogs_entry(book.get_due(line))
            for line in lines
            if line._is_cogs_settled_by(moves & line._get_pull_deliveries(), book)
        ]
        self._post_cogs([entry for entry in entries if entry.is_possible()])

    def _get_cogs_entry(self, amount):
        """Return the entry of a cost that comes after its invoice.

        Meant to be inherited, to have another `CogsEntry`.
        """
        return CogsEntry(self, amount)

    def _is_cogs_settled_by(self, moves, book):
        """Tell whether these moves brought what was invoiced, or credited, before."""
        invoiced, now = book.invoiced[self], book.delivered[self][1]
        if any(moves.mapped("is_in")):
            return invoiced <= now
        before = now - sum(move._get_valued_qty() for move in moves)
        return invoiced >= now or invoiced > before

    @api.model
    def _post_cogs(self, entries):
        # Sudo: as core's entries of stock moves, whoever does the move.
        moves = self.env["account.move"].sudo()
        moves = moves.create([entry.get_vals() for entry in entries])
        if moves:
            moves._post()
        return moves
