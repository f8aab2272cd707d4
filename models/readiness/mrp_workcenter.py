from odoo import models

from .findings import make_finding
from .kinds import CALENDAR


class MrpWorkcenter(models.Model):
    _inherit = "mrp.workcenter"

    def _get_calendar_finding(self, need):
        """Return why work for this need cannot be planned here, None when it can."""
        self.ensure_one()
        values = {"workcenter": self.name, "product": need.subject}
        if not self.active:
            message = self.env._(
                "The work center %(workcenter)s that makes %(product)s is archived.",
                **values,
            )
            remedy = self.env._(
                "Restore the work center, or choose another one in the operation."
            )
        elif not self.resource_calendar_id:
            message = self.env._(
                "The work center %(workcenter)s that makes %(product)s has no working "
                "hours: dates are worked out as if it never closed.",
                **values,
            )
            remedy = self.env._("Set the working hours of %(workcenter)s.", **values)
        elif not self._has_pull_working_hours():
            message = self.env._(
                "The working hours of the work center %(workcenter)s that makes "
                "%(product)s are empty: it is never open.",
                **values,
            )
            remedy = self.env._("Fill the working hours of %(workcenter)s.", **values)
        else:
            return None
        return make_finding(CALENDAR, need.product, message, remedy, self)

    def _has_pull_working_hours(self):
        calendar = self.resource_calendar_id
        return bool(calendar.flexible_hours or calendar.attendance_ids)
