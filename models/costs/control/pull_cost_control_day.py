from odoo import fields, models

from ...access import check_one


class PullCostControlDay(models.TransientModel):
    """As of which day Cost Control is to be shown."""

    _name = "pull.cost.control.day"
    _description = "Day of Cost Control"

    day = fields.Date(
        "As of",
        required=True,
        default=fields.Date.context_today,
        help="What is posted and done by the end of this day counts.",
    )

    def action_show(self):
        check_one(self)
        return self.env["pull.cost.control"]._open(self.day)
