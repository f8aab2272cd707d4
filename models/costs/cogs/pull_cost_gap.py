from odoo import fields, models
from odoo.tools import SQL

from ...access import check_one

GAP_TYPES = [("cogs", "Cost of goods sold"), ("move", "Stock move")]


class PullCostGap(models.Model):
    """Where the parts of a cost do not sum to what they are parts of: nowhere, ever."""

    _name = "pull.cost.gap"
    _description = "Cost Reconciliation"
    _auto = False
    _rec_name = "reference"
    _order = "date desc, id desc"
    _depends = {
        "account.move": ["name", "move_type"],
        "account.move.line": [
            "balance",
            "company_id",
            "date",
            "move_id",
            "parent_state",
            "product_id",
            "pull_cogs_side",
        ],
        "pull.cogs.line": ["account_move_line_id", "amount"],
        "stock.move": [
            "company_id",
            "date",
            "is_in",
            "is_out",
            "product_id",
            "reference",
            "state",
            "value",
        ],
        "stock.move.cost.line": ["amount", "move_id"],
    }

    gap_type = fields.Selection(GAP_TYPES, string="Type", readonly=True)
    reference = fields.Char("Document", readonly=True)
    account_move_line_id = fields.Many2one(
        "account.move.line", "Journal Item", readonly=True
    )
    stock_move_id = fields.Many2one("stock.move", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    date = fields.Date(readonly=True)
    expected = fields.Monetary(
        readonly=True,
        help="The balance of the journal item, or the value of the stock move.",
    )
    found = fields.Monetary(readonly=True, help="What its parts sum to.")
    difference = fields.Monetary(readonly=True, help="Expected minus found.")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT whole.*,
                   company.currency_id,
                   whole.expected - whole.found AS difference
            FROM (%s UNION ALL %s) whole
            JOIN res_company company ON company.id = whole.company_id
            JOIN res_currency currency ON currency.id = company.currency_id
            WHERE ABS(whole.expected - whole.found) >= currency.rounding / 2
            """,
            self._select_items(),
            self._select_moves(),
        )

    def _select_items(self):
        """Select the journal items that have parts. Meant to be extended."""
        return self._select_items_where(
            SQL("item.pull_cogs_side = 'expense' AND item.parent_state = 'posted'")
        )

    def _select_items_where(self, condition):
        return SQL(
            """
            SELECT item.id * 2 AS id,
                   'cogs' AS gap_type,
                   entry.name AS reference,
                   item.id AS account_move_line_id,
                   NULL::integer AS stock_move_id,
                   item.product_id,
                   item.date,
                   item.balance AS expected,
                   COALESCE(parts.amount, 0) AS found,
                   item.company_id
            FROM account_move_line item
            JOIN account_move entry ON entry.id = item.move_id
            LEFT JOIN (
                SELECT account_move_line_id, SUM(amount) AS amount
                FROM pull_cogs_line
                GROUP BY account_move_line_id
            ) parts ON parts.account_move_line_id = item.id
            WHERE %s
            """,
            condition,
        )

    def _select_moves(self):
        """Select done moves with a value, and those with parts but without a value."""
        return SQL(
            """
            SELECT move.id * 2 + 1 AS id,
                   'move' AS gap_type,
                   move.reference,
                   NULL::integer AS account_move_line_id,
                   move.id AS stock_move_id,
                   move.product_id,
                   move.date::date,
                   COALESCE(move.value, 0) AS expected,
                   COALESCE(parts.amount, 0) AS found,
                   move.company_id
            FROM stock_move move
            LEFT JOIN (
                SELECT move_id, SUM(amount) AS amount
                FROM stock_move_cost_line
                GROUP BY move_id
            ) parts ON parts.move_id = move.id
            WHERE move.state = 'done' AND (move.is_in OR move.is_out)
            """
        )

    def action_open(self):
        """Open the journal entry, or the document of the stock move."""
        check_one(self)
        record = self.account_move_line_id.move_id or self._get_stock_document()
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _get_stock_document(self):
        """Return what the user may open: the run or transfer, or else the product."""
        move = self.stock_move_id.sudo()  # an accountant need not see stock moves
        documents = [move.production_id, move.raw_material_production_id]
        for document in [*documents, move.picking_id, move]:
            document = document.sudo(False)
            if document and document.has_access("read"):
                return document
        return move.product_id.sudo(False)
