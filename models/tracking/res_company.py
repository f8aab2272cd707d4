from odoo import fields, models

from ..access import INTERNAL


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_tell_steps = fields.Boolean(
        string="Order Steps for Customers",
        default=True,
        help="Customers follow their orders on the portal, in mails and by tracking "
        "links: what is done and when, without anything of how it is made.",
        groups=INTERNAL,
    )
