from odoo import api, fields, models
from odoo.tools import SQL

from ...access import COST, check_one

# ratio: (numerator, what the distinct runs are summed by)
RATIOS = {
    "cost_unit:avg": ("cost", "quantity"),
    "minutes_unit:avg": ("minutes", "quantity"),
    "cost_share:avg": ("cost", "run_cost"),
}
RUN_SIZES = [
    ("1", "1"),
    ("2", "2 to 4"),
    ("5", "5 to 9"),
    ("10", "10 to 19"),
    ("20", "20 to 49"),
    ("50", "50 and more"),
]


class PullSetupReport(models.Model):
    _name = "pull.setup.report"
    _description = "Setup Costs"
    _auto = False
    _rec_name = "workorder_id"
    _order = "date desc, id desc"
    _depends = {
        "mrp.workorder": [
            "state",
            "workcenter_id",
            "operation_id",
            "production_id",
            "date_start",
            "date_finished",
            "setup_minutes_planned",
            "setup_cost_planned",
            "setup_fixed_planned",
            "setup_fixed_booked",
            "setup_date_booked",
            "setup_minutes",
            "setup_measured",
            "setup_cost",
            "setup_variance",
            "setup_reason_id",
        ],
        "mrp.production": [
            "state",
            "product_id",
            "product_qty",
            "qty_producing",
            "product_uom_id",
            "date_start",
            "company_id",
            "run_cost",
        ],
        "mrp.workcenter.productivity": ["workorder_id", "user_id", "is_setup"],
        "sale.order": ["partner_id"],
        "sale.order.line": ["order_id"],
        "stock.move": [
            "move_dest_ids",
            "origin_returned_move_id",
            "production_id",
            "pull_goes_back",
            "raw_material_production_id",
            "sale_line_id",
            "state",
        ],
    }

    workorder_id = fields.Many2one("mrp.workorder", "Work Order", readonly=True)
    production_id = fields.Many2one(
        "mrp.production", "Manufacturing Order", readonly=True
    )
    workcenter_id = fields.Many2one("mrp.workcenter", "Work Center", readonly=True)
    operation_id = fields.Many2one("mrp.routing.workcenter", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    product_tmpl_id = fields.Many2one(
        "product.template", "Product Template", readonly=True
    )
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    order_id = fields.Many2one(
        "sale.order",
        "Customer Order",
        readonly=True,
        help="The order that the run was made for; empty when it serves several.",
    )
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Operator",
        readonly=True,
        help="Who logged the setup, or else the last to log time.",
    )
    reason_id = fields.Many2one(
        "pull.setup.reason", "Reason for Overrun", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Datetime(
        readonly=True,
        help="End of the work order, before that its start or the run's.",
    )
    state = fields.Selection(
        lambda self: self.env["mrp.workorder"]._fields["state"].selection,
        string="Status",
        readonly=True,
    )
    basis = fields.Selection(
        [("measured", "Measured"), ("assumed", "Assumed"), ("planned", "Not logged")],
        readonly=True,
        help="Measured: logged as setup. Assumed: the planned setup, at most the time "
        "logged.",
    )
    run_size = fields.Selection(RUN_SIZES, readonly=True)
    quantity = fields.Float(
        "Units", readonly=True, aggregator=None, help="Units that the run made."
    )
    setup_count = fields.Integer("Setups", readonly=True)
    minutes_planned = fields.Float("Planned Minutes", readonly=True)
    minutes = fields.Float(readonly=True)
    minutes_measured = fields.Float(readonly=True)
    minutes_variance = fields.Float(
        "Minutes over Plan", readonly=True, help="Of finished work orders."
    )
    minutes_lost = fields.Float(
        readonly=True, help="Of work orders that were cancelled."
    )
    minutes_unit = fields.Float(
        "Minutes per Unit",
        readonly=True,
        aggregator="avg",
        help="Setup minutes of finished work orders per unit that their runs made.",
    )
    cost_planned = fields.Monetary("Planned Cost", readonly=True, groups=COST)
    cost = fields.Monetary("Setup Cost", readonly=True, groups=COST)
    cost_fixed = fields.Monetary(
        "Fixed Cost Booked",
        readonly=True,
        groups=COST,
        help="The fixed amounts with which the setup absorbed accounts were credited. "
        "By the month in which they were booked it is what stands there; what was "
        "really spent is debited beside it.",
    )
    date_booked = fields.Date(
        "Booked on",
        readonly=True,
        groups=COST,
        help="When the fixed amount was booked: the day on which the run was closed.",
    )
    cost_variance = fields.Monetary(
        "Cost over Plan",
        readonly=True,
        groups=COST,
        help="Actual minus planned cost of finished work orders.",
    )
    cost_lost = fields.Monetary(
        readonly=True,
        groups=COST,
        help="Setup of work orders that were cancelled.",
    )
    run_cost = fields.Monetary(
        "Cost of the Run", readonly=True, aggregator=None, groups=COST
    )
    cost_unit = fields.Monetary(
        "Cost per Unit",
        readonly=True,
        aggregator="avg",
        groups=COST,
        help="Setup cost of finished work orders per unit that their runs made.",
    )
    cost_share = fields.Float(
        "Share of the Runs' Cost",
        readonly=True,
        aggregator="avg",
        groups=COST,
        help="Setup cost of finished work orders as a part of what their runs cost.",
    )

    @property
    def _table_query(self):
        # PostgreSQL takes the walk to the orders for a hundred times what it is, and
        # would compile the query first: for seconds, to save milliseconds.
        self.env.cr.execute("SET LOCAL jit = off")
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    def _select(self):
        return SQL(
            """
            SELECT wo.id,
                   wo.id AS workorder_id,
                   wo.production_id,
                   wo.workcenter_id,
                   wo.operation_id,
                   mo.product_id,
                   product.product_tmpl_id,
                   template.categ_id,
                   sale.order_id,
                   sale.partner_id,
                   log.user_id,
                   wo.setup_reason_id AS reason_id,
                   mo.company_id,
                   company.currency_id,
                   COALESCE(wo.date_finished, wo.date_start, mo.date_start) AS date,
                   wo.state,
                   %(figures)s
            """,
            figures=self._select_figures(),
        )

    def _select_figures(self):
        return SQL(
            """
            CASE WHEN wo.setup_measured THEN 'measured'
                 WHEN wo.setup_minutes > 0 OR wo.state = 'done' THEN 'assumed'
                 ELSE 'planned' END AS basis,
            CASE WHEN units.made < 2 THEN '1' WHEN units.made < 5 THEN '2'
                 WHEN units.made < 10 THEN '5' WHEN units.made < 20 THEN '10'
                 WHEN units.made < 50 THEN '20' ELSE '50' END AS run_size,
            units.made AS quantity,
            (wo.state = 'done' OR wo.setup_minutes > 0)::int AS setup_count,
            CASE WHEN wo.state != 'cancel' THEN wo.setup_minutes_planned ELSE 0 END
                AS minutes_planned,
            wo.setup_minutes AS minutes,
            CASE WHEN wo.setup_measured THEN wo.setup_minutes ELSE 0 END
                AS minutes_measured,
            CASE WHEN wo.state = 'done'
                 THEN wo.setup_minutes - wo.setup_minutes_planned ELSE 0 END
                AS minutes_variance,
            CASE WHEN wo.state = 'cancel' THEN wo.setup_minutes ELSE 0 END
                AS minutes_lost,
            CASE WHEN wo.state = 'done'
                 THEN wo.setup_minutes / NULLIF(units.made, 0) END AS minutes_unit,
            CASE WHEN wo.state != 'cancel' THEN wo.setup_cost_planned ELSE 0 END
                AS cost_planned,
            wo.setup_cost AS cost,
            wo.setup_fixed_booked AS cost_fixed,
            wo.setup_date_booked AS date_booked,
            wo.setup_variance AS cost_variance,
            CASE WHEN wo.state = 'cancel' THEN wo.setup_cost ELSE 0 END AS cost_lost,
            mo.run_cost,
            CASE WHEN wo.state = 'done'
                 THEN wo.setup_cost / NULLIF(units.made, 0) END AS cost_unit,
            CASE WHEN wo.state = 'done'
                 THEN wo.setup_cost / NULLIF(mo.run_cost, 0) END AS cost_share
            """
        )

    def _from(self):
        return SQL(
            """
            FROM mrp_workorder wo
            JOIN mrp_production mo ON mo.id = wo.production_id
            JOIN product_product product ON product.id = mo.product_id
            JOIN product_template template ON template.id = product.product_tmpl_id
            JOIN res_company company ON company.id = mo.company_id
            JOIN uom_uom made_in ON made_in.id = mo.product_uom_id
            JOIN uom_uom kept_in ON kept_in.id = template.uom_id
            CROSS JOIN LATERAL (
                SELECT made_in.factor / kept_in.factor
                    * CASE WHEN mo.state = 'done' AND mo.qty_producing > 0
                           THEN mo.qty_producing ELSE mo.product_qty END AS made
            ) units
            LEFT JOIN (%(sale)s) sale ON sale.production_id = mo.id
            LEFT JOIN (%(log)s) log ON log.workorder_id = wo.id
            """,
            sale=self._select_sale(),
            log=self._select_log(),
        )

    def _select_sale(self):
        """Select the one order of each run, and the one customer of its orders.

        Those that the run serves, at any depth: an order with which it only shares its
        reference is none of them. The reader is told of none that they may not read.
        """
        return SQL(
            """
            SELECT peg.doc_id AS production_id,
                   CASE WHEN MIN(peg.order_id) = MAX(peg.order_id)
                        THEN MIN(peg.order_id) END AS order_id,
                   CASE WHEN MIN(peg.partner_id) = MAX(peg.partner_id)
                        THEN MIN(peg.partner_id) END AS partner_id
            FROM (%s) peg
            GROUP BY peg.doc_id
            HAVING %s
            """,
            self.env["mrp.production"]._get_peg_query(
                SQL("SELECT wo.production_id FROM mrp_workorder wo %s", self._where())
            ),
            self._having_told(),
        )

    def _having_told(self):
        """Return whether the reader may be told of all orders of a run."""
        if self.env.su:
            return SQL("TRUE")
        told = self.env["mrp.production"]._get_told_query()
        return SQL("BOOL_AND(peg.line_id IN %s)", told.subselect())

    def _select_log(self):
        """Select who logged each work order's setup, or else any time, last."""
        return SQL(
            """
            SELECT DISTINCT ON (workorder_id) workorder_id, user_id
            FROM mrp_workcenter_productivity
            WHERE workorder_id IS NOT NULL
            ORDER BY workorder_id, is_setup DESC NULLS LAST, id DESC
            """
        )

    def _where(self):
        """Take those that are to be set up, or were."""
        return SQL(
            """
            WHERE wo.setup_minutes > 0
               OR (wo.state != 'cancel'
                   AND (wo.setup_minutes_planned > 0 OR wo.setup_fixed_planned > 0
                        OR wo.setup_measured))
            """
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Divide sums, rather than averaging the ratios of single work orders.

        A run with several work orders counts once: its units, and what it cost. One
        whose cost is not known (done before the module was there) is left out.
        """
        if aggregate_spec not in RATIOS:
            return super()._read_group_select(aggregate_spec, query)
        numerator, per_run = RATIOS[aggregate_spec]
        return SQL(
            """
            SUM(%(numerator)s) FILTER (WHERE %(state)s = 'done' AND %(per_run)s > 0)
            / (
                SELECT SUM((run ->> 1)::float8) FROM jsonb_array_elements(
                    jsonb_agg(DISTINCT jsonb_build_array(%(run)s, %(per_run)s))
                    FILTER (WHERE %(state)s = 'done' AND %(per_run)s > 0)
                ) run
            )
            """,
            numerator=self._field_to_sql(self._table, numerator, query),
            per_run=self._field_to_sql(self._table, per_run, query),
            run=self._field_to_sql(self._table, "production_id", query),
            state=self._field_to_sql(self._table, "state", query),
        )

    def action_open(self):
        """Open the work order, or for who may not see it the run's journal entries."""
        check_one(self)
        if self.workorder_id.has_access("read"):
            return self.workorder_id.action_open_wizard()
        run = self.production_id.sudo()  # its name; the entries open with one's own
        return run.action_view_setup_moves()
