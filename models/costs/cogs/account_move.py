from collections import namedtuple

from odoo import fields, models
from odoo.exceptions import UserError

from ...under_way import under_way
from .account_move_line import KEY


class Managed(namedtuple("Managed", "lines")):
    """The sales order lines whose cost of goods sold is not core's to post."""

    def forget_after(self, number):
        """Keep all: it was worked out before the posting, see `models/under_way.py`."""


class AccountMove(models.Model):
    _inherit = "account.move"

    # === Posting ===

    def _stock_account_prepare_realtime_out_lines_vals(self):
        # Core makes items also for what stays a draft until its day, and makes them
        # again on that day.
        lines = self._get_cogs_lines()
        with under_way(self.env.cr, KEY, lambda: Managed(lines)):
            return super(
                AccountMove, self.filtered(lambda move: not move._has_cogs())
            )._stock_account_prepare_realtime_out_lines_vals()

    def _has_cogs(self):
        return "cogs" in self.line_ids.mapped("display_type")

    def _post(self, soft=True):
        if not self.env.context.get("move_reverse_cancel"):
            self._filter_cogs_posting(soft)._create_cogs_items()
        posted = super()._post(soft)
        posted._link_reversed_cogs()
        items = posted.line_ids.filtered(lambda item: item.display_type == "cogs")
        items._mark_cogs()
        items._write_cogs_rows()
        posted._settle_cogs()
        return posted

    def _filter_cogs_posting(self, soft):
        """Return those that are about to be posted, in the order of their days."""
        today = fields.Date.context_today(self)
        return self.filtered(
            lambda move: (
                move.state == "draft"
                and not (soft and move.date > today)
                and move.is_sale_document(include_receipts=True)
            )
        ).sorted(lambda move: (move._get_cogs_day(), move.id))

    def _get_cogs_day(self):
        """Return the day that the cost of goods sold of an invoice is due on."""
        day = self.invoice_date and self.date or fields.Date.context_today(self)
        return max(filter(None, (day, self.company_id._get_pull_first_open_day())))

    def _get_cogs_lines(self):
        """Return the order lines of these invoices that this module books."""
        # Sudo: who invoices need not see orders.
        invoices = self.filtered(
            lambda move: move.is_sale_document(include_receipts=True)
        )
        return invoices.invoice_line_ids.sudo().sale_line_ids._filter_cogs_managed()

    def _create_cogs_items(self):
        """Add to invoices what is due as of their own day."""
        lines = self._get_cogs_lines()
        if not lines:
            return
        lines._lock_cogs()
        book = lines._get_cogs_book(besides=self)
        vals_list = []
        for move in self:
            day = move._get_cogs_day()
            for item in move.sudo().invoice_line_ids:
                line = item.product_id and item.sale_line_ids[:1]
                if line and line in lines:
                    quantity = item._get_cogs_signed_quantity()
                    book.add_invoiced(line, day, quantity)
                    vals_list += line._get_cogs_invoice_items(book, day, item)
        # Sudo: who invoices need not see costs.
        self.env["account.move.line"].sudo().create(vals_list)

    # === Reversing ===

    def _link_reversed_cogs(self):
        """Say which lines a reversed item of cost of goods sold belongs to.

        Core copies the items when a reversal cancels a document, and leaves that out.
        """
        for move in self.filtered("reversed_entry_id").sudo():
            items = move.line_ids.filtered(
                lambda item: item.display_type == "cogs" and not item.cogs_origin_id
            )
            originals = move.reversed_entry_id.line_ids.filtered(
                lambda item: item.display_type == "cogs"
            )
            for item, original in zip(
                items.sorted("id"), originals.sorted("id"), strict=False
            ):
                item.cogs_origin_id = move._get_cogs_reversed_origin(original)
                item.pull_sale_line_id = original.pull_sale_line_id
                item.pull_cogs_side = original.pull_cogs_side

    def _get_cogs_reversed_origin(self, original):
        origin = original.cogs_origin_id
        own = self.invoice_line_ids.filtered(
            lambda item: (
                item.product_id == origin.product_id
                and item.sale_line_ids == origin.sale_line_ids
            )
        )
        return own[:1] or origin

    # === Every other event ===

    def button_draft(self):
        self._check_cogs_entry()
        lines = self._get_cogs_lines()
        res = super().button_draft()
        lines._settle_cogs(self._get_cogs_cause())
        return res

    def button_cancel(self):
        lines = self._get_cogs_lines()
        res = super().button_cancel()
        lines._settle_cogs(self._get_cogs_cause())
        return res

    def unlink(self):
        lines, cause = self._get_cogs_lines(), self._get_cogs_cause()
        res = super().unlink()
        lines._settle_cogs(cause)
        return res

    def _settle_cogs(self):
        for move in self:
            move._get_cogs_lines()._settle_cogs(move._get_cogs_cause())

    def _get_cogs_cause(self):
        return ", ".join(name for name in self.mapped("name") if name)

    def _check_cogs_entry(self):
        """Refuse to reset an entry that follows from documents: they decide on it."""
        for move in self.sudo():
            lines = move.line_ids.pull_sale_line_id
            if lines and move.move_type == "entry" and move.state == "posted":
                raise UserError(
                    self.env._(
                        "%(entry)s follows from what is delivered and invoiced of "
                        "%(orders)s, and cannot be reset to draft. Change the invoice "
                        "or the delivery: another entry then sets it right. Or reverse "
                        "it.",
                        entry=move.name,
                        orders=", ".join(lines.order_id.mapped("name")),
                    )
                )
