from collections import defaultdict

from odoo import api, fields, models

from ..access import INTERNAL
from ..technical import hide_technical

TECHNICAL_FIELDS = {"pull_date_start", "pull_date_finish"}


class MrpWorkorder(models.Model):
    """Where a work order was placed, apart from the dates that a person gives it: who
    writes those makes Odoo take the whole run for planned."""

    _inherit = "mrp.workorder"

    pull_date_start = fields.Datetime(
        string="Placed From",
        readonly=True,
        copy=False,
        help="When it is to begin, as worked out from what it waits for and what is "
        "free of its work center. A start that a person plans counts instead.",
        groups=INTERNAL,
    )
    pull_date_finish = fields.Datetime(
        string="Placed Until", readonly=True, copy=False, groups=INTERNAL
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def _get_pull_open_domain(self, workcenters):
        """Return what still takes time of these work centers."""
        return [
            ("workcenter_id", "in", workcenters.ids),
            ("state", "in", ("blocked", "ready", "progress")),
            ("production_id.state", "in", ("confirmed", "progress", "to_close")),
        ]

    def _get_pull_slots(self, end, hours):
        """Return {work center: [(start, end, work order)]}: when these take its time.

        That is where a person planned them, else where they were placed. What was
        begun, or was to be begun by now and waits still, takes the minutes that are
        left of it, from now on, one after the other.

        :param end: the last moment that is asked for
        :param hours: {work center: Hours} from now on, where they are known
        """
        now, slots = fields.Datetime.now(), defaultdict(list)
        due = self.filtered(lambda workorder: workorder._is_pull_due_now(now))
        for workorder in self - due:
            if slot := workorder._get_pull_slot():
                slots[workorder.workcenter_id].append((*slot, workorder))
        hours = {**due._get_pull_hours(now, end, hours), **hours}
        for center, group in due.grouped("workcenter_id").items():
            slots[center] += group._get_pull_slots_from(now, end, hours[center])
        return slots

    def _get_pull_hours(self, now, end, known):
        missing = self.workcenter_id.filtered(lambda center: center not in known)
        return missing._get_pull_working_hours(now, max(now, end))

    def _get_pull_slots_from(self, moment, end, hours):
        """Return [(start, end, work order)]: these, one after the other, from a moment
        on; what has no room takes the rest."""
        slots = []
        for workorder in self.sorted(lambda w: (w.state != "progress", w.id)):
            slot = hours.walk(moment, workorder._get_pull_minutes_left())
            slots.append((*(slot or (moment, end)), workorder))
            moment = max(moment, slots[-1][1])
        return slots

    def _get_pull_unplaced(self):
        """Return those of these that nobody has placed, in the order in which runs were
        made and are done: runs that were made by hand or for stock."""
        now = fields.Datetime.now()
        return self.filtered(lambda w: w._is_pull_unplaced(now)).sorted(
            lambda w: (w.production_id.id, w.sequence, w.id)
        )

    def _is_pull_unplaced(self, now):
        """Tell whether this takes time of its work center and nobody said when."""
        self.ensure_one()
        is_placed = self._is_pull_due_now(now) or self._get_pull_slot()
        return not is_placed and self._get_pull_minutes_left() > 0

    def _get_pull_slot(self):
        """Return (start, end) of what a person planned, else of where this was placed;
        None if it is neither."""
        self.ensure_one()
        if self._is_pull_planned():
            return self.date_start, self.date_finished
        slot = self.pull_date_start, self.pull_date_finish
        return slot if all(slot) else None

    def _is_pull_planned(self):
        """Tell whether a person has planned this; starting it dates it too."""
        self.ensure_one()
        return bool(self.date_start and self.date_finished)

    def _get_pull_minutes_left(self):
        """Return the minutes of work that are still to be done."""
        self.ensure_one()
        return max(self.duration_expected - self.duration, 0)

    def _is_pull_due_now(self, now):
        """Tell whether this takes its work center from now on. What a person planned
        stays where it is until it is begun."""
        self.ensure_one()
        if self.state == "progress":
            return True
        placed = not self._is_pull_planned() and self.pull_date_start
        return bool(placed and placed < now)
