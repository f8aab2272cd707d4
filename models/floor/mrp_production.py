from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _get_pull_due(self):
        """Return when this run, or none, is to be done, as far as anybody has said."""
        return self.date_deadline or self.date_finished
