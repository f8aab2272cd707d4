from odoo import fields, models

from ..access import INTERNAL
from .policies import SUPPLY_POLICIES


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    supply_policy = fields.Selection(
        SUPPLY_POLICIES,
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The supply policy that this line was bought by for a customer's order "
        "line, to whom the vendor ships it straight. Empty: it passes the own stock.",
        groups=INTERNAL,
    )
