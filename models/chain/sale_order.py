from odoo import models

CHANNEL = "pull_chain"
CHANGED = "pull_chain/changed"


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "pull.chain.mixin"]

    def _get_pull_chain_lines(self):
        # Sudo: the rights were asked for on the orders.
        return self.sudo().order_line.with_env(self.env)

    def _filter_pull_followed(self):
        """Return those of these orders whose chain the user may follow."""
        lines = self._get_pull_chain_lines()._filter_pull_told()
        return self.browse(lines.sudo().order_id.ids)

    def _place_pull_chain(self):
        res = super()._place_pull_chain()
        self._tell_pull_chain()
        return res

    def _tell_pull_chain(self):
        """Let open chain screens of these orders refresh themselves."""
        for order in self:
            self.env["bus.bus"]._sendone((order, CHANNEL), CHANGED, {"id": order.id})
