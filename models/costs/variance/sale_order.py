from odoo import models

from .variance_sheet import VarianceSheet


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_cost_sheet_reader(self, date=None):
        return VarianceSheet(self, date)
