from odoo import fields, models

BUYER = "purchase.group_purchase_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    pull_promise_days = fields.Float(
        string="Days Added in Promises",
        company_dependent=True,
        readonly=True,
        copy=False,
        groups=BUYER,
        help="What the dates promised to customers add to the lead times of this "
        "vendor's prices: taken from what was learnt (Purchase, Reporting, Vendor Lead "
        "Times). Orders to the vendor keep the lead times of the prices.",
    )
