"""The runs at work limits: those in process and those that wait, in one query."""

from collections import Counter, defaultdict
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ...words import format_number
from ..waiting import line_up

# What begins within a day, or is late, waits by its slack; what begins later waits
# behind it by its start.
HORIZON = timedelta(days=1)
OPEN = ("confirmed", "progress", "to_close")

READ = {
    "mrp.production": ["state", "company_id", "product_id", "bom_id", "date_start"]
    + ["pull_slack", "pull_let_through_on", "reservation_state"],
    "mrp.workorder": ["state", "production_id", "workcenter_id", "duration_expected"],
    "product.category": ["parent_path"],
    "product.template": ["categ_id"],
    "pull.work.limit": ["workcenter_id", "category_id", "company_id"],
}

# Only open runs are read: what is done grows, they do not. What a subcontractor makes
# is in process with him.
QUERY = """
WITH opened AS (
    SELECT run.* FROM mrp_production run LEFT JOIN mrp_bom bom ON bom.id = run.bom_id
     WHERE run.state IN %(open)s AND run.company_id IN %(companies)s
       AND COALESCE(bom.type, 'normal') != 'subcontract'
), work AS (
    SELECT job.production_id AS run_id, job.workcenter_id, job.duration_expected
      FROM mrp_workorder job JOIN opened ON opened.id = job.production_id
     WHERE job.state NOT IN ('done', 'cancel')
), passed AS (
    SELECT lim.id AS limit_id, work.run_id, SUM(work.duration_expected) AS minutes
      FROM pull_work_limit lim JOIN work ON work.workcenter_id = lim.workcenter_id
     WHERE lim.id IN %(limits)s
  GROUP BY lim.id, work.run_id
 UNION ALL
    SELECT lim.id, opened.id, (
               SELECT SUM(duration_expected) FROM work WHERE run_id = opened.id
           )
      FROM pull_work_limit lim
      JOIN product_category family ON family.id = lim.category_id
      JOIN product_category own ON own.parent_path LIKE family.parent_path || '%%'
      JOIN product_template template ON template.categ_id = own.id
      JOIN product_product product ON product.product_tmpl_id = template.id
      JOIN opened ON opened.product_id = product.id
     WHERE lim.id IN %(limits)s
)
SELECT passed.limit_id, run.id, COALESCE(passed.minutes, 0)::float,
       run.state != 'confirmed', run.pull_let_through_on IS NOT NULL,
       COALESCE(run.reservation_state, '') IN ('assigned', '')
  FROM passed
  JOIN opened run ON run.id = passed.run_id
  JOIN pull_work_limit lim ON lim.id = passed.limit_id
   AND lim.company_id = run.company_id
ORDER BY CASE WHEN run.pull_slack < 0 THEN %(later)s
              ELSE GREATEST(run.date_start, %(later)s) END,
         run.pull_slack NULLS LAST, run.date_start, run.id, passed.limit_id
"""


class WorkLine:
    """Who is in process at work limits and who waits for room, in which order.

    Of what begins within a day, or is late, the run with the least slack comes first,
    those that no customer order needs last. A run whose components are not there holds
    no place.

    Built by `pull.work.limit._get_line`. Meant to be inherited: `get_amount`.

    :param limits: `pull.work.limit`, sudoed
    :param asking: runs that are to begin now, whether or not their components are there
    :ivar runs: {limit: ids of the runs in process there}
    :ivar waiting: {limit: ids of those that have not begun, the first first}
    :ivar used: {limit: runs or minutes in process}
    :ivar ready: ids of runs whose components are there, or that are asking
    :ivar held: {run id: (limit, place in its line)} of those without room
    """

    def __init__(self, limits, asking=()):
        self.env, self.limits = limits.env, limits
        self.runs, self.waiting = defaultdict(list), defaultdict(list)
        self.used, self.held = Counter(), {}
        self.ready = set(asking)
        if limits:
            self._read()

    def _read(self):
        jobs, ready = {}, self.ready
        by_id = {limit.id: limit for limit in self.limits}
        for limit_id, run, minutes, begun, let_through, is_ready in self._query():
            limit = by_id[limit_id]
            amount = self.get_amount(limit, minutes)
            if begun:
                self.runs[limit].append(run)
                self.used[limit] += amount
                continue
            self.waiting[limit].append(run)
            if not let_through:
                jobs.setdefault(run, {})[limit] = amount
                ready.update([run] if is_ready else [])
        most = {limit: limit.most for limit in self.limits}
        line = [(run, amounts, run in ready) for run, amounts in jobs.items()]
        self.held = line_up(most, self.used, line)

    def get_amount(self, limit, minutes):
        """Return how much of a limit a run takes that has so many minutes left."""
        return minutes if limit.measure == "minutes" else 1

    def _query(self):
        for model, names in READ.items():
            self.env[model].flush_model(names)
        return self.env.execute_query(
            SQL(
                QUERY,
                open=OPEN,
                companies=tuple(self.limits.company_id.ids),
                limits=tuple(self.limits.ids),
                later=fields.Datetime.now() + HORIZON,
            )
        )

    # === In words ===

    def say_used(self, limit):
        """Return what is in process at a limit, as "3 of 3 in process"."""
        values = {
            "used": format_number(round(self.used[limit])),
            "most": format_number(limit.most),
        }
        if limit.measure == "minutes":
            return self.env._("%(used)s of %(most)s minutes in process", **values)
        return self.env._("%(used)s of %(most)s in process", **values)

    def say(self, run):
        """Return for what a run waits, "" of one that has room."""
        limit, place = self.held.get(run.id, (None, 0))
        if not limit:
            return ""
        names = {"place": limit.display_name, "used": self.say_used(limit)}
        if run.id not in self.ready:
            return self.env._(
                "Waits for components, and for room at %(place)s (%(used)s)", **names
            )
        return self.env._(
            "Waits for room at %(place)s (%(used)s), number %(number)s in line",
            number=place,
            **names,
        )

    def refuse(self, run):
        """Return why a run cannot begin, and what to do about it."""
        limit, place = self.held[run.id]
        remedy = self.env._(
            "Finish or cancel one that is in process there, or ask a planner to let "
            "this one through."
        )
        first = run.browse(self.waiting[limit][:1])
        if place > 1 and first.id not in self.held:
            remedy = self.env._(
                "There is room for %s first. Begin that one, or ask a planner to let "
                "this one through.",
                first.name,
            )
        return f"{run.name}: {self.say(run)}. {remedy}"
