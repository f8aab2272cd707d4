from odoo import fields, models

from ..access import COST, INTERNAL


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
    pull_congestion_limit = fields.Float(
        string="Congestion (%)",
        default=85.0,
        groups=INTERNAL,
        help="Above this utilisation of a work center the advice names it when it says "
        "to pull.",
    )
    pull_late_cost = fields.Monetary(
        string="Cost of a late order",
        groups=COST,
        help="What an order costs on average that comes late: rush, penalties, what "
        "is lost. The advice on supply policies counts it; 0 leaves it out.",
    )

    _pull_congestion_bounded = models.Constraint(
        "CHECK (pull_congestion_limit BETWEEN 1 AND 100)",
        "The congestion is between 1 % and 100 %.",
    )
    _pull_late_not_negative = models.Constraint(
        "CHECK (pull_late_cost >= 0)",
        "What a late order costs is not below 0.",
    )
    _pull_advice_bounded = models.Constraint(
        "CHECK (pull_advice_weeks BETWEEN 8 AND 260)",
        "The advice looks at 8 to 260 weeks of orders.",
    )
    _pull_service_bounded = models.Constraint(
        "CHECK (pull_service_level BETWEEN 50 AND 99.99)",
        "The service level is between 50 % and 99.99 %.",
    )
