from odoo import models

from ..access import check_one


class PullAdvice(models.Model):
    _inherit = "pull.advice"

    def action_open_map(self):
        """Show where in its chain to hold stock."""
        check_one(self)
        # An advice of another of the user's companies opens in that company.
        opener = self.env["pull.decoupling.map"].with_company(self.company_id)
        return opener._open(self.product_id)
