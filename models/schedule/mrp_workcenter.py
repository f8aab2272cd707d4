from collections import defaultdict
from operator import itemgetter

from pytz import timezone, utc

from odoo import fields, models
from odoo.tools.date_utils import localized

from .calendar import HORIZON, FreeTime, Hours
from .placement import Schedule


class MrpWorkcenter(models.Model):
    _inherit = "mrp.workcenter"

    def _get_pull_schedule(self, moment=None, own=()):
        """Return the :class:`~.placement.Schedule` of these work centers from a moment
        on, now if none is given: their free time until the horizon, by work center.

        Inherit :meth:`_get_pull_working_hours` or :meth:`_get_pull_load` to change it.

        :param own: see :meth:`_get_pull_load`
        """
        moment = moment or fields.Datetime.now()
        hours = self._get_pull_working_hours(moment, moment + HORIZON)
        load = self._get_pull_load(moment, moment + HORIZON, hours, own)
        return Schedule(
            moment,
            {center: FreeTime(hours[center], load[center]) for center in self},
        )

    # === Working hours ===

    def _get_pull_working_hours(self, start, end):
        """Return {work center: its :class:`~.calendar.Hours` between two moments}.

        As Odoo plans: in the time zone of the calendar, without the days off of the
        company and of the work center. One without a calendar never closes, an archived
        one is never open.
        """
        # Sudo: who asks for a date need not read days off.
        centers = self.sudo().filtered("active")
        hours = {center: Hours([]) for center in self}
        for calendar, group in centers.grouped("resource_calendar_id").items():
            intervals = group._get_pull_intervals(calendar, start, end)
            for center in group:
                hours[center.sudo(self.env.su)] = Hours(
                    intervals[center.resource_id.id]
                )
        return hours

    def _get_pull_intervals(self, calendar, start, end):
        """Return {id of a resource: its intervals} of those that share a calendar."""
        if not calendar:
            return dict.fromkeys(self.resource_id.ids, [(start, end)])
        batch = calendar._work_intervals_batch(
            localized(start),
            localized(end),
            resources=self.resource_id,
            tz=timezone(calendar.tz),
        )
        return {
            resource: [
                (_to_utc(first), _to_utc(last)) for first, last, _meta in intervals
            ]
            for resource, intervals in batch.items()
        }

    # === Load ===

    def _get_pull_load(self, start, end, hours=None, own=()):
        """Return {work center: [(start, end, what)]}: what takes its time between two
        moments, and the record that does.

        These are work orders, where a person planned them, else where they were placed,
        else in the first room from the start of their run on; and what else is planned
        on a work center itself.

        :param hours: {work center: Hours} from now on, if they are known
        :param own: records that do not count: they are of whoever asks
        """
        # Sudo: who asks for a date need not read the work of others.
        centers, workorders = self.sudo(), self.env["mrp.workorder"].sudo()
        workorders = workorders.search(workorders._get_pull_open_domain(centers))
        counted = workorders - workorders.browse(_get_ids(own, workorders._name))
        load = counted._get_pull_slots(end, hours or {})
        leaves = centers._get_pull_other_leaves(start, end, workorders)
        others = leaves.grouped("resource_id")
        for center in centers:
            for leave in others.get(center.resource_id, ()):
                load[center].append((leave.date_from, leave.date_to, leave))
        fixed, waiting = centers._get_pull_more_load(counted, own)
        for center, *slot in fixed:
            load[center].append(tuple(slot))
        centers._add_pull_waiting(load, waiting, end, hours or {})
        return {
            center: [
                (first, last, what.sudo(self.env.su))
                for first, last, what in load[center]
                if first < end and last > start
            ]
            for center in self
        }

    def _get_pull_more_load(self, workorders, own):
        """Return what else takes time of these work centers, in sudo: what has its
        place, [(work center, start, end, what)], and what has none, [(work center,
        moment from which it may begin, minutes, what)].

        :param workorders: the open ones on these work centers
        :param own: see :meth:`_get_pull_load`
        """
        return [], [
            (
                workorder.workcenter_id,
                workorder.production_id.date_start,
                workorder._get_pull_minutes_left(),
                workorder,
            )
            for workorder in workorders._get_pull_unplaced()
        ]

    def _add_pull_waiting(self, load, waiting, end, hours):
        """Add to the load what has no place: each in the first room from when it may
        begin or from now on, in the order of those moments. What comes after the last
        moment takes nothing.

        :param hours: {work center: Hours} from now on, where they are known
        """
        now, queues = fields.Datetime.now(), defaultdict(list)
        for center, start, minutes, what in waiting:
            queues[center].append((max(start or now, now), minutes, what))
        missing = self.browse(center.id for center in queues if center not in hours)
        hours = {**missing._get_pull_working_hours(now, max(now, end)), **hours}
        for center, queue in queues.items():
            free = FreeTime(hours[center], load[center])
            for start, minutes, what in sorted(queue, key=itemgetter(0)):
                if slot := free.place(start, minutes, what):
                    load[center].append((*slot, what))

    def _get_pull_other_leaves(self, start, end, workorders):
        """Return what is planned on these work centers and is no work order: Odoo keeps
        the dates of work orders in the same records. Of days past it keeps those of
        finished ones too, which are not told apart: from now on only."""
        return self.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "in", self.resource_id.ids),
                ("time_type", "=", "other"),
                ("date_from", "<", end),
                ("date_to", ">", max(start, fields.Datetime.now())),
                ("id", "not in", workorders.leave_id.ids),
            ]
        )


def _get_ids(records, model):
    """Return the ids of those of these records, of any models, that are of this one."""
    return [record.id for record in records if record._name == model]


def _to_utc(moment):
    return moment.astimezone(utc).replace(tzinfo=None)
