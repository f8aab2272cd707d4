from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ...access import check_one
from .run_variances import Key
from .variance_types import TYPES

BATCH = 200  # runs


class PullCostVariance(models.Model):
    """Why a run cost more or less than was planned when it was confirmed: one type.

    The amounts of a run's rows sum to its actual cost less its plan, to the cent. What
    changes a cost later (a bill, a landed cost) adds rows of its own day: those up to a
    day say what was known on it.
    """

    _name = "pull.cost.variance"
    _description = "Cost Variance"
    _order = "date desc, production_id desc, id"
    _rec_name = "production_id"

    date = fields.Date(
        required=True,
        readonly=True,
        index=True,
        help="The accounting day on which the run was done, or its cost changed.",
    )
    production_id = fields.Many2one(
        "mrp.production",
        string="Run",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    product_id = fields.Many2one(
        related="production_id.product_id", store=True, precompute=True
    )
    order_id = fields.Many2one(
        "sale.order",
        string="Sales Order",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The order that the run is for; empty where it serves several, or none.",
    )
    type = fields.Selection(TYPES, required=True, readonly=True)
    component_id = fields.Many2one("product.product", readonly=True)
    workcenter_id = fields.Many2one(
        "mrp.workcenter", string="Work Center", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Vendor", readonly=True, help="Who sold the component."
    )
    planned = fields.Monetary(
        readonly=True,
        help="What was planned when the run was confirmed, at the prices and rates of "
        "that day. What runs below were to bring stands apart, so that the runs of an "
        "order can be added.",
    )
    amount = fields.Monetary(
        "Variance", readonly=True, help="Actual minus planned: more is positive."
    )
    actual = fields.Monetary(
        compute="_compute_actual", store=True, help="Planned plus variance."
    )
    cause = fields.Char(
        readonly=True, help="The document that changed the cost after the run was done."
    )
    company_id = fields.Many2one(
        related="production_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.depends("planned", "amount")
    def _compute_actual(self):
        for row in self:
            row.actual = row.planned + row.amount

    # === The screen ===

    @api.model
    def action_open_variances(self):
        """Open the variances, of all runs that are done by now."""
        self.check_access("read")
        self._keep_due(limit=BATCH)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "pull_through_production.pull_cost_variance_action"
        )

    def action_open(self):
        check_one(self)
        return self.production_id._get_records_action()

    # === Keeping ===

    @api.model
    def _get_due_domain(self):
        return Domain("state", "=", "done") & Domain("pull_variance_kept", "!=", True)

    @api.model
    def _cron_keep(self):
        """Keep what is due, and come back as long as there is more."""
        runs = self.env["mrp.production"].sudo()
        self._keep_due(limit=BATCH)
        left = runs.search_count(self._get_due_domain(), limit=BATCH + 1)
        self.env["ir.cron"]._commit_progress(1, remaining=left)

    @api.model
    def _keep_due(self, runs=None, limit=None):
        """Write the rows that are missing of done runs.

        :param runs: only of these
        """
        # Sudo: nobody types them, whoever asks first after a run is done.
        domain = self._get_due_domain()
        if runs is not None:
            domain &= Domain("id", "in", runs.ids)
        due = self.env["mrp.production"].sudo().search(domain, limit=limit, order="id")
        for company, own in due.grouped("company_id").items():
            self.sudo().with_company(company)._keep(own.with_company(company))

    @api.model
    def _keep(self, runs):
        """Write what changed in the variances of these runs, each on its day."""
        # What is older than the module was not planned.
        planned = runs.filtered(
            lambda run: any(run.move_raw_ids.mapped("pull_price_frozen"))
        )
        days = planned._get_variance_days()
        rounds = max(map(len, days.values()), default=0)
        for number in range(rounds):
            by_day = defaultdict(runs.browse)
            for run, events in days.items():
                if number < len(events):
                    last = number == len(events) - 1
                    by_day[events[number] if not last else None] |= run
            for day, own in by_day.items():
                ends = {run: days[run][number] for run in own}
                self._keep_as_of(own, day, ends)
        runs.pull_variance_kept = True

    @api.model
    def _keep_as_of(self, runs, day, ends):
        """Write rows of what is new as of a day, None: now.

        :param ends: {run: (day of the rows)}
        """
        kept = self.search([("production_id", "in", runs.ids)]).grouped("production_id")
        vals_list = []
        for run, explained in runs._get_run_variances(day).get_all().items():
            change = get_change(kept.get(run, self), explained)
            rounding = run.company_id.currency_id.rounding
            vals_list += [
                self._prepare_vals(run, ends[run], key, planned, amount)
                for key, (planned, amount) in change.items()
                if abs(planned) >= rounding / 2 or abs(amount) >= rounding / 2
            ]
        self.create(vals_list)

    @api.model
    def _prepare_vals(self, run, day, key, planned, amount):
        orders = run.pull_sale_line_ids.order_id
        currency = run.company_id.currency_id
        return {
            "date": day,
            "production_id": run.id,
            "order_id": orders.id if len(orders) == 1 else False,
            "type": key.type,
            "component_id": key.component,
            "workcenter_id": key.workcenter,
            "partner_id": key.vendor,
            "planned": currency.round(planned),
            "amount": currency.round(amount),
            "cause": run._get_variance_cause(day),
        }


def get_change(kept, explained):
    """Return {`Key`: (planned, variance)} that is not in the rows kept."""
    change = defaultdict(lambda: (0.0, 0.0))
    for key, amount in explained.planned.items():
        change[key] = (amount, 0.0)
    for key, amount in explained.variances.items():
        change[key] = (change[key][0], change[key][1] + amount)
    for row in kept:
        key = Key(
            row.type, row.component_id.id, row.workcenter_id.id, row.partner_id.id
        )
        planned, amount = change[key]
        change[key] = (planned - row.planned, amount - row.amount)
    return change
