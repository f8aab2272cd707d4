from odoo import api, fields, models

from ..access import INTERNAL
from ..technical import hide_technical
from .line_steps import LineSteps

TECHNICAL_FIELDS = {"pull_first_promised_date"}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    pull_first_promised_date = fields.Datetime(
        readonly=True,
        copy=False,
        help="What was promised when the order was confirmed.",
        groups=INTERNAL,
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def _forget_pull_promise(self):
        res = super()._forget_pull_promise()
        self.pull_first_promised_date = False
        return res

    def _keep_pull_first_promise(self):
        """Keep what these lines promise as what was promised first, where nothing is
        kept. Sudoed."""
        for line in self:
            if line._is_pull_promised() and not line.pull_first_promised_date:
                line.pull_first_promised_date = line.pull_promised_date

    def _filter_pull_tracked(self):
        """Return the lines of goods, which their customer follows."""
        return self.filtered(
            lambda line: (
                not line.display_type
                and line.product_id.type == "consu"
                and line.product_uom_id.compare(line.product_uom_qty, 0) > 0
            )
        )

    def _get_pull_line_steps(self):
        """Return the engine that knows where these lines are: see `LineSteps`.

        Called with superuser rights; lines of one order."""
        return LineSteps(self)

    def _get_pull_told_dates(self, is_shipped):
        """Return (when the customer is told to have this line, what he was told first),
        False for either where nothing is told, or the day has not moved.

        A promise is replaced by what is expected once the order counts as late: until
        somebody is asked to act, it may still come in time. Sudoed.
        """
        order = self.order_id
        if is_shipped:
            return False, False
        if not order.company_id.pull_tell_date:
            return order.commitment_date, False
        told = self.pull_promised_date or order.commitment_date
        if order.pull_is_told_late and self.pull_lateness:
            told = self.pull_projected_date or told
        return told, self.pull_first_promised_date or self.pull_promised_date
