from odoo import api, models

from ...status.sale_order_line import BUYER
from .wait_words import LimitWaitWords


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model
    def _get_pull_wait_words(self):
        return LimitWaitWords(self.env, self.env.su or self.env.user.has_group(BUYER))
