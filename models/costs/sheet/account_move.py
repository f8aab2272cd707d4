from odoo import fields, models
from odoo.exceptions import AccessError

from ...access import COST, check_rows
from .ledger_words import compare_to_ledger


class AccountMove(models.Model):
    """What the cost of goods sold of a customer invoice is made of."""

    _inherit = "account.move"

    pull_cogs_split = fields.Html(
        string="Cost of goods sold",
        compute="_compute_pull_cogs_split",
        sanitize=False,
        groups=COST,
        help="The cost of goods sold that this invoice posted, by product and kind.",
    )

    def _compute_pull_cogs_split(self):
        # Of what is saved, whatever a client says that is posted.
        posted = self._origin.filtered(
            lambda move: move.state == "posted" and move.is_sale_document(True)
        )
        splits = posted._get_cogs_splits()
        for move in self:
            split = splits.get(move._origin.id)
            move.pull_cogs_split = split and self.env["ir.qweb"]._render(
                "pull_through_production.cogs_split_body",
                {"split": split, "currency": move.company_currency_id},
            )

    def _get_cogs_splits(self):
        """Return {id: the split} of those moves that posted cost of goods sold.

        :return: `kinds`: list of (kind, label), `lines`: `product`, `order`, `basis`,
            `amounts` {kind: amount} and `total` per journal item, `amounts` and `cogs`:
            their sums, `ledger`, the `difference` and the `sentence` that says so
        """
        if not self.env.user.has_group(COST):
            raise AccessError(self.env._("Only those who see costs see cost sheets."))
        self.check_access("read")
        items = self.sudo()._get_cogs_posted()  # readers of invoices read their cost
        rows = self.env["pull.cogs.line"].sudo()
        rows = rows.search([("account_move_line_id", "in", items.ids)])
        rows = rows.grouped("account_move_line_id")
        return {
            move.id: move._get_cogs_split(items & move.line_ids, rows)
            for move in self.sudo()
            if items & move.line_ids
        }

    def _get_cogs_posted(self):
        """Return the posted items of cost of goods sold, on the expense side."""
        return self.env["account.move.line"]._search_cogs([("move_id", "in", self.ids)])

    def _get_cogs_split(self, items, rows):
        selection = self.env["pull.cogs.line"]._fields["kind"]
        lines = [item._get_cogs_split_line(rows.get(item, ())) for item in items]
        kinds = [
            (kind, label)
            for kind, label in selection._description_selection(self.env)
            if any(kind in line["amounts"] for line in lines)
        ]
        cogs = sum(line["total"] for line in lines)
        ledger = sum(items.mapped("balance"))
        return {
            "kinds": kinds,
            "lines": lines,
            "amounts": {
                kind: sum(line["amounts"].get(kind, 0.0) for line in lines)
                for kind, _label in kinds
            },
            "cogs": cogs,
            "ledger": ledger,
            **compare_to_ledger(self.env, self.company_currency_id, cogs, ledger),
        }

    def action_open_cost_sheet(self):
        """Open the cost sheets of the orders that this invoice is for."""
        check_rows(self)
        return self.line_ids.sale_line_ids.order_id.action_open_cost_sheet()
