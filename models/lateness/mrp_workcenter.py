from odoo import models


class MrpWorkcenter(models.Model):
    _name = "mrp.workcenter"
    _inherit = ["mrp.workcenter", "pull.hits.mixin"]

    def _get_pull_affected_lines(self):
        """Return {order line: minutes by which work on this work center makes it late},
        the worst first. Sudoed; orders that it does not make late are left out."""
        orders = self.env["mrp.workorder"].sudo()
        orders = orders.search(orders._get_pull_open_domain(self))
        lines = orders.production_id._get_pull_served_lines()
        return lines._get_pull_hits(
            lambda cause: cause["model"] == orders._name and cause["id"] in orders.ids
        )
