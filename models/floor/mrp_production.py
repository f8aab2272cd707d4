from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _get_pull_due(self):
        """Return when this run is to be done, as far as anybody has said."""
        self.ensure_one()
        return self.date_deadline or self.date_finished
