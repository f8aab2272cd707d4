from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..access import check_rows, works_here
from ..technical import hide_technical
from .observations import Observations
from .quantiles import Learnt

VENDOR, WORKCENTER = "vendor", "workcenter"
KINDS = [(VENDOR, "Vendor"), (WORKCENTER, "Work Center")]
PLANNED, MEDIAN, MOST = "planned", "median", "most"
TAKEN = [(PLANNED, "Planned Time"), (MEDIAN, "Median"), (MOST, "80 %")]

MANAGERS = {
    VENDOR: "purchase.group_purchase_manager",
    WORKCENTER: "mrp.group_mrp_manager",
}
POLICY_MANAGER = "pull_through_production.group_pull_manager"
# What was taken is told to be no longer so when it differs by these days, or times.
OUTDATED = {VENDOR: 0.5, WORKCENTER: 0.05}
TECHNICAL_FIELDS = {"taken_before", "used_before"}
# One refresh at a time: a number that nothing else locks.
LOCK = 190013


class PullLeadTime(models.Model):
    """How long a vendor or work center takes, as the last months show it, and what of
    that promises use. The figures follow by themselves, what promises use never does.

    For vendors the times are days, and `more` is the days over the planned ones. For
    work centers they are minutes, and `more` is how many times the planned ones.
    """

    _name = "pull.lead.time"
    _description = "Learnt Lead Time"
    _order = "company_id, kind, count desc, id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Vendor",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    workcenter_id = fields.Many2one(
        "mrp.workcenter", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    count = fields.Integer(
        "Observations",
        readonly=True,
        help="Purchase orders received, or work orders done with their time logged, "
        "within the months that the company learns from. Fewer than 8 say nothing.",
    )
    is_enough = fields.Boolean(
        "Enough Data", readonly=True, help="There are at least 8 observations."
    )
    is_mixed = fields.Boolean(
        "Several Planned Times",
        readonly=True,
        help="Not all that was observed was planned to take as long.",
    )
    planned = fields.Float(
        readonly=True,
        aggregator="avg",
        help="The median of what was planned: days of a vendor, minutes of a work "
        "order, setup included.",
    )
    actual_median = fields.Float(
        "Half Within",
        readonly=True,
        aggregator="avg",
        help="Half of them took no longer: days of a vendor, minutes of a work order.",
    )
    actual_most = fields.Float(
        "Four of Five Within",
        readonly=True,
        aggregator="avg",
        help="80 % took no longer: days of a vendor, minutes of a work order.",
    )
    more_median = fields.Float(
        "Median: More Than Planned",
        readonly=True,
        aggregator="avg",
        help="What the median would change: days added for a vendor, times the planned "
        "minutes of a work center.",
    )
    more_most = fields.Float(
        "80 %: More Than Planned",
        readonly=True,
        aggregator="avg",
        help="What the 80 % would change: days added for a vendor, times the planned "
        "minutes of a work center.",
    )
    taken = fields.Selection(
        TAKEN,
        "Promises Use",
        required=True,
        readonly=True,
        default=PLANNED,
        help="What the dates promised to customers count on.",
    )
    used = fields.Float(
        "Used: More Than Planned",
        readonly=True,
        aggregator="avg",
        help="What promises change now: days added for a vendor, times the planned "
        "minutes of a work center.",
    )
    taken_by_id = fields.Many2one("res.users", readonly=True)
    date_taken = fields.Datetime("Taken On", readonly=True)
    taken_before = fields.Selection(TAKEN, readonly=True)
    used_before = fields.Float(readonly=True, aggregator=None)
    is_outdated = fields.Boolean(
        "Changed Since",
        compute="_compute_is_outdated",
        store=True,
        help="What was taken is no longer what the last months show.",
    )
    summary = fields.Text("In Words", compute="_compute_summary")
    may_take = fields.Boolean(
        compute="_compute_may_take", help="The user decides what promises use."
    )

    _partner_unique = models.UniqueIndex("(company_id, partner_id)")
    _workcenter_unique = models.UniqueIndex("(company_id, workcenter_id)")

    # === Shown ===

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.depends("partner_id", "workcenter_id")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record._get_subject().display_name

    def _get_subject(self):
        """Return whom it is about, sudoed: who reads the row knows the name."""
        return self.sudo().partner_id or self.sudo().workcenter_id

    @api.depends("taken", "used", "is_enough", "more_median", "more_most")
    def _compute_is_outdated(self):
        for record in self:
            now = record._get_more(record.taken)
            record.is_outdated = (
                record.is_enough
                and record.taken != PLANNED
                and abs(record.used - now) >= OUTDATED[record.kind]
            )

    def _get_more(self, taken):
        """Return what is learnt now: days over the planned ones, or times them."""
        nothing = 0 if self.kind == VENDOR else 1
        more = {MEDIAN: self.more_median, MOST: self.more_most}
        return more.get(taken, nothing)

    @api.depends("count", "planned", "actual_median", "actual_most", "used", "taken")
    @api.depends_context("lang")
    def _compute_summary(self):
        for record in self:
            record.summary = " ".join([record._say_learnt(), record._say_used()])

    def _say_learnt(self):
        values = {
            "name": self.display_name,
            "planned": f"{self.planned:g}",
            "half": f"{self.actual_median:g}",
            "most": f"{self.actual_most:g}",
            "more_half": f"{self.more_median:g}",
            "more_most": f"{self.more_most:g}",
            "count": self.count,
        }
        if not self.is_enough:
            return self.env._("%(name)s: too little data (%(count)s of 8).", **values)
        if self.kind == WORKCENTER:
            return self.env._(
                "%(name)s: half of the work orders take up to %(more_half)s times the "
                "planned minutes, four of five up to %(more_most)s times.",
                **values,
            )
        if self.is_mixed:
            return self.env._(
                "%(name)s: planned mostly %(planned)s days; half arrive within "
                "%(more_half)s days more than planned, four of five within "
                "%(more_most)s more.",
                **values,
            )
        return self.env._(
            "%(name)s: planned %(planned)s days, half arrive within %(half)s, four of "
            "five within %(most)s.",
            **values,
        )

    def _say_used(self):
        if self.taken == PLANNED:
            if self.kind == VENDOR and self.is_enough and not self.is_mixed:
                return self.env._("Promises use %(days)s.", days=f"{self.planned:g}")
            return self.env._("Promises use the planned time.")
        if self.kind == WORKCENTER:
            factor = f"{self.used:g}"
            return self.env._("Promises use %(factor)s times.", factor=factor)
        if self.is_enough and not self.is_mixed:
            days = max(self.planned + self.used, 0)
            return self.env._("Promises use %(days)s.", days=f"{days:g}")
        return self.env._("Promises add %(days)s days.", days=f"{self.used:g}")

    @api.depends_context("uid")
    def _compute_may_take(self):
        manages = self.env.user.has_group(POLICY_MANAGER)
        may = {
            kind: self.env.su or manages or self.env.user.has_group(group)
            for kind, group in MANAGERS.items()
        }
        for record in self:
            record.may_take = may.get(record.kind, False)

    # === Taken into promises ===

    def action_use_median(self):
        self._check_may_take()
        self._take(MEDIAN)

    def action_use_most(self):
        self._check_may_take()
        self._take(MOST)

    def action_use_planned(self):
        self._check_may_take()
        self._take(PLANNED)

    def action_undo(self):
        """Let promises use what they used before; once more: what they used since."""
        self._check_may_take()
        for record in self.filtered("taken_before"):
            record._use(record.taken_before, record.used_before)

    def _check_may_take(self):
        check_rows(self)
        for record in self:
            if not record.may_take:
                raise AccessError(
                    self.env._(
                        "Ask a manager: what promises use of %s is theirs to decide.",
                        record.display_name,
                    )
                )

    def _take(self, taken):
        for record in self:
            if taken != PLANNED and not record.is_enough:
                raise UserError(
                    self.env._(
                        "%s: too little data to promise by.", record.display_name
                    )
                )
            record._use(taken, record._get_more(taken))

    def _use(self, taken, more):
        """Let promises use this from now on."""
        self.ensure_one()
        if (self.taken, self.used) == (taken, more):
            return
        # Sudo: these fields are written by this button alone, not by whoever may change
        # vendors and work centers, and who presses it need not be one of those.
        self.sudo().write(
            {
                "taken_before": self.taken,
                "used_before": self.used,
                "taken": taken,
                "used": more,
                "taken_by_id": self.env.uid,
                "date_taken": fields.Datetime.now(),
            }
        )
        subject = self._get_subject().with_company(self.company_id)
        if self.kind == VENDOR:
            subject.pull_promise_days = more
        else:
            subject.pull_promise_factor = more
        subject.message_post(body=self._get_note())

    def _get_note(self):
        label = dict(self._fields["taken"]._description_selection(self.env))[self.taken]
        more = f"{self.used:g}"
        if self.kind == VENDOR:
            return self.env._(
                "Promises to customers use: %(label)s (%(more)s days more than the "
                "lead times of its prices).",
                label=label,
                more=f"{self.used:+g}" if self.used else more,
            )
        return self.env._(
            "Promises to customers use: %(label)s (%(more)s times the planned "
            "minutes).",
            label=label,
            more=more,
        )

    # === Refreshed ===

    def action_refresh(self):
        """Look at the last months again, whichever rows are chosen; what promises use
        stays as it is."""
        check_rows(self)
        if not works_here(self.env):
            raise AccessError(self.env._("This is for those who work here."))
        # Sudo: the figures follow from documents that their reader need not see.
        self.browse().sudo()._refresh()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _cron_refresh(self):
        self._refresh()

    def _get_observations(self):
        """Return the engine that reads what was observed: see `Observations`."""
        return Observations(self.env, fields.Datetime.now())

    def _refresh(self):
        """Bring the figures of all companies up to date."""
        query = SQL("SELECT pg_try_advisory_xact_lock(%s)", LOCK)
        ((is_ours,),) = self.env.execute_query(query)
        if not is_ours:
            return  # somebody does just that
        observations = self._get_observations()
        self._learn(VENDOR, "partner_id", observations.get_vendors())
        self._learn(WORKCENTER, "workcenter_id", observations.get_workcenters())

    def _learn(self, kind, name, observed):
        """Keep the figures of a kind.

        :param name: the field that holds whom they are about
        :param observed: {(company id, id): see :class:`~.quantiles.Learnt`}
        """
        left, gone = dict(observed), self.browse()
        for record in self.search([("kind", "=", kind)]):
            key = (record.company_id.id, record[name].id)
            found = left.pop(key, ())
            if not found and record.taken == PLANNED:
                gone += record
            else:
                record._write_changed(_get_figures(Learnt(found)))
        gone.unlink()
        values = [
            {
                "kind": kind,
                "company_id": company,
                name: subject,
                "used": 0 if kind == VENDOR else 1,
                **_get_figures(Learnt(found)),
            }
            for (company, subject), found in left.items()
        ]
        self.create(values)

    def _write_changed(self, values):
        changed = {name: new for name, new in values.items() if self[name] != new}
        if changed:
            self.write(changed)


def _get_figures(learnt):
    names = "count is_enough is_mixed planned actual_median actual_most"
    return {
        name: getattr(learnt, name)
        for name in [*names.split(), "more_median", "more_most"]
    }
