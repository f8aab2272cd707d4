from odoo import fields, models

from ..access import INTERNAL


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_advice_weeks = fields.Integer(
        string="Weeks of orders looked at",
        default=52,
        groups=INTERNAL,
        help="How many full weeks of confirmed orders the advice on supply policies "
        "looks at.",
    )
    pull_service_level = fields.Float(
        string="Service level (%)",
        default=95.0,
        groups=INTERNAL,
        help="In how many of a hundred replenishments the safety stock of a pushed "
        "product is to last. The advice on supply policies counts its cost.",
    )

    _pull_advice_bounded = models.Constraint(
        "CHECK (pull_advice_weeks BETWEEN 8 AND 260)",
        "The advice looks at 8 to 260 weeks of orders.",
    )
    _pull_service_bounded = models.Constraint(
        "CHECK (pull_service_level BETWEEN 50 AND 99.99)",
        "The service level is between 50 % and 99.99 %.",
    )
