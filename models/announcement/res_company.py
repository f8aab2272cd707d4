from odoo import fields, models

from ..access import INTERNAL


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_tell_date = fields.Boolean(
        string="Delivery Date for Customers",
        help="The customer reads on the print, the portal and in mails when all of it "
        "can be there: on a quotation the earliest date, on an order the promised one.",
        groups=INTERNAL,
    )
