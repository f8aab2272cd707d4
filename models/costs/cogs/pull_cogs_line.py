from collections import defaultdict

from odoo import api, fields, models

from ...access import check_one
from ..vectors.cost_kinds import KINDS

BASES = [("specific", "Order-specific"), ("averaged", "Averaged")]


class PullCogsLine(models.Model):
    """One part of a posted item of cost of goods sold: its kind and run.

    The rows of a journal item sum to its balance, to the cent.
    """

    _name = "pull.cogs.line"
    _description = "Part of the Cost of Goods Sold"
    _order = "account_move_line_id, id"

    account_move_line_id = fields.Many2one(
        "account.move.line",
        string="Journal item",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    account_move_id = fields.Many2one(
        related="account_move_line_id.move_id", string="Journal entry"
    )
    date = fields.Date(related="account_move_line_id.date")
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Sales order line",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    order_id = fields.Many2one(related="sale_line_id.order_id", string="Sales order")
    product_id = fields.Many2one(related="account_move_line_id.product_id")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    production_id = fields.Many2one(
        "mrp.production",
        string="Run",
        readonly=True,
        index="btree_not_null",
        help="The run that incurred this cost, at whatever level of the chain.",
    )
    amount = fields.Monetary(readonly=True)
    basis = fields.Selection(
        BASES,
        required=True,
        readonly=True,
        default="averaged",
        help="Order-specific: the cost of the very units that the customer got, known "
        "by their lots. Averaged: right in total, but the costs of several runs or "
        "receipts may be mixed.",
    )
    company_id = fields.Many2one(
        related="account_move_line_id.company_id",
        store=True,
        precompute=True,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.model
    def _get_cogs_rows_booked(self, lines):
        """Return {sales order line: [(day, key, amount)]} of the rows there are."""
        booked = defaultdict(list)
        for row in self.sudo().search(self._get_rows_domain(lines)):
            key = (row.kind, row.production_id.id)
            booked[row.sale_line_id].append((row.date, key, row.amount))
        return booked

    @api.model
    def _get_rows_domain(self, lines):
        """Return the domain of what the next cost of these lines goes on from.

        Extend it to leave out rows that are no part of what left stock.
        """
        return [("sale_line_id", "in", lines.ids)]

    @api.model
    def _check_pull_cost_integrity(self):
        """Return what does not tie to the ledger: nothing, if all is well.

        Over all companies and the whole database: every done, valued move is the sum
        of its cost lines, and every posted item of cost of goods sold the sum of its
        rows, to the cent.

        :return: a list of sentences that name the document and both figures
        """
        self.env.flush_all()
        # Sudo: of the whole database, whoever asks.
        gaps = self.env["pull.cost.gap"].sudo().search([("difference", "!=", 0)])
        return [
            self.env._(
                "%(document)s (%(product)s): %(expected).2f in the books, %(found).2f "
                "in parts.",
                document=gap.reference or gap.stock_move_id.id,
                product=gap.product_id.display_name,
                expected=gap.expected,
                found=gap.found,
            )
            for gap in gaps
        ]

    def action_open_entry(self):
        check_one(self)
        return self.account_move_id._get_records_action()
