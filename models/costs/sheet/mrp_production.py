from odoo import models

from .cost_run import CostRun
from .cost_words import CostWords


class MrpProduction(models.Model):
    """What a run cost by kind, planned and actual, and why."""

    _inherit = "mrp.production"

    def _get_cost_run(
        self, planned_usages, usages_below, ordering, variance, date=None
    ):
        """Return the figures of this run, as of `CostRun`, which describes the rest.

        Meant to be inherited, to have another `CostRun`.
        """
        self.ensure_one()
        return CostRun(self, planned_usages, usages_below, ordering, variance, date)

    def _get_cost_words(self, figures):
        """Return what explains these figures. Meant to be inherited, to have another
        `CostWords`."""
        self.ensure_one()
        return CostWords(figures)
