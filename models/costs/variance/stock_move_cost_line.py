from odoo import api, models


class StockMoveCostLine(models.Model):
    _inherit = "stock.move.cost.line"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        # A bill or landed cost that comes late: the run's variances are kept anew.
        runs = parts.move_id.raw_material_production_id
        runs.filtered("pull_variance_kept").pull_variance_kept = False
        return parts
