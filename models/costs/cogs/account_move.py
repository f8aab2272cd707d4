from odoo import models

from ...under_way import under_way
from .cogs_book import KEY


class AccountMove(models.Model):
    _inherit = "account.move"

    def _stock_account_prepare_realtime_out_lines_vals(self):
        lines = self.invoice_line_ids.sudo().sale_line_ids
        lines = lines.filtered(lambda line: line._is_cogs_managed())
        with under_way(self.env.cr, KEY, lambda: lines._get_cogs_book(self.sudo())):
            return super()._stock_account_prepare_realtime_out_lines_vals()

    def _post(self, soft=True):
        posted = super()._post(soft)
        if self.env.context.get("move_reverse_cancel"):
            posted._link_reversed_cogs()
        posted.line_ids.filtered(
            lambda item: item.display_type == "cogs"
        )._write_cogs_rows()
        return posted

    def _link_reversed_cogs(self):
        """Say which invoice line a reversed item of cost of goods sold belongs to.

        Core copies the items when a reversal cancels an invoice, and leaves that out.
        """
        for move in self:
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

    def _get_cogs_reversed_origin(self, original):
        origin = original.cogs_origin_id
        own = self.invoice_line_ids.filtered(
            lambda item: (
                item.product_id == origin.product_id
                and item.sale_line_ids == origin.sale_line_ids
            )
        )
        return own[:1] or origin
