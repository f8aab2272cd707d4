from odoo import fields, models

from ...access import check_one


class PullWipDay(models.TransientModel):
    """As of which day work in process is to be shown."""

    _name = "pull.wip.day"
    _description = "Day of Work in Process"

    day = fields.Date(
        "As of",
        required=True,
        default=fields.Date.context_today,
        help="What was taken by the end of this day counts, and what was not done.",
    )

    def action_show(self):
        check_one(self)
        return self.env["pull.wip"]._open(self.day)
