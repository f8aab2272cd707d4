from odoo import models


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "pull.hits.mixin"]

    def _get_pull_affected_lines(self):
        """Return {order line: minutes by which this run makes it late}, the worst
        first. Sudoed; orders that it does not make late are left out."""
        lines = self.sudo()._get_pull_served_lines()
        orders = self.sudo().workorder_ids
        own = {(self._name, run_id) for run_id in self.ids}
        own |= {(orders._name, order_id) for order_id in orders.ids}
        return lines._get_pull_hits(lambda cause: (cause["model"], cause["id"]) in own)
