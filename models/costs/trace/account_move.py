from odoo import fields, models

from ...access import COST, check_one


class AccountMove(models.Model):
    """From an entry of cost of goods sold to the transfers that it follows from."""

    _inherit = "account.move"

    pull_has_transfers = fields.Boolean(
        compute="_compute_pull_has_transfers", groups=COST
    )

    def _compute_pull_has_transfers(self):
        for entry in self:
            # Sudo: a button is shown; what it opens asks for rights.
            lines = entry.sudo().line_ids.pull_sale_line_id
            entry.pull_has_transfers = bool(lines)

    def action_view_pull_transfers(self):
        """Open the transfers by whose goods this entry is due: those that it names, or
        those of its order lines up to its day."""
        check_one(self)
        moves = self.sudo().line_ids.pull_sale_line_id._get_pull_deliveries(
            dropship=True
        )
        days = moves._get_cost_dates()
        moves = moves.filtered(lambda move: days[move] <= self.date) or moves
        named = moves.filtered(
            lambda move: move.reference and move.reference in (self.ref or "")
        )
        return (named or moves).with_env(self.env)._open_cost_documents()
