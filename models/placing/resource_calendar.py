from odoo import models

LOOKED_AT = {"attendance_ids", "flexible_hours", "schedule_type", "tz"} | {
    "attendance_ids_1st_week",
    "attendance_ids_2nd_week",
    "two_weeks_calendar",
}


class ResourceCalendar(models.Model):
    """Other working hours: what is open on the work centers that keep them comes at
    other times."""

    _inherit = "resource.calendar"

    def write(self, vals):
        res = super().write(vals)
        if LOOKED_AT & vals.keys():
            self._note_pull_dates()
        return res

    def _note_pull_dates(self):
        """Let the orders be placed anew that have work where these hours are kept."""
        # Sudo: whoever changes hours, orders follow.
        centers = self.env["mrp.workcenter"].sudo()
        centers.search([("resource_calendar_id", "in", self.ids)])._note_pull_dates()
