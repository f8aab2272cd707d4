from odoo import api, models

LOOKED_AT = {"calendar_id", "dayofweek", "hour_from", "hour_to"} | {
    "day_period",
    "duration_hours",
    "week_type",
}


class ResourceCalendarAttendance(models.Model):
    """Working hours that are added, moved or removed by themselves."""

    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        attendances = super().create(vals_list)
        attendances.calendar_id._note_pull_dates()
        return attendances

    def write(self, vals):
        before = self.calendar_id
        res = super().write(vals)
        if LOOKED_AT & vals.keys():
            (before | self.calendar_id)._note_pull_dates()
        return res

    def unlink(self):
        calendars = self.calendar_id
        res = super().unlink()
        calendars.exists()._note_pull_dates()
        return res
