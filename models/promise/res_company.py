from odoo import fields, models

from ..access import INTERNAL


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_reserve_days = fields.Integer(
        string="Days reserved",
        default=7,
        help="For how many days a quotation holds capacity and stock, if its "
        "salesperson names no other day.",
        groups=INTERNAL,
    )

    _pull_reserve_days_range = models.Constraint(
        "CHECK (pull_reserve_days BETWEEN 0 AND 365)",
        "A quotation holds capacity and stock for 0 to 365 days.",
    )
