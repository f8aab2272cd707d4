from datetime import timedelta

from odoo import api, fields, models

from ..access import INTERNAL
from ..memory.memory import confirmation_memory
from ..policy.policies import HYBRID, PULL
from ..words import format_day
from .order_promise import OrderPromise
from .path_words import PathWords

BUYER = "purchase.group_purchase_user"

PROMISE_STATES = [
    ("on_time", "On Time"),
    ("tight", "Tight"),
    ("late", "Late"),
    ("unknown", "Unknown"),
]
# More runs than these take seconds to place.
RUNS_MAX = 2000
# An asked date with less than this to spare is tight.
TIGHT = timedelta(days=1)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    pull_earliest_date = fields.Datetime(
        string="Earliest Date",
        compute="_compute_pull_earliest",
        help="When this line can be with the customer at the earliest, if the whole "
        "quotation is confirmed now: by stock, vendors, work centers and what they "
        "have to do already.",
        groups=INTERNAL,
    )
    pull_earliest_why = fields.Json(
        compute="_compute_pull_earliest",
        help="The steps that decide the earliest date, in words.",
        groups=INTERNAL,
    )
    pull_promise_state = fields.Selection(
        PROMISE_STATES,
        string="Promise",
        compute="_compute_pull_earliest",
        help="The earliest date against the date that the customer asked for.\n"
        "On Time: more than a day to spare, or no date asked for.\n"
        "Tight: less than a day to spare.\n"
        "Late: after the asked date.\n"
        "Unknown: nobody can say.",
        groups=INTERNAL,
    )

    @api.depends(
        "state",
        "product_id",
        "product_uom_qty",
        "product_uom_id",
        "supply_policy",
        "order_id.commitment_date",
        "order_id.warehouse_id",
        "order_id.order_line.product_uom_qty",
        "order_id.order_line.product_uom_id",
        "order_id.order_line.product_id",
        "order_id.order_line.supply_policy",
        "order_id.order_line.route_ids",
    )
    @api.depends_context("uid", "lang", "tz")
    def _compute_pull_earliest(self):
        self.pull_earliest_date = self.pull_earliest_why = False
        self.pull_promise_state = "unknown"
        for order, lines in self.grouped("order_id").items():
            together = lines._get_pull_together(order)
            quoted = together._filter_pull_quoted()
            if quoted._makes_too_many_runs():
                for line in lines & quoted:
                    line.pull_earliest_why = [quoted._get_too_many_runs_text()]
            elif quoted:
                lines._set_pull_earliest(quoted._get_pull_promise_engine())

    def _get_pull_together(self, order):
        """Return the lines of an order as they are typed: a form works on copies."""
        typed = {line._origin: line for line in self if line._origin}
        saved = order.order_line
        together = saved.concat(*(typed.get(line, line) for line in saved))
        return together | self

    def _filter_pull_quoted(self):
        """Return those of these lines, of one order, that a date can be worked out for,
        sudoed."""
        # Sudo: the date follows from documents that a salesperson need not see.
        with confirmation_memory(self.env.cr):
            return self.sudo().filtered(lambda line: line._is_pull_quoted())

    def _makes_too_many_runs(self):
        """Tell whether these lines make more runs than a form can wait for."""
        boms = self.env["mrp.bom"]
        if not self or not boms.search_count(boms._get_pull_run_size_domain(), limit=1):
            return False
        with confirmation_memory(self.env.cr):
            counts = self._get_pull_runs_walk().get_counts()
        return sum(counted.count for counted in counts.values()) > RUNS_MAX

    def _get_too_many_runs_text(self):
        return self.env._(
            "No date: more than %(count)s manufacturing orders. Make larger runs, or "
            "split the order.",
            count=RUNS_MAX,
        )

    def _set_pull_earliest(self, promise):
        dates = promise.get_dates()
        words = PathWords(promise, self.env, self.env.user.has_group(BUYER))
        for line in self:
            quoted = line.sudo()
            if quoted in dates:
                line.pull_earliest_date = dates[quoted]
                line.pull_earliest_why = words.get_sentences(quoted)
                line.pull_promise_state = line._get_pull_quoted_state()

    def _get_pull_quoted_state(self):
        """Return how the earliest date of a quoted line stands to the asked one."""
        earliest, asked = self.pull_earliest_date, self.order_id.commitment_date
        if not earliest:
            return "unknown"
        if not asked or earliest <= asked - TIGHT:
            return "on_time"
        return "tight" if earliest <= asked else "late"

    def _comes_pull_later(self):
        """Tell whether this quoted line comes on a later day than it is asked for."""
        earliest, asked = self.pull_earliest_date, self.order_id.commitment_date
        if not earliest or self.pull_promise_state != "late":
            return False
        return self._get_pull_day(earliest) > self._get_pull_day(asked)

    def _get_pull_day(self, moment):
        return fields.Datetime.context_timestamp(self, moment).date()

    def _get_pull_later_text(self):
        return self.env._(
            "%(product)s: ready %(day)s at the earliest, asked for by %(asked)s.",
            product=self.product_id.display_name,
            day=format_day(self.env, self.pull_earliest_date),
            asked=format_day(self.env, self.order_id.commitment_date),
        )

    def _get_pull_promise_engine(self, moment=None):
        """Return the engine that has placed what these quoted lines pull: see
        `OrderPromise`. Called with superuser rights."""
        with confirmation_memory(self.env.cr):
            return OrderPromise(self, moment)

    def _is_pull_quoted(self):
        """Tell whether a date can be worked out for this line: it is goods, of which a
        policy says how they are supplied."""
        self.ensure_one()
        return (
            self.state in ("draft", "sent")
            and self._may_be_pulled()
            and bool(
                self.supply_policy
                or any(
                    need.policy in (PULL, HYBRID)
                    for need in self._get_pull_wanted_needs()
                )
            )
        )

    # === Reservations ===

    def _pull_launch(self, previous):
        """What is reserved serves those for whom it is first, whoever is confirmed with
        them, and is held no longer."""
        # Sudo: whoever confirms, a customer who signs too.
        orders = self.order_id.sudo()
        reserved = orders.filtered("pull_reservation_ids")
        first = self.filtered(lambda line: line.order_id.sudo() in reserved)
        if first and first != self:
            super(SaleOrderLine, first)._pull_launch(previous)
            res = super(SaleOrderLine, self - first)._pull_launch(previous)
        else:
            res = super()._pull_launch(previous)
        reserved._end_pull_reservation()
        return res

    # === The words on the line ===

    @api.depends("pull_earliest_date", "pull_promise_state")
    def _compute_pull_expected(self):
        res = super()._compute_pull_expected()
        for line in self:
            is_quoted = line.state in ("draft", "sent")
            if is_quoted and line.pull_promise_state != "unknown":
                line.pull_expected_late = line.pull_promise_state == "late"
        return res

    def _get_pull_quoted_day(self):
        return self.pull_earliest_date
