from odoo import models


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "pull.chain.mixin"]

    def _get_pull_chain_lines(self):
        return self._get_pull_served_lines()

    def _ranks_pull_orders(self):
        return True
