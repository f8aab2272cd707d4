from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...access import COST
from ...technical import hide_technical
from ...under_way import get_under_way
from ..vectors.vector import split_rest
from .cogs_items import mark_items

SIDES = [("stock", "Stock valuation"), ("expense", "Cost of goods sold")]
KEY = "pull_through_production.cogs"  # of the sales order lines of a posting under way
TECHNICAL_FIELDS = {"pull_cogs_side"}
KEPT = {"pull_sale_line_id", "pull_cogs_side"}  # by the module alone


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    pull_sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Sold on",
        copy=False,
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        groups=COST,
        help="The sales order line whose cost of goods sold this is.",
    )
    pull_cogs_side = fields.Selection(
        SIDES,
        string="Side of the cost of goods sold",
        copy=False,
        readonly=True,
        groups=COST,
        help="Whether the account that the goods left, or that of the expense.",
    )
    cogs_row_ids = fields.One2many(
        "pull.cogs.line",
        "account_move_line_id",
        string="Parts of the cost",
        readonly=True,
        groups=COST,
    )

    def write(self, vals):
        # Core leaves out what does not change, before it asks who may write it.
        for name in KEPT & vals.keys():
            self._check_field_access(self._fields[name], "write")
        return super().write(vals)

    def init(self):
        res = super().init()
        # What was booked before this module is booked too.
        mark_items(self.env.cr, SQL("TRUE"))
        return res

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    # === How much ===

    def _eligible_for_stock_account(self):
        # Core values every unit at the average of the order's moves of this product,
        # run and delivery alike, takes off what other lines of the order have posted,
        # and hands an amount over as a rounded unit price. What this module manages,
        # it books itself.
        managed = get_under_way(self.env.cr, KEY)
        if managed and self.sudo().sale_line_ids & managed.lines:
            return False
        return super()._eligible_for_stock_account()

    def _is_cogs_invoiced(self):
        """Tell whether an invoice line makes goods be invoiced, as core asks."""
        return self.parent_state == "posted" and bool(self.product_id)

    def _get_cogs_signed_quantity(self):
        """Return the quantity in the product's unit, negative on a credit note."""
        self.ensure_one()
        quantity = self.product_uom_id._compute_quantity(
            self.quantity, self.product_id.uom_id, round=False
        )
        return -quantity if self.move_id.move_type == "out_refund" else quantity

    # === Which kinds ===

    def _filter_cogs(self):
        """Return the posted cost of goods sold among these, on the expense side."""
        return self.filtered(
            lambda item: (
                item.display_type == "cogs"
                and item.parent_state == "posted"
                and item.sudo().pull_cogs_side == "expense"
            )
        )

    @api.model
    def _search_cogs(self, domain):
        """Return the posted items of cost of goods sold, on the side of the expense."""
        return self.search(
            [
                *domain,
                ("pull_cogs_side", "=", "expense"),
                ("parent_state", "=", "posted"),
            ]
        )

    def _mark_cogs(self):
        """Write which side these items are of, where core posted them."""
        new = self.sudo().filtered(
            lambda item: item.display_type == "cogs" and not item.pull_cogs_side
        )
        if new:
            new.flush_recordset(["cogs_origin_id", "display_type", "move_id"])
            mark_items(self.env.cr, SQL("item.move_id IN %s", tuple(new.move_id.ids)))
            new.invalidate_recordset(["pull_cogs_side", "pull_sale_line_id"])

    def _write_cogs_rows(self):
        """Split posted items of cost of goods sold into kinds and runs."""
        items = self.sudo()._filter_cogs().sorted(lambda item: (item.date, item.id))
        items.cogs_row_ids.unlink()
        lines = items.pull_sale_line_id
        book = lines._get_cogs_book()
        booked = self.env["pull.cogs.line"]._get_cogs_rows_booked(lines)
        vals_list = []
        for item in items:
            line = item.pull_sale_line_id
            vector, specific = book.get_vector(line, item.date) if line else ({}, False)
            before = booked[line] if line else []
            rows = item._split_cogs(vector, before)
            vals_list += item._get_cogs_row_vals(line, rows, specific)
        return self.env["pull.cogs.line"].sudo().create(vals_list)

    def _split_cogs(self, vector, booked):
        """Return {key: amount} of one item, and add it to what is booked.

        :param booked: [(day, key, amount)]
        """
        before = defaultdict(float)
        for day, key, amount in booked:
            if day <= self.date:
                before[key] += amount
        rows = split_rest(
            self.balance,
            vector,
            before,
            self.company_currency_id.rounding,
            self.product_id._get_unknown_cost_key(),
        )
        booked += [(self.date, key, amount) for key, amount in rows.items()]
        return rows

    def _get_cogs_row_vals(self, line, rows, specific):
        return [
            {
                "account_move_line_id": self.id,
                "sale_line_id": line.id,
                "kind": kind,
                "production_id": run_id,
                "amount": amount,
                "basis": "specific" if specific else "averaged",
            }
            for (kind, run_id), amount in rows.items()
        ]
