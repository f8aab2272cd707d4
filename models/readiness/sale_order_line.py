from odoo import fields, models

from ..memory.memory import confirmation_memory
from .runs_walk import RunsWalk
from .walk import ReadinessWalk


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def onchange(self, values, field_names, fields_spec):
        # A form compares the line before with the line after: both ask the same.
        with confirmation_memory(self.env.cr):
            return super().onchange(values, field_names, fields_spec)

    def _get_readiness_walk(self, show_costs=False):
        """Return the engine that looks for what would fail: see `ReadinessWalk`.

        Called with superuser rights.
        """
        return ReadinessWalk(self, show_costs)

    def _get_pull_runs_walk(self):
        """Return the engine that counts the runs of these lines: see `RunsWalk`.

        Called with superuser rights.
        """
        return RunsWalk(self)

    def _get_pull_promised_day(self):
        """Return the day for which this line is promised, as the confirmation takes
        it."""
        date = self.order_id.commitment_date or self._expected_date()
        return fields.Datetime.context_timestamp(self, date).date()
