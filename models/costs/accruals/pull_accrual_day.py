from odoo import fields, models

from ...access import check_one


class PullAccrualDay(models.TransientModel):
    """As of which day accruals are to be shown."""

    _name = "pull.accrual.day"
    _description = "Day of Accruals"

    day = fields.Date(
        "As of",
        required=True,
        default=fields.Date.context_today,
        help="What is done and posted by the end of this day counts.",
    )

    def action_show(self):
        check_one(self)
        return self.env["pull.accrual"]._open(self.day)
