from odoo import models

from ...access import check_one


class PullCogsLine(models.Model):
    _inherit = "pull.cogs.line"

    def action_open_origin(self):
        """Open the run that incurred this cost, or what the goods came from."""
        check_one(self)
        if self.production_id and self.production_id.has_access("read"):
            return self.production_id._get_records_action()
        # Sudo: the way there; what is opened asks for rights.
        moves = self.sudo().sale_line_id._get_pull_deliveries(dropship=True)
        moves = (
            moves.filtered(lambda move: move.product_id == self.sudo().product_id)
            or moves
        )
        moves = moves.with_env(self.env)
        return (moves._get_cost_origins() or moves)._open_cost_documents()
