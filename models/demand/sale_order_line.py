from odoo import fields, models

from ..access import INTERNAL


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    pull_is_one_off = fields.Boolean(
        "One-Off",
        copy=False,
        help="This order says nothing of the next ones: the advice on supply policies "
        "leaves it out of the demand.",
        groups=INTERNAL,
    )
