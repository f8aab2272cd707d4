from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ...access import check_one
from .work_line import WorkLine

RUNS, MINUTES = "runs", "minutes"
MEASURES = [(RUNS, "Manufacturing Orders"), (MINUTES, "Minutes")]


class PullWorkLimit(models.Model):
    """How much may be in process at a work center, or of a product family, at a time:
    what is confirmed waits until there is room.

    A run is in process from its beginning until its work at the work center is done,
    or, of a family, until it is done. Who waits is worked out when it is asked;
    documents are confirmed, reserved and bought for whether they wait or not.
    """

    _name = "pull.work.limit"
    _description = "Work Limit"
    _order = "workcenter_id, category_id, id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    workcenter_id = fields.Many2one(
        "mrp.workcenter", "Work Center", check_company=True, index=True
    )
    category_id = fields.Many2one(
        "product.category",
        "Product Family",
        index=True,
        help="The products of this category and of those in it.",
    )
    measure = fields.Selection(MEASURES, required=True, default=RUNS)
    most = fields.Integer(
        "At Most",
        required=True,
        default=3,
        aggregator=None,
        help="So many manufacturing orders, or minutes of planned work, are in process "
        "at a time. One that alone takes more than that begins where nothing else is "
        "in process.",
    )
    in_process = fields.Float(compute="_compute_line", digits=(16, 0))
    waiting_count = fields.Integer("Waiting", compute="_compute_line")
    begun_ids = fields.Many2many(
        "mrp.production", string="Runs in Process", compute="_compute_line"
    )
    waiting_ids = fields.Many2many(
        "mrp.production", string="Runs in Line", compute="_compute_line"
    )

    _about_one = models.Constraint(
        "CHECK ((workcenter_id IS NULL) != (category_id IS NULL))",
        "A limit is of a work center or of a product family.",
    )
    _most_positive = models.Constraint(
        "CHECK (most > 0)", "At least one must be allowed: type more than 0."
    )
    _one_per_workcenter = models.UniqueIndex(
        "(workcenter_id) WHERE active AND workcenter_id IS NOT NULL",
        "This work center has a limit already.",
    )
    _one_per_category = models.UniqueIndex(
        "(company_id, category_id) WHERE active AND category_id IS NOT NULL",
        "This product family has a limit already.",
    )

    # === Shown ===

    @api.depends("workcenter_id", "category_id")
    def _compute_display_name(self):
        # Sudo: who is told for what a run waits need not read work centers.
        for limit, own in zip(self, self.sudo(), strict=True):
            name = own.workcenter_id.name or own.category_id.display_name
            limit.display_name = name or ""

    @api.depends("measure", "most", "workcenter_id", "category_id", "active")
    def _compute_line(self):
        limits = self._origin.filtered("active").sudo()
        line, runs = limits._get_line(), self.env["mrp.production"]
        for limit in self:
            own = limit._origin.sudo()
            limit.in_process = line.used[own]
            limit.waiting_ids = runs.browse(line.waiting.get(own, ()))
            limit.begun_ids = runs.browse(line.runs.get(own, ()))
            limit.waiting_count = len(limit.waiting_ids)

    def action_view_waiting(self):
        """Show the runs that wait at this limit."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mrp.mrp_production_action"
        )
        ids = self.waiting_ids.ids
        return {**action, "domain": [("id", "in", ids)], "context": {}}

    # === Who has limits ===

    @api.model_create_multi
    def create(self, vals_list):
        limits = super().create(vals_list)
        self.env.registry.clear_cache()
        return limits

    def write(self, vals):
        res = super().write(vals)
        if {"active", "company_id"} & vals.keys():
            self.env.registry.clear_cache()
        return res

    def unlink(self):
        res = super().unlink()
        self.env.registry.clear_cache()
        return res

    @api.model
    @tools.ormcache()
    def _get_limited_companies(self):
        """Return the ids of the companies that have limits: others ask no further."""
        # Sudo: the answer is the same for everybody.
        groups = self.sudo()._read_group([], ["company_id"])
        return frozenset(company.id for (company,) in groups)

    @api.model
    def _get_limits_of(self, companies):
        """Return the limits of these companies, sudoed; in most there are none."""
        limits = self.sudo()
        limited = self._get_limited_companies() & set(companies.ids)
        if not limited:
            return limits
        return limits.search(Domain("company_id", "in", list(limited)))

    def _get_line(self, asking=()):
        """Return who is in process at these limits and who waits: `WorkLine`."""
        return WorkLine(self, asking)

    def _filter_passed(self, runs):
        """Return the limits that these runs pass, as far as one can tell without
        looking at who else does."""
        centers = runs.workorder_ids.workcenter_id
        paths = tuple(runs.product_id.categ_id.mapped("parent_path"))
        return self.filtered(
            lambda limit: (
                limit.workcenter_id in centers
                if limit.workcenter_id
                else any(p.startswith(limit.category_id.parent_path) for p in paths)
            )
        )

    def _lock(self):
        """Make all who begin runs at these limits wait for each other: who waited finds
        the room taken, for the database has him begin again."""
        if not self.ids:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE pull_work_limit SET write_date = write_date
                WHERE id IN (
                    SELECT id FROM pull_work_limit WHERE id IN %s
                    ORDER BY id FOR NO KEY UPDATE
                )
                """,
                tuple(self.ids),
            )
        )

    @api.model
    def _cron_tell(self):
        """Tell of runs that wait for room although an order is late by now."""
        exceptions = self.env["pull.exception"]
        told = exceptions._get_open_without_room()
        limited = told.company_id.browse(self._get_limited_companies())
        for company in limited | told.company_id:
            limits = self._get_limits_of(company).with_company(company)
            exceptions._report_work_limit(company, limits._get_line())
