from odoo import fields, models

from ..access import INTERNAL


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_learning_months = fields.Integer(
        string="Months to learn from",
        default=12,
        groups=INTERNAL,
        help="How far back receipts and work orders are looked at to tell how long "
        "vendors and work centers really take.",
    )

    _pull_learning_bounded = models.Constraint(
        "CHECK (pull_learning_months BETWEEN 1 AND 60)",
        "Lead times are learnt from 1 to 60 months.",
    )
