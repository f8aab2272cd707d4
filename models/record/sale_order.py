from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _take_pull_placing(self, found):
        res = super()._take_pull_placing(found)
        self.order_line._filter_pull_placed()._record_pull_promise(found)
        return res
