"""How busy work centers have been."""

from odoo.tools import SQL

from ..advisor.congestion import Load

MINUTES, WEEK = 60, 7

# What was done in the period; what nobody has clocked took as long as it was expected.
DONE = """
    SELECT work.workcenter_id,
           SUM(taken.minutes)::float, SUM(taken.minutes ^ 2)::float
      FROM mrp_workorder work
      JOIN LATERAL (
        SELECT CASE WHEN work.duration > 0
                    THEN work.duration ELSE work.duration_expected END AS minutes
     ) taken ON TRUE
     WHERE work.state = 'done'
       AND work.date_finished >= %(since)s AND work.date_finished < %(until)s
  GROUP BY work.workcenter_id
    """


class Centers:
    """Reads the load of all work centers in the period of the advice.

    Built by `pull.advice._get_centers`. Meant to be inherited.

    :param company: with superuser rights
    :param date_from: the first day
    :param date_to: the last day
    """

    def __init__(self, company, date_from, date_to):
        self.env, self.company = company.env, company
        self.date_from, self.date_to = date_from, date_to

    def get_loads(self):
        """Return {work center id: `Load`} of those of the company."""
        centers = self.env["mrp.workcenter"].search(
            [("company_id", "in", [False, self.company.id])]
        )
        done = {
            center_id: (minutes or 0.0, squares or 0.0)
            for center_id, minutes, squares in self.env.execute_query(self._get_query())
        }
        return {
            center.id: Load(
                *done.get(center.id, (0.0, 0.0)), self._get_capacity(center)
            )
            for center in centers
        }

    def _get_query(self):
        return SQL(DONE, since=self.date_from, until=self.date_to)

    def _get_capacity(self, center):
        """Return the minutes that a work center works in the period."""
        calendar = center.resource_calendar_id or self.company.resource_calendar_id
        weeks = ((self.date_to - self.date_from).days + 1) / WEEK
        return (calendar.hours_per_week or 168) * MINUTES * weeks
