from odoo import models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "pull.chain.mixin"]

    def _get_pull_chain_lines(self):
        """The open orders of these customers, of their whole companies."""
        orders = self.env["sale.order"].search(self._get_pull_open_orders_domain())
        return orders._get_pull_chain_lines()

    def _get_pull_open_orders_domain(self):
        return [
            ("partner_id", "child_of", self.commercial_partner_id.ids),
            ("state", "=", "sale"),
            ("delivery_status", "!=", "full"),
            "|",
            ("delivery_status", "!=", False),
            ("order_line", "any", [("pull_promised_date", "!=", False)]),
        ]
