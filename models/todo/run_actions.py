"""What planners have to do: release what can begin, hurry, or let it begin later."""

from datetime import timedelta

from odoo.fields import Domain

from ..supply.needs import is_open
from ..words import format_day
from .kinds import EXPEDITE, MOVE, RELEASE, START, WAIT, Action

# Nobody moves a run for less.
WORTH_MOVING = timedelta(days=3)


class RunActions:
    """Finds what is to be done about runs that serve customer orders.

    Only runs that have not begun are read, and those that make orders late.

    :param env: of the user: they learn of what they may read
    :param clock: `Clock`
    :param hits: {run: why customer orders wait for it}, see `LateActions`

    Built by `pull.action._get_finders`.
    """

    def __init__(self, env, clock, hits):
        self.env, self.clock, self.hits = env, clock, hits

    def find(self):
        """Return the actions: see `Action`."""
        if not self.env["mrp.production"].has_access("read"):
            return []
        return [*self._find_ready(), *self._find_late(), *self._find_early()]

    def _search(self, domain):
        waiting = (
            Domain("supply_policy", "!=", False)
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("state", "=", "confirmed")
        )
        return self.env["mrp.production"].search(waiting & domain)

    def _find_ready(self):
        runs = self._search(
            Domain("date_start", "<", self.clock.tomorrow)
            & Domain("reservation_state", "=", "assigned")
            & Domain("is_planned", "=", False)
        )
        return [
            self._make(RELEASE, run, self._say_ready(run), run.date_start, START)
            for run in runs
        ]

    def _say_ready(self, run):
        values = {
            "product": run.product_id.display_name,
            "day": format_day(self.env, run.date_start),
        }
        if run.date_start < self.clock.today:
            return self.env._(
                "%(product)s was to begin %(day)s; its components are there.", **values
            )
        return self.env._(
            "%(product)s begins today; its components are there.", **values
        )

    def _find_late(self):
        return [
            self._make(EXPEDITE, run, reason, min(run.date_start, self.clock.today))
            for run, reason in self.hits.items()
            if run.state not in ("done", "cancel")
        ]

    def _find_early(self):
        """What a person has dated long before it is needed."""
        runs = self._search(
            Domain("pull_is_placed", "=", False)
            & Domain("is_planned", "=", False)
            & Domain("date_start", ">=", self.clock.today)
        )
        actions = []
        for run in runs - self.env["mrp.production"].union(*self.hits):
            needs = run.sudo().move_finished_ids.move_dest_ids.filtered(is_open)
            spare = min(needs.mapped("date"), default=run.date_finished)
            spare -= run.date_finished
            if spare >= WORTH_MOVING:
                actions.append(self._make_early(run, run.date_start + spare))
        return actions

    def _make_early(self, run, wanted):
        reason = self.env._(
            "%(product)s begins %(day)s and need not before %(wanted)s.",
            product=run.product_id.display_name,
            day=format_day(self.env, run.date_start),
            wanted=format_day(self.env, wanted),
        )
        return self._make(WAIT, run, reason, run.date_start, MOVE, wanted)

    def _make(self, kind, run, reason, date, remedy=None, wanted=None):
        user = self.clock.get_user(run)
        return Action(kind, run, reason, date, remedy, user, run.product_id, wanted)
