from odoo import api, fields, models

from ...access import COST, INTERNAL
from ...technical import hide_technical
from .arithmetic import SetupPlan
from .private_context import with_own_minutes

TECHNICAL_FIELDS = {"setup_frozen"}


class MrpWorkorder(models.Model):
    """What setting up for a work order takes and costs, frozen at confirmation."""

    _inherit = "mrp.workorder"

    setup_currency_id = fields.Many2one(
        related="company_id.currency_id", groups=INTERNAL
    )
    setup_needed = fields.Boolean(
        string="Set up",
        default=True,
        copy=False,
        readonly=True,
        help="The work center is set up for this work order. A backorder goes on with "
        "the setup of its run; a part that was split off as the work center says. "
        "Recording a setup sets it.",
        groups=INTERNAL,
    )
    setup_skipped = fields.Boolean(
        string="No setup was needed",
        copy=False,
        readonly=True,
        help="Say because the tool was still mounted: 0 minutes, measured. The plan "
        "stays, so the variance tells what was saved. The goods still carry the "
        "planned fixed cost; what was not spent stays on the setup absorbed account.",
        groups=INTERNAL,
    )
    setup_frozen = fields.Boolean(
        copy=False,
        readonly=True,
        help="The plan was taken when the run was confirmed and no longer follows the "
        "work center.",
        groups=INTERNAL,
    )
    setup_minutes_planned = fields.Float(
        compute="_compute_setup_plan",
        store=True,
        copy=False,
        help="Minutes of setup and cleanup, as planned when the run was confirmed.",
        groups=INTERNAL,
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

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.depends(
        "operation_id", "workcenter_id", "product_id", "setup_needed", "setup_frozen"
    )
    def _compute_setup_plan(self):
        frozen = self.filtered("setup_frozen")
        for workorder in frozen:
            workorder.setup_minutes_planned = workorder.setup_minutes_planned
            workorder.setup_rate_planned = workorder.setup_rate_planned
            workorder.setup_fixed_planned = workorder.setup_fixed_planned
        (self - frozen)._plan_setup()

    def _plan_setup(self):
        plans = self.grouped(lambda workorder: workorder._get_setup_plan())
        for plan, workorders in plans.items():
            workorders.setup_minutes_planned = plan.minutes
            workorders.setup_rate_planned = plan.rate
            workorders.setup_fixed_planned = plan.fixed

    @api.depends("setup_minutes_planned", "setup_rate_planned", "setup_fixed_planned")
    def _compute_setup_cost_planned(self):
        for workorder in self:
            workorder.setup_cost_planned = SetupPlan(
                workorder.setup_minutes_planned,
                workorder.setup_rate_planned,
                workorder.setup_fixed_planned,
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
        workorders = self.sudo()  # who confirms a run need not see what its setup costs
        workorders._plan_setup()
        workorders.setup_frozen = True

    def _get_duration_expected(self, alternative_workcenter=False, ratio=1):
        workorder = with_own_minutes(self, self._get_setup_minutes_expected())
        if alternative_workcenter:
            alternative_workcenter = with_own_minutes(
                alternative_workcenter, self._get_setup_minutes_own()
            )
        return super(MrpWorkorder, workorder)._get_duration_expected(
            alternative_workcenter=alternative_workcenter, ratio=ratio
        )

    def _get_setup_minutes_expected(self):
        """Return the setup minutes within the expected duration, None: the center's."""
        if self.setup_skipped:
            return 0.0
        if self.setup_frozen:
            return self.setup_minutes_planned
        return self._get_setup_minutes_own()

    def _get_setup_minutes_own(self):
        """Return the minutes on whichever work center, None when each has its own."""
        if not self.setup_needed:
            return 0.0
        operation = self.operation_id
        return operation.setup_minutes if operation.setup_time_override else None

    # === One setup for several work orders ===

    def _setup_again(self):
        """A setup is recorded on a part that was to go on with an earlier one, or where
        none was needed."""
        for workorder in self.filtered("setup_skipped"):
            workorder.sudo().setup_skipped = False  # the operator's log says so
            workorder.duration_expected += workorder.setup_minutes_planned
        again = self.filtered(lambda workorder: not workorder.setup_needed)
        again.sudo().setup_needed = True  # the operator's log says so
        again.filtered(
            lambda workorder: workorder.production_state != "draft"
        )._freeze_setup()
        for workorder in again.filtered(
            lambda workorder: workorder.state not in ("done", "cancel")
        ):
            workorder.duration_expected += workorder.setup_minutes_planned

    def _is_setup_once(self):
        """Is the setup of a run also that of its backorders? Plain Odoo says no."""
        self.ensure_one()
        return bool(
            self.production_id.supply_policy
            or self.workcenter_id.setup_once
            or self.sudo().setup_fixed_planned  # what it costs does not matter here
        )

    def _go_on_with_setup(self):
        """These continue what is set up: no setup of their own."""
        workorders = self.filtered(
            lambda workorder: workorder.state not in ("done", "cancel")
        )
        # Sudo: who splits a run need not see what its setup costs.
        for workorder in workorders.sudo():
            minutes = workorder.setup_minutes_planned
            workorder.setup_needed = False
            if workorder.operation_id:
                workorder.duration_expected = workorder._get_duration_expected()
            else:
                # Core takes these minutes as they are, setup included.
                workorder.duration_expected -= min(minutes, workorder.duration_expected)
        workorders.filtered(
            lambda workorder: workorder.production_state != "draft"
        )._freeze_setup()

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        workorders = super().create(vals_list)
        if not self.env.context.get("skip_confirm"):
            workorders.filtered(
                lambda workorder: (
                    workorder.production_state in ("confirmed", "progress", "to_close")
                )
            )._freeze_setup()
        return workorders

    def write(self, vals):
        moved = self._get_setup_moved(vals)
        moved.sudo().setup_frozen = False  # the operator need not see the plan's cost
        res = super().write(vals)
        moved._freeze_setup()
        return res

    def _get_setup_moved(self, vals):
        """Return those confirmed but not begun that go to another work center."""
        if "workcenter_id" not in vals:
            return self.browse()
        return self.filtered(
            lambda workorder: (
                workorder.setup_frozen
                and workorder.state in ("blocked", "ready")
                and workorder.workcenter_id.id != vals["workcenter_id"]
            )
        )
