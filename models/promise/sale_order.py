from odoo import api, fields, models
from odoo.exceptions import UserError

from ..access import INTERNAL, check_one
from ..exceptions.kinds import WARNING
from ..readiness.kinds import LATER
from ..words import format_day


class SaleOrder(models.Model):
    _inherit = "sale.order"

    pull_earliest_date = fields.Datetime(
        string="Earliest Date",
        compute="_compute_pull_earliest_date",
        help="When the last line can be with the customer at the earliest, if this "
        "quotation is confirmed now. Empty where a line has no date.",
        groups=INTERNAL,
    )

    @api.depends("order_line.pull_earliest_date", "order_line.pull_promise_state")
    def _compute_pull_earliest_date(self):
        for order in self:
            lines = order.order_line
            undated = lines.filtered(
                lambda line: line.pull_earliest_why and not line.pull_earliest_date
            )
            dates = lines.filtered("pull_earliest_date").mapped("pull_earliest_date")
            order.pull_earliest_date = not undated and max(dates, default=False)

    def _get_pull_promise(self):
        """Return when each line of this quotation can be with the customer, and how.

        The whole order is placed together, as early as possible. Nothing is held.

        :return: {line id: {`date`: datetime in UTC, None if nobody can say; `steps`:
            list of dicts: `kind` (stock, purchase, run, operation, transfer),
            `product_id`, `name`, `start`, `end`, `slack` (minutes by which it may slip
            before the last step of the order does), `parent` (index in the list of
            what it is for), `reason` why it is not earlier (material, capacity,
            calendar, lead_time, past, none)}}; without lines that pull nothing
        """
        self.ensure_one()
        quoted = self.order_line._filter_pull_quoted()
        if quoted._makes_too_many_runs():
            return {line.id: {"date": None, "steps": []} for line in quoted}
        promise = quoted._get_pull_promise_engine()
        return {
            line.id: {"date": date, "steps": promise.get_steps(line)}
            for line, date in promise.get_dates().items()
        }

    # === Told before it is confirmed ===

    def get_pull_many_runs(self):
        return super().get_pull_many_runs() + self._get_pull_later_texts()

    def _get_pull_later_texts(self):
        """Return one sentence for each line that comes later than the customer asks."""
        return [finding["message"] for finding in self._get_pull_later_findings()]

    def _get_pull_readiness(self):
        return super()._get_pull_readiness() + self._get_pull_later_findings()

    def _get_pull_later_findings(self):
        """Return the findings of lines that come later than the customer asks for."""
        asked = self.filtered(
            lambda order: order.commitment_date and order.state in ("draft", "sent")
        )
        return [
            {
                "line": line,
                "kind": LATER,
                "severity": WARNING,
                "message": self.env._(
                    "%(product)s: ready %(day)s at the earliest, asked for by "
                    "%(asked)s.",
                    product=line.product_id.display_name,
                    day=format_day(self.env, line.pull_earliest_date),
                    asked=format_day(self.env, line.order_id.commitment_date),
                ),
                "remedy": self.env._(
                    "Promise the earliest date, or agree another one with the customer."
                ),
                "product_id": line.product_id.id,
            }
            for line in asked.order_line
            if line.pull_promise_state == "late" and line.pull_earliest_date
        ]

    def action_pull_promise_earliest(self):
        """Take the earliest date of all lines as the date that is promised."""
        check_one(self, "write")
        quoted = self.order_line._filter_pull_quoted()
        if not quoted:
            raise UserError(
                self.env._(
                    "%s is no quotation of what is made or bought to order.", self.name
                )
            )
        if quoted._makes_too_many_runs():
            raise UserError(quoted._get_too_many_runs_text())
        dates = quoted._get_pull_promise_engine().get_dates()
        for line, date in dates.items():
            if not date:
                raise UserError(
                    self.env._(
                        "There is no date for %(product)s yet: see its line for the "
                        "reason.",
                        product=line.product_id.display_name,
                    )
                )
        promised = self._get_pull_round_up(max(dates.values()))
        if promised == self.commitment_date:
            return
        self.commitment_date = promised
        self.message_post(
            body=self.env._(
                "Delivery promised for %(day)s, the earliest date.",
                day=format_day(self.env, self.commitment_date),
            )
        )

    def _get_pull_round_up(self, moment):
        """Return the moment, or the next full hour: nobody promises minutes."""
        whole = moment.replace(minute=0, second=0, microsecond=0)
        return whole if whole == moment else fields.Datetime.add(whole, hours=1)
