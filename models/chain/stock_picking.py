from odoo import models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "pull.chain.mixin"]

    def _get_pull_chain_lines(self):
        # Sudo: a storekeeper learns whom a transfer serves, not what is in its orders.
        moves = self.sudo().move_ids
        lines = moves._get_pull_served_lines() | moves.sale_line_id
        return lines.with_env(self.env)
