from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...under_way import get_under_way
from ..vectors.vector import split_rest
from .cogs_book import KEY
from .cogs_items import select_expense_items


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    cogs_row_ids = fields.One2many(
        "pull.cogs.line",
        "account_move_line_id",
        string="Parts of the cost",
        readonly=True,
        groups="pull_through_production.group_pull_cost",
    )

    # === How much ===

    def _get_cogs_value(self):
        # Core values every unit at the average of the order's moves of this product,
        # run and delivery alike, takes off what other lines of the order have posted,
        # and multiplies a posted value by the factor of the unit: three ways to book
        # a cost that is not the line's.
        book = get_under_way(self.env.cr, KEY)
        if book is None or self not in book.amounts:
            return super()._get_cogs_value()
        quantity = self._get_cogs_signed_quantity()
        return book.amounts[self] / quantity if quantity else 0

    def _eligible_for_stock_account(self):
        # Core asks the product that is sold to be storable. A kit seldom is, and its
        # components left stock all the same: their cost would never be booked.
        return super()._eligible_for_stock_account() or self._is_cogs_managed_kit()

    def _is_cogs_managed_kit(self):
        self.ensure_one()
        line = self.sudo().sale_line_ids[:1]
        moves = line.move_ids
        return (
            self.move_id.is_sale_document()
            and bool(moves.product_id - line.product_id)
            and not any(moves.mapped("is_dropship"))
            and line._is_cogs_managed()
        )

    def _get_cogs_signed_quantity(self):
        """Return the quantity in the product's unit, negative on a credit note."""
        self.ensure_one()
        quantity = self.product_uom_id._compute_quantity(
            self.quantity, self.product_id.uom_id
        )
        return -quantity if self.move_id.move_type == "out_refund" else quantity

    # === Which kinds ===

    def _filter_cogs(self):
        """Return the posted cost of goods sold among the items that core posts in
        pairs."""
        items = self.filtered(lambda item: item.display_type == "cogs")
        entries = tuple(items.move_id.ids)
        if not entries:
            return items
        return items & self._search_cogs(SQL("item.move_id IN %s", entries))

    @api.model
    def _search_cogs(self, condition):
        """Return the posted items of cost of goods sold, on the side of the expense.

        :param SQL condition: as of `select_expense_items`
        """
        self.env["account.move"].flush_model(["move_type", "state"])
        self.flush_model(["cogs_origin_id", "display_type", "move_id", "parent_state"])
        rows = self.env.execute_query(select_expense_items(condition))
        return self.browse(sorted(item for (item,) in rows))

    def _write_cogs_rows(self):
        """Split posted items of cost of goods sold into kinds and runs."""
        items = self.sudo()._filter_cogs().sorted(lambda item: (item.date, item.id))
        items.cogs_row_ids.unlink()
        by_line = defaultdict(items.browse)
        for item in items:
            by_line[item.cogs_origin_id.sale_line_ids[:1]] |= item
        lines = self.env["sale.order.line"].sudo()
        lines = lines.browse(line.id for line in by_line)
        vectors = lines._get_cogs_delivered_vectors()
        booked = self.env["pull.cogs.line"]._get_cogs_rows_booked(lines)
        vals_list = []
        for line, own in by_line.items():
            for item in own:
                before = booked[line] if line else {}
                rows = item._split_cogs(vectors.get(line, {}), before)
                vals_list += item._get_cogs_row_vals(line, rows)
        return self.env["pull.cogs.line"].sudo().create(vals_list)

    def _split_cogs(self, vector, booked):
        """Return {key: amount} of one item, and add it to what is booked."""
        rows = split_rest(
            self.balance,
            vector,
            booked,
            self.company_currency_id.rounding,
            self.product_id._get_unknown_cost_key(),
        )
        for key, amount in rows.items():
            booked[key] = booked.get(key, 0) + amount
        return rows

    def _get_cogs_row_vals(self, line, rows):
        basis = line._get_cogs_basis()
        return [
            {
                "account_move_line_id": self.id,
                "sale_line_id": line.id,
                "kind": kind,
                "production_id": run_id,
                "amount": amount,
                "basis": basis,
            }
            for (kind, run_id), amount in rows.items()
        ]
