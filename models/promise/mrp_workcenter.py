from odoo import models


class MrpWorkcenter(models.Model):
    _inherit = "mrp.workcenter"

    def _get_pull_promise_factor(self, company):
        """Return how many times the planned minutes promised dates count on."""
        self.ensure_one()
        return 1.0
