from odoo import api, fields, models

from ...access import COST, may_see_costs
from ...technical import hide_technical
from ..plan.arithmetic import get_minutes, split_minutes
from ..plan.private_context import is_time_only
from .setup_kinds import RUN, SETUP_FIXED, SETUP_TIME

TECHNICAL_FIELDS = {"setup_spent_posted"}


class MrpWorkorder(models.Model):
    """What a setup cost, and what of it enters the value of the goods."""

    _inherit = "mrp.workorder"

    setup_fixed_spent = fields.Monetary(
        string="Setup spent",
        copy=False,
        currency_field="setup_currency_id",
        groups=COST,
        help="What the setup cost beside its time, when that differs from the plan. "
        "The run keeps the planned amount; the difference stays on the setup absorbed "
        "account.",
    )
    setup_spent_entered = fields.Boolean(copy=False, readonly=True, groups=COST)
    setup_spent_posted = fields.Monetary(
        copy=False, readonly=True, currency_field="setup_currency_id", groups=COST
    )
    setup_fixed_booked = fields.Monetary(
        string="Fixed setup cost booked",
        copy=False,
        readonly=True,
        currency_field="setup_currency_id",
        groups=COST,
        help="What the setup absorbed account was credited with for this setup.",
    )
    setup_date_booked = fields.Date(
        string="Setup booked on", copy=False, readonly=True, groups=COST
    )
    setup_cost = fields.Monetary(
        compute="_compute_setup_cost",
        store=True,
        copy=False,
        currency_field="setup_currency_id",
        groups=COST,
        help="Setup as it was: its minutes at the work center's rate, and what was "
        "spent beside them or else planned.",
    )
    setup_variance = fields.Monetary(
        compute="_compute_setup_cost",
        store=True,
        copy=False,
        currency_field="setup_currency_id",
        groups=COST,
        help="Actual minus planned setup cost of a finished work order.",
    )

    _setup_fixed_spent_not_negative = models.Constraint(
        "CHECK (setup_fixed_spent >= 0)",
        "What was spent on a setup cannot be negative. Use 0 for nothing.",
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.depends(
        "setup_minutes",
        "setup_cost_planned",
        "setup_fixed_spent",
        "setup_spent_entered",
        "setup_skipped",
        "costs_hour",
        "state",
    )
    def _compute_setup_cost(self):
        for workorder in self:
            if workorder.state == "cancel" and not workorder.time_ids:
                workorder.setup_cost = workorder.setup_cost
                workorder.setup_variance = 0
                continue
            split = workorder._get_cost_split()
            fixed = split[SETUP_FIXED]
            if workorder.setup_spent_entered or workorder.setup_skipped:
                fixed = workorder.setup_fixed_spent
            workorder.setup_cost = split[SETUP_TIME] + fixed
            workorder.setup_variance = (
                workorder.setup_cost - workorder.setup_cost_planned
                if workorder.state == "done"
                else 0
            )

    def _get_cost_split(self, date=False):
        """Return what `_cal_cost` charges, by kind; the parts sum to it.

        :param datetime date: as of then, by default as it is now
        :return: {kind: amount} of `setup_kinds`, in the company's currency
        """
        self.ensure_one()
        workorder = self.sudo()  # amounts of a plan that the operator may not see
        minutes, run = split_minutes(
            workorder._get_minutes_charged(date),
            workorder.setup_minutes_planned,
            workorder._get_minutes_of_setup(date),
        )
        rate = workorder.costs_hour or workorder.workcenter_id.costs_hour
        return {
            SETUP_TIME: minutes / 60 * rate,
            SETUP_FIXED: workorder._get_setup_incurred(date),
            RUN: run / 60 * rate,
        }

    def _get_minutes_charged(self, date):
        if not date:
            return self._get_setup_charged_minutes()
        if self._should_estimate_cost():
            return self.duration_expected if self._is_work_begun(date) else 0.0
        return get_minutes(self._get_logs_until(date)._get_setup_spans())

    def _get_minutes_of_setup(self, date):
        """Return the minutes measured as setup, None where they are assumed."""
        if self._should_estimate_cost() and not self.setup_skipped:
            return None
        if not date or self.setup_skipped:
            return self._get_setup_minutes_measured()
        spans = self._get_logs_until(date).filtered("is_setup")._get_setup_spans()
        return get_minutes(spans) if spans else None

    def _get_logs_until(self, date):
        """Return the logs that core charges as of a moment."""
        return self.time_ids.filtered(lambda log: log.date_end and log.date_end < date)

    def _get_setup_incurred(self, date=False):
        """Return the planned fixed cost once work has begun, before that nothing.

        :param datetime date: had it begun by then? By default: has it now?
        """
        return self.setup_fixed_planned if self._is_work_begun(date) else 0.0

    def _is_work_begun(self, date=False):
        self.ensure_one()
        if self.time_ids:
            return not date or min(self.time_ids.mapped("date_start")) <= date
        begun = self.state in ("progress", "done")
        return begun and (not date or not self.date_start or self.date_start <= date)

    def _get_setup_kept_fields(self):
        return [*super()._get_setup_kept_fields(), "setup_cost"]

    # === Value ===

    def _cal_cost(self, date=False):
        # Core charges the expected time of estimated work orders as of any date.
        charged = self.filtered(lambda order: not date or order._is_work_begun(date))
        cost = super(MrpWorkorder, charged)._cal_cost(date)
        if is_time_only(self.env):
            return cost
        return cost + sum(
            workorder._get_setup_absorbed(date)
            for workorder in self.sudo()  # the value of goods is anybody's
        )

    def _get_setup_absorbed(self, date=False):
        """Return the fixed cost that enters the run's value; as of a date, once work
        had begun by then."""
        if self.state == "cancel":
            return 0.0
        return self._get_setup_incurred(date) if date else self.setup_fixed_planned

    # What the overview of a run shows, and what we expect a run to cost.

    def _compute_expected_operation_cost(self, without_employee_cost=False):
        cost = super()._compute_expected_operation_cost(without_employee_cost)
        return cost + self._get_setup_shown("setup_fixed_planned")

    def _compute_current_operation_cost(self):
        cost = super()._compute_current_operation_cost()
        if not may_see_costs(self.env):
            return cost
        return cost + self.sudo()._get_setup_incurred()  # amounts are in sudo

    def _get_current_theorical_operation_cost(self, without_employee_cost=False):
        cost = super()._get_current_theorical_operation_cost(without_employee_cost)
        return cost + self._get_setup_shown("setup_fixed_planned")

    def _get_setup_shown(self, name):
        """Return an amount of the setup, to whom it may not be shown none."""
        return self[name] if may_see_costs(self.env) else 0.0

    # === CRUD ===

    def write(self, vals):
        res = super().write(vals)
        if "setup_fixed_spent" in vals:
            # Sudo: nobody types it; it tells nothing spent from nothing entered.
            self.sudo().setup_spent_entered = True
            self.production_id._post_setup_spending()
        return res
