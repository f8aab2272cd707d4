from odoo import api, fields, models
from odoo.tools import SQL

from ...access import COST, INTERNAL, may_see_costs
from .private_context import with_own_minutes


class MrpRoutingWorkcenter(models.Model):
    _inherit = "mrp.routing.workcenter"

    currency_id = fields.Many2one(related="workcenter_id.currency_id", groups=INTERNAL)
    setup_minutes = fields.Float(
        string="Own setup minutes",
        tracking=True,
        help="Minutes of preparing and clearing the work center for one run of this "
        "operation, in place of the work center's setup and cleanup time.",
        groups=INTERNAL,
    )
    setup_time_override = fields.Boolean(
        string="Own setup time",
        compute="_compute_setup_time_override",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="This operation's setup takes other minutes than its work center's.",
        groups=INTERNAL,
    )
    setup_cost = fields.Monetary(
        string="Own fixed cost per setup",
        tracking=True,
        groups=COST,
        help="What one setup for this operation costs beside its time, in the "
        "company's currency, in place of the work center's.",
    )
    setup_cost_override = fields.Boolean(
        string="Own setup cost",
        compute="_compute_setup_cost_override",
        store=True,
        readonly=False,
        tracking=True,
        groups=COST,
        help="This operation's setup has another fixed cost than its work center's.",
    )

    setup_minutes_planned = fields.Float(
        string="Setup (minutes)",
        compute="_compute_setup_planned",
        help="Minutes of preparing and clearing the work center for one run.",
        groups=INTERNAL,
    )
    setup_cost_planned = fields.Monetary(
        string="Setup cost",
        compute="_compute_setup_planned",
        groups=COST,
        help="What one setup costs: its minutes at the work center's hourly cost and "
        "the fixed cost, in the company's currency.",
    )

    _setup_minutes_not_negative = models.Constraint(
        "CHECK (setup_minutes >= 0)",
        "The setup minutes of an operation cannot be negative. Use 0 for none.",
    )
    _setup_cost_not_negative = models.Constraint(
        "CHECK (setup_cost >= 0)",
        "The fixed cost of a setup cannot be negative. Use 0 for none.",
    )

    @api.depends("setup_minutes")
    def _compute_setup_time_override(self):
        for operation in self:
            if operation.setup_minutes:
                operation.setup_time_override = True
            else:
                operation.setup_time_override = operation.setup_time_override

    @api.depends("setup_cost")
    def _compute_setup_cost_override(self):
        for operation in self:
            if operation.setup_cost:
                operation.setup_cost_override = True
            else:
                operation.setup_cost_override = operation.setup_cost_override

    @api.depends(
        "setup_time_override",
        "setup_minutes",
        "setup_cost_override",
        "setup_cost",
        "bom_id.product_id",
        "bom_id.product_tmpl_id",
        "bom_id.product_uom_id",
        "workcenter_id.time_start",
        "workcenter_id.time_stop",
        "workcenter_id.costs_hour",
        "workcenter_id.setup_cost",
        "workcenter_id.capacity_ids",
    )
    @api.depends_context("product", "unit")
    def _compute_setup_planned(self):
        for operation in self:
            plan = operation._get_shown_setup_plan()
            operation.setup_minutes_planned = plan.minutes
            operation.setup_cost_planned = plan.cost

    @api.depends("setup_time_override", "setup_minutes")
    def _compute_time_cycle(self):
        own = self.filtered("setup_time_override")
        rest = with_own_minutes(self - own, None)
        res = super(MrpRoutingWorkcenter, rest)._compute_time_cycle()
        for operation in own:
            minutes = operation.setup_minutes
            super(
                MrpRoutingWorkcenter, with_own_minutes(operation, minutes)
            )._compute_time_cycle()
            if not operation._is_setup_of_one_product():
                # Core then adds the work center's times without asking for capacity.
                center = operation._get_setup_workcenter()
                operation.time_total += minutes - center.time_start - center.time_stop
        self._unlearn_setup()
        return res

    def _unlearn_setup(self):
        """Take the setup out of the cycle time that core learned from work orders.

        Core divides the whole duration, setup included, by the cycles, and then adds
        the setup time again to what it expects.
        """
        learning = self.filtered(lambda operation: operation.time_mode == "auto")
        shares = learning._get_setup_shares_learned()
        for operation in learning:
            learned = operation.time_cycle * shares.get(operation, 0)
            operation.time_cycle -= learned
            if operation._is_setup_of_one_product():
                efficiency = operation._get_setup_workcenter().time_efficiency or 100
                operation.time_total -= (
                    operation.cycle_number * learned * 100 / efficiency
                )

    def _get_setup_shares_learned(self):
        """Return {operation: setup's part of the time from which core learns}."""
        workorders = self._get_setup_learned_from()
        workorders.fetch(["operation_id", "duration", "setup_minutes"])
        by_operation = workorders.grouped("operation_id")
        shares = {}
        for operation in self:
            own = by_operation.get(operation._origin, workorders.browse())
            own = own[: operation.time_mode_batch]
            duration = sum(own.mapped("duration"))
            if duration:
                shares[operation] = sum(own.mapped("setup_minutes")) / duration
        return shares

    def _get_setup_learned_from(self):
        """Return the last work orders of each operation: as many as the most ask for.

        Core searches operation by operation.
        """
        workorders = self.env["mrp.workorder"]
        most = max(self.mapped("time_mode_batch"), default=0)
        if not most:
            return workorders
        query = workorders._search(
            self._get_setup_learning_domain(), order="date_finished desc, id desc"
        )
        rank = SQL(
            "ROW_NUMBER() OVER (PARTITION BY %s ORDER BY %s)",
            SQL.identifier(query.table, "operation_id"),
            query.order,
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM (%s) learned WHERE rank <= %s ORDER BY rank",
                query.select(
                    SQL.identifier(query.table, "id"), SQL("%s AS rank", rank)
                ),
                most,
            )
        )
        return workorders.browse(workorder for (workorder,) in rows)

    def _get_setup_learning_domain(self):
        """Return the work orders from which core learns the cycle time."""
        return [
            ("operation_id", "in", self.ids),
            ("qty_produced", ">", 0),
            ("state", "=", "done"),
        ]

    def _is_setup_of_one_product(self):
        """Core shows the manual time when the product is not known yet."""
        bom = self.bom_id
        variants = bom.product_id or bom.product_tmpl_id.product_variant_ids
        return len(self._get_setup_context("product", variants)) <= 1

    def _get_setup_workcenter(self):
        return self._get_setup_context("workcenter", self.workcenter_id)

    @api.depends(
        "setup_cost",
        "setup_cost_override",
        "workcenter_id.setup_cost",
        "workcenter_id.capacity_ids.setup_cost",
    )
    @api.depends_context("uid")
    def _compute_cost(self):
        res = super()._compute_cost()
        if not may_see_costs(self.env):
            return res
        for operation in self:
            operation.cost += operation._get_shown_setup_plan().fixed
        return res

    def _get_shown_setup_plan(self):
        """Return the plan for the product and unit of the context, as core's cost."""
        bom = self.bom_id
        product = bom.product_id or bom.product_tmpl_id.product_variant_id
        return self._get_setup_plan(
            self._get_setup_context("product", product),
            self._get_setup_context("unit", bom.product_uom_id),
        )

    def _get_setup_context(self, name, records):
        """Return what core's context says in place of these records; a client, which
        can send no records, says nothing."""
        given = self.env.context.get(name, records)
        return given if isinstance(given, type(records)) else records

    def _get_setup_plan(self, product, unit, workcenter=None):
        """Return what one setup for a run of this operation takes and costs.

        :param workcenter: an alternative one: its rate counts, and its minutes and
            amount where the operation has none of its own
        :return: :class:`SetupPlan`, in the company's currency
        """
        self.ensure_one()
        center = workcenter or self.workcenter_id
        plan = center._get_setup_plan(product, unit)
        operation = (
            self.sudo()
        )  # whoever confirms a run; figures are shown by field rights
        if operation.setup_time_override:
            plan = plan._replace(minutes=operation.setup_minutes)
        if operation.setup_cost_override:
            plan = plan._replace(fixed=operation.setup_cost)
        return plan

    def _get_pull_capacity(self, center, product, unit, size):
        own = self.setup_minutes if self.setup_time_override else None
        center = with_own_minutes(center, own)
        return super()._get_pull_capacity(center, product, unit, size)
