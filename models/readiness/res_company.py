from odoo import fields, models

from ..access import INTERNAL


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_blocking_kind_ids = fields.Many2many(
        "pull.finding.kind",
        string="Block confirmation on",
        help="An order in whose supply check one of these is found cannot be "
        "confirmed. Empty: the supply check only tells.",
        groups=INTERNAL,
    )
    pull_runs_asked = fields.Integer(
        string="Ask before more runs than",
        default=200,
        help="Who confirms a quotation in its form is asked first when run sizes split "
        "it into more manufacturing orders than this. 0 = never ask.",
        groups=INTERNAL,
    )

    _pull_runs_asked_not_negative = models.Constraint(
        "CHECK (pull_runs_asked >= 0)",
        "The number of runs cannot be negative. Use 0 never to ask.",
    )
