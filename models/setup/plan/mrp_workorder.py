from odoo import api, fields, models
from odoo.exceptions import UserError

from ...access import COST
from .arithmetic import SetupPlan, get_minutes, split_minutes


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    setup_currency_id = fields.Many2one(related="company_id.currency_id")
    setup_needed = fields.Boolean(
        string="Set up",
        default=True,
        copy=False,
        help="The work center is set up for this work order. A backorder goes on with "
        "the setup of its run; a part that was split off as the work center says. "
        "Recording a setup sets it.",
    )
    setup_frozen = fields.Boolean(
        copy=False,
        readonly=True,
        help="The plan was taken when the run was confirmed and no longer follows the "
        "work center.",
    )
    setup_minutes_planned = fields.Float(
        compute="_compute_setup_plan",
        store=True,
        copy=False,
        help="Minutes of setup and cleanup, as planned when the run was confirmed.",
    )
    setup_rate_planned = fields.Monetary(
        compute="_compute_setup_plan",
        store=True,
        copy=False,
        aggregator="avg",
        currency_field="setup_currency_id",
        groups=COST,
        help="What an hour of the work center cost when the run was confirmed.",
    )
    setup_fixed_planned = fields.Monetary(
        compute="_compute_setup_plan",
        store=True,
        copy=False,
        currency_field="setup_currency_id",
        groups=COST,
        help="The fixed cost of the setup, as planned when the run was confirmed. It "
        "enters the value of what the run makes.",
    )
    setup_cost_planned = fields.Monetary(
        compute="_compute_setup_cost_planned",
        store=True,
        currency_field="setup_currency_id",
        groups=COST,
        help="Planned setup: its time at the rate of that day and its fixed cost.",
    )
    setup_minutes = fields.Float(
        compute="_compute_setup_minutes",
        store=True,
        copy=False,
        help="Minutes of setup: those logged as setup, else the planned ones, at most "
        "all minutes logged.",
    )
    setup_measured = fields.Boolean(
        compute="_compute_setup_minutes",
        store=True,
        copy=False,
        help="The setup was logged as such. Otherwise its minutes are assumed.",
    )
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
    setup_reason_id = fields.Many2one(
        "pull.setup.reason",
        string="Reason for overrun",
        copy=False,
        index="btree_not_null",
        help="Why the setup took longer than planned.",
    )

    _setup_fixed_spent_not_negative = models.Constraint(
        "CHECK (setup_fixed_spent >= 0)",
        "What was spent on a setup cannot be negative. Use 0 for nothing.",
    )

    # === Plan ===

    @api.depends(
        "operation_id", "workcenter_id", "product_id", "setup_needed", "setup_frozen"
    )
    def _compute_setup_plan(self):
        frozen = self.filtered("setup_frozen")
        for order in frozen:
            order.setup_minutes_planned = order.setup_minutes_planned
            order.setup_rate_planned = order.setup_rate_planned
            order.setup_fixed_planned = order.setup_fixed_planned
        (self - frozen)._plan_setup()

    def _plan_setup(self):
        for order in self:
            plan = order._get_setup_plan()
            order.setup_minutes_planned = plan.minutes
            order.setup_rate_planned = plan.rate
            order.setup_fixed_planned = plan.fixed

    @api.depends("setup_minutes_planned", "setup_rate_planned", "setup_fixed_planned")
    def _compute_setup_cost_planned(self):
        for order in self:
            order.setup_cost_planned = SetupPlan(
                order.setup_minutes_planned,
                order.setup_rate_planned,
                order.setup_fixed_planned,
            ).cost

    def _get_setup_plan(self):
        """Return this work order's plan: nothing when it goes on with a setup."""
        standard = self._get_setup_standard()
        return standard if self.setup_needed else SetupPlan(rate=standard.rate)

    def _get_setup_standard(self):
        """Return what setting up for this work order takes and costs today."""
        self.ensure_one()
        center = self.workcenter_id
        product, unit = self.product_id, self.product_uom_id
        if self.operation_id:
            return self.operation_id._get_setup_plan(product, unit, center)
        return center._get_setup_plan(product, unit)

    def _set_cost_mode(self):
        res = super()._set_cost_mode()
        self._freeze_setup()
        return res

    def _freeze_setup(self):
        """Take the plan as it is today; from now on it is this run's own."""
        orders = self.sudo()  # who confirms a run need not see what its setup costs
        orders._plan_setup()
        orders.setup_frozen = True

    def _get_duration_expected(self, alternative_workcenter=False, ratio=1):
        order = self.with_context(setup_minutes=self._get_setup_minutes_expected())
        if alternative_workcenter:
            alternative_workcenter = alternative_workcenter.with_context(
                setup_minutes=self._get_setup_minutes_own()
            )
        return super(MrpWorkorder, order)._get_duration_expected(
            alternative_workcenter=alternative_workcenter, ratio=ratio
        )

    def _get_setup_minutes_expected(self):
        """Return the setup minutes within the expected duration, None: the center's."""
        if self.setup_frozen:
            return self.setup_minutes_planned
        return self._get_setup_minutes_own()

    def _get_setup_minutes_own(self):
        """Return the minutes on whichever work center, None when each has its own."""
        if not self.setup_needed:
            return 0.0
        operation = self.operation_id
        return operation.setup_minutes if operation.setup_time_override else None

    # === Record ===

    @api.depends(
        "time_ids.is_setup",
        "time_ids.date_start",
        "time_ids.date_end",
        "setup_minutes_planned",
        "duration_expected",
        "cost_mode",
        "state",
    )
    def _compute_setup_minutes(self):
        for order in self:
            if order.state == "cancel" and not order.time_ids:
                # Core deletes the time of a cancelled work order when its run is done.
                order.setup_minutes = order.setup_minutes
                order.setup_measured = order.setup_measured
                continue
            measured = order._get_setup_minutes_measured()
            total = order._get_minutes_logged()
            order.setup_measured = measured is not None
            order.setup_minutes, _run = split_minutes(
                max(total, measured or 0), order.setup_minutes_planned, measured
            )

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
        for order in self:
            if order.state == "cancel" and not order.time_ids:
                order.setup_cost = order.setup_cost
                order.setup_variance = 0
                continue
            split = order._get_cost_split()
            fixed = split["setup_fixed"]
            if order.setup_spent_entered or order.setup_skipped:
                fixed = order.setup_fixed_spent
            order.setup_cost = split["setup_time"] + fixed
            order.setup_variance = (
                order.setup_cost - order.setup_cost_planned
                if order.state == "done"
                else 0
            )

    def _get_minutes_logged(self):
        """Return the minutes charged: of all logs, or expected where so costed."""
        if self._should_estimate_cost():
            return self.duration_expected
        return get_minutes(self.time_ids._get_spans())

    def _get_setup_minutes_measured(self):
        spans = self.time_ids.filtered("is_setup")._get_spans()
        return get_minutes(spans) if spans else None

    def _get_cost_split(self):
        """Return what `_cal_cost` charges, by kind; the parts sum to it.

        :return: {"setup_time": , "setup_fixed": , "run": }, in the company's currency
        """
        self.ensure_one()
        order = self.sudo()  # amounts of a plan that the operator may not see
        measured = order._get_setup_minutes_measured()
        if order._should_estimate_cost() and not order.setup_skipped:
            measured = None
        minutes, run = split_minutes(
            order._get_minutes_logged(), order.setup_minutes_planned, measured
        )
        rate = order.costs_hour or order.workcenter_id.costs_hour
        return {
            "setup_time": minutes / 60 * rate,
            "setup_fixed": order._get_setup_incurred(),
            "run": run / 60 * rate,
        }

    def _get_setup_incurred(self):
        """Return the planned fixed cost once work has begun, before that nothing."""
        begun = self.state in ("progress", "done") or self.time_ids
        return self.setup_fixed_planned if begun else 0.0

    def _prepare_timeline_vals(self, duration, date_start, date_end=False):
        return {
            **super()._prepare_timeline_vals(duration, date_start, date_end),
            "is_setup": self.env.context.get("setup_timer", False),
        }

    def action_start_setup(self):
        """Log the time from now on as setup; a run that was going on is paused."""
        self._check_setup_open()
        self.end_previous()
        return self.with_context(setup_timer=True).button_start()

    def action_finish_setup(self):
        """Log the time from now on as run."""
        self._check_setup_open()
        self.end_previous()
        return self.button_start()

    def _check_setup_open(self):
        for order in self:
            if order.state in ("done", "cancel"):
                raise UserError(
                    self.env._(
                        "%(order)s is finished or cancelled: its setup can no longer "
                        "be started.",
                        order=order.display_name,
                    )
                )

    def _set_up_again(self):
        """A setup is recorded on a part that was to go on with an earlier one."""
        again = self.filtered(lambda order: not order.setup_needed)
        again.sudo().setup_needed = True  # the operator's log says so
        again.filtered(lambda order: order.production_state != "draft")._freeze_setup()
        for order in again.filtered(
            lambda order: order.state not in ("done", "cancel")
        ):
            order.duration_expected += order.setup_minutes_planned

    def _is_set_up_once(self):
        """Is the setup of a run also that of its backorders? Plain Odoo says no."""
        self.ensure_one()
        return bool(
            self.production_id.supply_policy
            or self.workcenter_id.setup_once
            or self.sudo().setup_fixed_planned  # what it costs does not matter here
        )

    def _go_on_with_setup(self):
        """These continue what is set up: no setup of their own."""
        orders = self.filtered(lambda order: order.state not in ("done", "cancel"))
        for order in orders.sudo():  # as `_freeze_setup`
            minutes = order.setup_minutes_planned
            order.setup_needed = False
            if order.operation_id:
                order.duration_expected = order._get_duration_expected()
            else:
                # Core takes these minutes as they are, setup included.
                order.duration_expected -= min(minutes, order.duration_expected)
        orders.filtered(lambda order: order.production_state != "draft")._freeze_setup()

    def action_cancel(self):
        # Core deletes the time of cancelled work orders: keep what was lost.
        self.end_all()
        self.flush_recordset(["setup_minutes", "setup_measured", "setup_cost"])
        return super().action_cancel()

    # === Value ===

    def _cal_cost(self, date=False):
        cost = super()._cal_cost(date)
        if self.env.context.get("setup_time_only"):
            return cost
        return cost + sum(
            order._get_setup_absorbed(date)
            for order in self.sudo()  # the value of goods is anybody's
        )

    def _get_setup_absorbed(self, date=False):
        """Return the fixed cost that enters the run's value, of `date` once begun."""
        if self.state == "cancel":
            return 0.0
        return self._get_setup_incurred() if date else self.setup_fixed_planned

    def _compute_expected_operation_cost(self, without_employee_cost=False):
        cost = super()._compute_expected_operation_cost(without_employee_cost)
        return cost + self.sudo().setup_fixed_planned  # as `_cal_cost`

    def _compute_current_operation_cost(self):
        cost = super()._compute_current_operation_cost()
        return cost + self.sudo()._get_setup_incurred()  # as `_cal_cost`

    def _get_current_theorical_operation_cost(self, without_employee_cost=False):
        cost = super()._get_current_theorical_operation_cost(without_employee_cost)
        return cost + self.sudo().setup_fixed_planned  # as `_cal_cost`

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if not self.env.context.get("skip_confirm"):
            orders.filtered(
                lambda order: (
                    order.production_state in ("confirmed", "progress", "to_close")
                )
            )._freeze_setup()
        return orders

    def write(self, vals):
        if "setup_fixed_spent" in vals:
            vals = {"setup_spent_entered": True, **vals}
        moved = self._get_setup_moved(vals)
        moved.sudo().setup_frozen = False
        res = super().write(vals)
        moved._freeze_setup()
        if "setup_fixed_spent" in vals:
            self.production_id._post_setup_spending()
        return res

    def _get_setup_moved(self, vals):
        """Return those confirmed but not begun that go to another work center."""
        if "workcenter_id" not in vals:
            return self.browse()
        return self.filtered(
            lambda order: (
                order.setup_frozen
                and order.state in ("blocked", "ready")
                and order.workcenter_id.id != vals["workcenter_id"]
            )
        )
