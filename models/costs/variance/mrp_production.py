from odoo import api, fields, models

from ...access import COST, check_one
from ...technical import hide_technical
from .run_variances import RunVariances, explain_run
from .variance_entry import VarianceEntry
from .variance_types import TYPES

TECHNICAL_FIELDS = {"pull_variance_ids", "pull_variance_kept"}
TECHNICAL_FIELDS |= {"pull_variance_words"}


class MrpProduction(models.Model):
    """Why a run cost more or less than planned."""

    _inherit = "mrp.production"

    pull_variance_ids = fields.One2many(
        "pull.cost.variance",
        "production_id",
        string="Variances",
        readonly=True,
        groups=COST,
    )
    pull_variance_kept = fields.Boolean(
        copy=False,
        readonly=True,
        groups=COST,
        help="The rows of this run's variances are those of its cost.",
    )
    pull_variance_words = fields.Html(
        string="Cost and Variances",
        compute="_compute_pull_variance_words",
        sanitize=False,
        groups=COST,
        help="What this run was planned to cost, and why it cost another amount.",
    )

    _pull_variance_due = models.Index(
        "(id) WHERE state = 'done' AND pull_variance_kept IS NOT TRUE"
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.depends("state")
    @api.depends_context("uid", "lang")
    def _compute_pull_variance_words(self):
        self.pull_variance_words = False
        done = self._origin.filtered(lambda run: run.state == "done")
        # Sudo: who sees costs sees those of the runs that they may read.
        reader = done._get_run_variances() if done else None
        for run in self:
            if run._origin in done:
                figures = reader.get_figures(run._origin.sudo())
                run.pull_variance_words = self.env["ir.qweb"]._render(
                    "pull_through_production.run_variances",
                    run._get_variance_values(figures),
                )

    def _get_variance_values(self, figures):
        """Return what the template of a run's variances needs."""
        explained = self._explain_variances(figures)
        return {
            "planned": sum(explained.planned.values()),
            "actual": sum(explained.planned.values()) + explained.variance,
            "variances": self._get_variance_rows(explained),
            "words": figures.get_words(),
            "currency": self.company_id.currency_id,
        }

    @api.model
    def _get_variance_rows(self, explained):
        """Return [{"type", "label", "amount"}] of an `Explained`, in their order."""
        amounts = explained.get_types()
        selection = self.env["pull.cost.variance"]._fields["type"]
        labels = dict(selection._description_selection(self.env))
        return [
            {"type": type_, "label": labels[type_], "amount": amounts[type_]}
            for type_, _label in TYPES
            if amounts.get(type_)
        ]

    def _get_run_variances(self, date=None):
        """Return what explains these runs. Meant to be inherited, to have another
        `RunVariances`."""
        return RunVariances(self, date)

    def _explain_variances(self, figures):
        """Return the `Explained` of this run's figures. Meant to be extended."""
        return explain_run(figures)

    def _get_variance_days(self):
        """Return {run: [days on which its cost is to be kept]}, in their order: that on
        which it was done, and those of later changes."""
        made = self.move_finished_ids.filtered(lambda move: move.state == "done")
        dates = made._get_cost_dates()
        kept = self.env["pull.cost.variance"].search(
            [("production_id", "in", self.ids)]
        )
        kept = kept.grouped("production_id")
        days = {}
        for run in self:
            own = [dates[move] for move in made & run.move_finished_ids]
            done = max(own, default=None) or run.date_finished.date()
            last = max([done, *kept[run].mapped("date")] if run in kept else [done])
            parts = run.all_move_raw_ids.cost_line_ids
            later = {part.date for part in parts if part.date > last}
            days[run] = sorted(later if run in kept and later else {last, *later})
        return days

    def _get_variance_cause(self, day):
        """Return the names of what changed the cost of components on a day."""
        parts = self.all_move_raw_ids.cost_line_ids.filtered(
            lambda part: part.cause and part.date == day
        )
        return ", ".join(dict.fromkeys(parts.mapped("cause"))) or False

    def action_view_pull_variances(self):
        check_one(self)
        self.env["pull.cost.variance"]._keep_due(self)
        action = self.env["ir.actions.actions"]._for_xml_id(
            "pull_through_production.pull_cost_variance_action"
        )
        action["domain"] = [("production_id", "=", self.id)]
        action["context"] = {}
        return action

    # === Under standard cost ===

    def _should_post_setup(self):
        return super()._should_post_setup() or self._should_post_variances()

    def _should_post_variances(self):
        """Does the company want a run at standard cost explained by account?"""
        product = self.product_id.with_company(self.company_id)
        return bool(
            self.company_id._get_variance_accounts()
            and product.cost_method == "standard"
            and product.valuation == "real_time"
            and product.property_stock_production.valuation_account_id
        )

    def _get_setup_entry(self, spending=False):
        self.ensure_one()
        if spending or not self._should_post_variances():
            return super()._get_setup_entry(spending)
        return VarianceEntry(self)
