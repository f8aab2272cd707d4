from collections import defaultdict

from pytz import timezone

from odoo import api, fields, models

from ..access import check_one
from ..words import format_day
from .weeks import WeeklyTime, get_weeks

WEEKS = 12
# What takes time: a work order if nothing else.
KIND_OF_MODEL = {"pull.reservation": "reserved", "resource.calendar.leaves": "other"}


class PullLoadWeek(models.TransientModel):
    """What a work center has to do in a week, against what it can do.

    A copy for its reader alone, made when the overview is opened, so that graph, pivot
    and list can group and filter it.
    """

    _name = "pull.load.week"
    _description = "Work Center Load"
    _order = "week, workcenter_id, id"

    workcenter_id = fields.Many2one(
        "mrp.workcenter", "Work Center", readonly=True, required=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    week = fields.Date("Week From", readonly=True, required=True)
    capacity = fields.Float(
        "Working Hours",
        readonly=True,
        help="Hours in which the work center works, without days off. Of this week: "
        "those that are left.",
    )
    load = fields.Float(
        "To Do",
        readonly=True,
        help="Hours of work orders, of what is reserved for quotations and of what "
        "else is planned.",
    )
    late = fields.Float(
        readonly=True,
        help="Hours of work orders that end after their customer orders want it.",
    )
    reserved = fields.Float(readonly=True, help="Hours that are held for quotations.")
    other = fields.Float(readonly=True, help="Hours planned for no work order.")
    setups = fields.Integer(
        readonly=True, help="Setups of work orders that begin in this week."
    )
    setup = fields.Float(
        "Setup Time",
        readonly=True,
        help="Hours of setup of work orders that begin in this week.",
    )
    free = fields.Float("Free Hours", readonly=True)
    used = fields.Float(
        "Used %",
        readonly=True,
        aggregator="avg",
        help="What is to do, as a share of the working hours.",
    )

    @api.depends("workcenter_id", "week")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.workcenter_id.display_name} {row.week or ''}"

    # === Opening ===

    @api.model
    def action_open_load(self):
        """Work out the load of the coming weeks for the user, and show it."""
        self.browse().check_access("read")
        centers = self.env["mrp.workcenter"].search([("active", "=", True)])
        # Sudo: nobody makes rows by hand; they are the user's own, by `create_uid`.
        rows = self.sudo()
        rows.search([("create_uid", "=", self.env.uid)]).unlink()
        rows.create(self._prepare_weeks(centers))
        return self.env["ir.actions.act_window"]._for_xml_id(
            "pull_through_production.pull_load_week_action"
        )

    def action_open_workorders(self):
        """Open the work orders that take time in this week."""
        check_one(self)
        [(_monday, start, end)] = get_weeks(self.week, 1, self._get_timezone())
        load = self.workcenter_id._get_pull_load(start, end)[self.workcenter_id]
        ids = [what.id for *_slot, what in load if what._name == "mrp.workorder"]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(center)s, week from %(day)s",
                center=self.workcenter_id.display_name,
                day=format_day(self.env, self.week),
            ),
            "res_model": "mrp.workorder",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", ids)],
        }

    # === Filling ===

    @api.model
    def _get_timezone(self):
        calendar = self.env.company.resource_calendar_id
        return timezone(self.env.user.tz or calendar.tz or "UTC")

    @api.model
    def _prepare_weeks(self, centers):
        """Return the values of the rows of work centers, those without any working hour
        and load left out."""
        weeks = get_weeks(fields.Date.context_today(self), WEEKS, self._get_timezone())
        now, end = fields.Datetime.now(), weeks[-1][-1]
        hours = centers._get_pull_working_hours(now, end)
        load = centers._get_pull_load(now, end, hours)
        self._read_load(load)
        return [
            self._prepare_week(center, monday, capacity, taken[number])
            for center in centers
            for time in [WeeklyTime(hours[center], weeks)]
            for taken in [self._sum_up(load[center], time)]
            for number, ((monday, *_span), capacity) in enumerate(
                zip(weeks, time.get_capacity(), strict=True)
            )
            if capacity or taken[number]
        ]

    @api.model
    def _read_load(self, load):
        """Read what is told of work orders at once."""
        orders = self.env["mrp.workorder"].sudo()
        orders = orders.browse(
            what.id
            for slots in load.values()
            for *_slot, what in slots
            if what._name == orders._name
        )
        orders.fetch(["production_id", "setup_minutes_planned", "state"])
        orders.production_id.fetch(["date_deadline"])

    @api.model
    def _sum_up(self, slots, time):
        """Return {number of a week: {field: minutes}} of what takes time."""
        taken = defaultdict(lambda: defaultdict(float))
        for start, end, what in slots:
            kinds = ["load", *self._get_kinds(what.sudo(), end)]
            shares = time.share(start, end)
            for number, minutes in shares.items():
                for kind in kinds:
                    taken[number][kind] += minutes
            if setup := shares and self._get_setup(what.sudo()):
                first = taken[min(shares)]
                first["setups"] += 1
                first["setup"] += setup
        return taken

    @api.model
    def _get_setup(self, what):
        """Return the minutes of setup that are still to come."""
        if what._name in KIND_OF_MODEL or what.state == "progress":
            return 0
        return what.setup_minutes_planned

    @api.model
    def _get_kinds(self, what, end):
        """Return the fields that count something besides the load."""
        if what._name in KIND_OF_MODEL:
            return [KIND_OF_MODEL[what._name]]
        due = what.production_id.date_deadline
        return ["late"] if due and end > due else []

    @api.model
    def _prepare_week(self, center, monday, capacity, taken):
        hours = {
            name: taken[name] / 60
            for name in ("load", "late", "reserved", "other", "setup")
        }
        return {
            "workcenter_id": center.id,
            "company_id": center.company_id.id,
            "week": monday,
            "capacity": capacity / 60,
            "setups": taken["setups"],
            "free": max(capacity - taken["load"], 0) / 60,
            "used": 100 * taken["load"] / capacity if capacity else 100,
            **hours,
        }
