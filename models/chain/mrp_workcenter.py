from odoo import models


class MrpWorkcenter(models.Model):
    _name = "mrp.workcenter"
    _inherit = ["mrp.workcenter", "pull.chain.mixin"]

    def _get_pull_chain_lines(self):
        # Sudo: whom the work of a work center serves is told without rights on runs.
        orders = self.env["mrp.workorder"].sudo()
        orders = orders.search(orders._get_pull_open_domain(self))
        lines = orders.production_id._get_pull_served_lines()
        return lines.with_env(self.env)

    def _ranks_pull_orders(self):
        return True
