from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..access import INTERNAL
from ..change.scope import change_scope
from ..promise.sale_order_line import RUNS_MAX
from ..schedule.calendar import to_minute
from ..technical import hide_technical
from .chain_placing import ChainPlacing
from .confirmed_chain import ConfirmedChain
from .noting import placing_now
from .res_company import LEAD_TIME

TECHNICAL_FIELDS = {
    "pull_asked_date",
    "pull_first_projected_date",
    "pull_is_tight",
    "pull_promise_state",
}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    pull_asked_date = fields.Datetime(
        string="Asked Date",
        readonly=True,
        copy=False,
        help="What the customer had asked for when the order was confirmed.",
        groups=INTERNAL,
    )
    pull_promised_date = fields.Datetime(
        string="Promised Date",
        copy=False,
        help="When the customer was told to have this line: what he asked for, or else "
        "the earliest date when the order was confirmed. It never changes by itself.",
        groups=INTERNAL,
    )
    pull_projected_date = fields.Datetime(
        string="Projected Date",
        compute="_compute_pull_projected",
        store=True,
        copy=False,
        help="When the customer will have this line as things stand: by stock, "
        "purchases, runs and what work centers have to do. Once it is delivered: when "
        "that was.",
        groups=INTERNAL,
    )
    pull_lateness = fields.Integer(
        string="Late by (minutes)",
        compute="_compute_pull_projected",
        store=True,
        copy=False,
        aggregator="max",
        help="By how many minutes the projected date is after the promised one.",
        groups=INTERNAL,
    )
    pull_is_tight = fields.Boolean(
        compute="_compute_pull_projected",
        store=True,
        copy=False,
        help="There is no time to spare left.",
        groups=INTERNAL,
    )
    pull_first_projected_date = fields.Datetime(
        string="First Projected Date",
        readonly=True,
        copy=False,
        help="What was projected when the order was confirmed.",
        groups=INTERNAL,
    )
    pull_promise_state = fields.Selection(search="_search_pull_promise_state")

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    # === Promised ===

    def write(self, vals):
        if not ({"pull_promised_date", "customer_lead"} & vals.keys()):
            return super().write(vals)
        promised = self.filtered(lambda line: line._is_pull_promised())
        if not promised or placing_now(self.env):
            return super().write(vals)
        leads = {line: line.customer_lead for line in promised}
        with change_scope(self.env) as scope:
            scope.watch_lines(promised)
            res = super().write(vals)
            if "customer_lead" in vals:
                promised._follow_pull_lead(leads)
        return res

    def _is_pull_promised(self):
        return self.state == "sale" and bool(self.pull_promised_date)

    def _promise_as_odoo(self):
        """Promise what was asked for, else what Odoo expects: of orders that are too
        large to be placed."""
        for line in self:
            line.pull_asked_date = line.order_id.commitment_date
            line.pull_promised_date = line.pull_asked_date or line._expected_date()

    def _forget_pull_promise(self):
        """Promise nothing any more: these lines are quoted again."""
        self.write(
            {
                "pull_asked_date": False,
                "pull_promised_date": False,
                "pull_first_projected_date": False,
            }
        )

    def _follow_pull_lead(self, before):
        """Promise as many days later as the lead time is longer now, where the customer
        asked for no date.

        :param before: {line: its lead time before}
        """
        for line in self:
            days = line.customer_lead - before[line]
            if days and not line.order_id.commitment_date:
                line.pull_promised_date += timedelta(days=days)

    def _set_pull_deadlines(self, moves):
        """Let what is still to be delivered be due when it is promised.

        :param moves: of the chain; their own deadlines stay
        """
        for line in self.filtered("pull_promised_date"):
            late = line.move_ids.filtered(
                lambda move, date=line.pull_promised_date: (
                    move.state not in ("done", "cancel") and move.date_deadline != date
                )
            )
            known = set(moves.ids)
            late.with_context(
                date_deadline_propagate_ids=known
            ).date_deadline = line.pull_promised_date

    def _expected_date(self):
        if self._is_pull_promised():
            return self.pull_promised_date
        return super()._expected_date()

    def _get_pull_promised_date(self):
        return self.pull_promised_date or super()._get_pull_promised_date()

    def _get_pull_date_to_promise(self, earliest):
        """Return what is promised to a customer who asks for no date.

        :param earliest: when all of it can be there
        """
        plain = self.order_id.date_order + timedelta(days=self.customer_lead or 0)
        if self.company_id.pull_promise == LEAD_TIME:
            return plain
        return max(plain, self.order_id._get_pull_round_up(earliest))

    # === Projected ===

    @api.depends("state", "pull_promised_date")
    def _compute_pull_projected(self):
        self.pull_projected_date = False
        self.pull_lateness = 0
        self.pull_is_tight = False
        saved = self.filtered("id")
        for line in self - saved:  # in a form: as it was saved
            line.pull_projected_date = line._origin.pull_projected_date
            line.pull_lateness = line._origin.pull_lateness
            line.pull_is_tight = line._origin.pull_is_tight
        promised = saved.filtered(lambda line: line._is_pull_promised())
        for order, lines in promised.grouped("order_id").items():
            placing = order.sudo()._get_pull_placing()
            if placing:
                lines._set_pull_projected(placing)

    def _set_pull_projected(self, placing):
        """Take over what is projected; what was never promised is not judged."""
        for line in self.filtered("pull_promised_date"):
            projected = placing.get_projected(line.sudo()._origin)
            line.pull_projected_date = projected
            line.pull_lateness = projected and max(
                to_minute(projected) - to_minute(line.pull_promised_date), 0
            )
            line.pull_is_tight = placing.is_tight(line.sudo()._origin)

    def _get_pull_last_delivery(self):
        """Return the last done move that brought goods of this line to its customer,
        sudoed; what he gives back later is none."""
        moves = self._get_pull_deliveries(dropship=True)
        sent = moves.filtered(lambda move: move.location_id.usage != "customer")
        return sent.sorted(lambda move: (move.date, move.id))[-1:]

    @api.depends(
        *("state", "pull_promised_date", "pull_projected_date"),
        *("pull_lateness", "pull_is_tight"),
    )
    def _compute_pull_earliest(self):
        res = super()._compute_pull_earliest()
        for line in self:
            if line._is_pull_promised():
                line.pull_promise_state = line._get_pull_promise_state()
        return res

    def _get_pull_promise_state(self):
        """Return how the projected date of a confirmed line stands to its promise."""
        if not self.pull_projected_date:
            return "unknown"
        if self.pull_lateness:
            return "late"
        return "tight" if self.pull_is_tight else "on_time"

    def _search_pull_promise_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        confirmed = [("state", "=", "sale"), ("pull_promised_date", "!=", False)]
        known = [("pull_projected_date", "!=", False)]
        domains = {
            "late": [*known, ("pull_lateness", ">", 0)],
            "tight": [*known, ("pull_lateness", "=", 0), ("pull_is_tight", "=", True)],
            "on_time": [
                *known,
                ("pull_lateness", "=", 0),
                ("pull_is_tight", "=", False),
            ],
            "unknown": [("pull_projected_date", "=", False)],
        }
        found = Domain.OR(domains[state] for state in value if state in domains)
        return Domain(confirmed) & found

    # === Placing ===

    def _filter_pull_placed(self):
        """Return the lines that are placed: confirmed goods with a policy."""
        return self.filtered(lambda line: line._has_pull_state())

    def _get_pull_confirmed_chain(self, moment=None):
        """Return the engine that knows what these lines wait for: `ConfirmedChain`.

        Called with superuser rights; lines of one company."""
        return ConfirmedChain(self, moment)

    def _get_pull_chain_placing(self):
        """Return the engine that has placed what these lines wait for: `ChainPlacing`;
        None where that is more than people can wait for."""
        chain = self._get_pull_confirmed_chain()
        if chain.count_runs() > RUNS_MAX:
            return None
        promised = {
            line: line.pull_promised_date or line.order_id.commitment_date
            for line in self
        }
        return ChainPlacing(
            chain, promised, lambda line, end: line._get_pull_date_to_promise(end)
        )
