from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..access import INTERNAL, check_one
from ..exceptions.kinds import WARNING
from ..readiness.kinds import LATER, PAST
from ..technical import hide_technical
from ..words import format_day

QUOTED = ("draft", "sent")

TECHNICAL_FIELDS = {"pull_reservation_ids", "pull_reserved_lines"}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    pull_earliest_date = fields.Datetime(
        string="Earliest Date",
        compute="_compute_pull_earliest_date",
        help="When the last line can be with the customer at the earliest, if this "
        "quotation is confirmed now. Empty where a line has no date.",
        groups=INTERNAL,
    )

    pull_reserved_until = fields.Date(
        string="Reserve Until",
        copy=False,
        help="The last day on which capacity and stock are held for this quotation, "
        "once they are reserved. Empty: as many days as the settings say.",
        groups=INTERNAL,
    )
    pull_reservation_ids = fields.One2many(
        "pull.reservation", "order_id", readonly=True, copy=False, groups=INTERNAL
    )
    pull_reserved_lines = fields.Json(
        readonly=True,
        copy=False,
        help="What the lines wanted when they were reserved.",
        groups=INTERNAL,
    )
    pull_is_reserved = fields.Boolean(
        string="Reserved",
        compute="_compute_pull_reserved",
        search="_search_pull_is_reserved",
        help="Capacity or stock is held for this quotation.",
        groups=INTERNAL,
    )
    pull_reserved_text = fields.Char(
        string="What Is Reserved", compute="_compute_pull_reserved", groups=INTERNAL
    )
    pull_reserved_changed = fields.Boolean(
        compute="_compute_pull_reserved",
        help="The quotation has changed since it was reserved: what is held is for "
        "what it was.",
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
        return [line._get_pull_later_text() for line in self._get_pull_later_lines()]

    def _get_pull_readiness(self):
        findings = super()._get_pull_readiness()
        # Where it is too late to order or to begin, that is told, and says more.
        told = {finding["line"] for finding in findings if finding["kind"] == PAST}
        return findings + [
            {
                "line": line,
                "kind": LATER,
                "severity": WARNING,
                "message": line._get_pull_later_text(),
                "remedy": self.env._(
                    "Promise the earliest date, or agree another one with the customer."
                ),
                "product_id": line.product_id.id,
            }
            for line in self._get_pull_later_lines()
            if line not in told
        ]

    def _get_pull_later_lines(self):
        """Return the quoted lines that come on a later day than the customer asks."""
        asked = self.filtered(
            lambda order: order.commitment_date and order.state in QUOTED
        )
        return asked.order_line.filtered(lambda line: line._comes_pull_later())

    def action_pull_promise_earliest(self):
        """Take the earliest date of all lines as the date that is promised."""
        check_one(self, "write")
        dates = self._get_pull_quoted_lines()._get_pull_promise_engine().get_dates()
        self._check_pull_dates(dates)
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

    def _get_pull_quoted_lines(self):
        """Return the lines that a date can be worked out for, sudoed; refuse others."""
        quoted = self.order_line._filter_pull_quoted()
        if not quoted:
            raise UserError(
                self.env._(
                    "%s is no quotation of what is made or bought to order.", self.name
                )
            )
        if quoted._makes_too_many_runs():
            raise UserError(quoted._get_too_many_runs_text())
        return quoted

    def _check_pull_dates(self, dates):
        for line, date in dates.items():
            if not date:
                raise UserError(
                    self.env._(
                        "There is no date for %(product)s yet: see its line for the "
                        "reason.",
                        product=line.product_id.display_name,
                    )
                )

    def _get_pull_round_up(self, moment):
        """Return the moment, or the next full hour: nobody promises minutes."""
        whole = moment.replace(minute=0, second=0, microsecond=0)
        return whole if whole == moment else fields.Datetime.add(whole, hours=1)

    # === Reservation ===

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.constrains("pull_reserved_until")
    def _check_pull_reserved_until(self):
        last = fields.Date.add(fields.Date.context_today(self), years=1)
        if any((order.pull_reserved_until or last) > last for order in self):
            raise ValidationError(
                self.env._(
                    "Reserve until %(day)s at the latest.",
                    day=format_day(self.env, last),
                )
            )

    @api.depends(
        "state",
        "validity_date",
        "warehouse_id",
        "pull_reserved_until",
        "pull_reserved_lines",
        "pull_reservation_ids",
        "order_line.product_id",
        "order_line.product_uom_qty",
        "order_line.product_uom_id",
        "order_line.supply_policy",
        "order_line.route_ids",
    )
    @api.depends_context("uid", "lang", "tz")
    def _compute_pull_reserved(self):
        today = fields.Date.context_today(self)
        for order in self:
            # Sudo: who sees the quotation sees what is held for it.
            rows = order.sudo()._origin.pull_reservation_ids
            end = order._get_pull_reserved_end()
            order.pull_is_reserved = bool(rows and end and end >= today)
            order.pull_reserved_text = order.pull_is_reserved and self.env._(
                "Held until %(day)s: %(what)s.",
                day=format_day(self.env, end),
                what=rows._get_words(self.env),
            )
            order.pull_reserved_changed = order.pull_is_reserved and (
                order.pull_reserved_lines != order._get_pull_reserved_lines()
            )

    def _search_pull_is_reserved(self, operator, value):
        if operator != "in":
            return NotImplemented
        held = self._get_pull_holding_domain() & Domain(
            "pull_reservation_ids", "!=", False
        )
        return held if True in value else ~held

    @api.model
    def _get_pull_holding_domain(self, today=None):
        """Return the domain of the orders whose reservations count on a day, today if
        none is given: the day of who asks."""
        today = today or fields.Date.context_today(self)
        return (
            Domain("state", "in", QUOTED)
            & Domain("pull_reserved_until", ">=", today)
            & (
                Domain("validity_date", "=", False)
                | Domain("validity_date", ">=", today)
            )
        )

    def _get_pull_reserved_end(self):
        """Return the last day on which something is held, as
        `_get_pull_holding_domain` says; False if nothing is."""
        self.ensure_one()
        days = [day for day in (self.pull_reserved_until, self.validity_date) if day]
        if self.state not in QUOTED or not self.pull_reserved_until:
            return False
        return min(days)

    def _get_pull_reserved_lines(self):
        """Return what the lines want, by which a reservation tells that they have
        changed."""
        self.ensure_one()
        return [
            [
                line._origin.id,
                line.product_id.id,
                line.product_uom_qty,
                line.product_uom_id.id,
                line.supply_policy or "",
                line.route_ids._origin.ids,
                self.warehouse_id.id,
            ]
            for line in self.order_line.sorted(lambda line: line._origin.id)
            if not line.display_type
        ]

    def action_pull_reserve(self):
        """Hold what this quotation would take, until the day that it says, or for the
        days of the settings; once more: anew, for what it is now."""
        check_one(self, "write")
        until = self._get_pull_reserve_until()
        promise = self._get_pull_quoted_lines()._get_pull_promise_engine()
        self._check_pull_dates(promise.get_dates())
        # Whoever takes the same meanwhile goes first, or waits until this is done.
        promise.get_centers()._lock_pull_free_time()
        given = self.env["product.product"].union(
            *(need.product for need in promise.given)
        )
        if given:
            given._lock_pull_free_stock()
        # Sudo: rows are made by this alone, and seen by who sees the quotation.
        order = self.sudo()
        order.pull_reservation_ids.unlink()
        rows = order.pull_reservation_ids._hold(promise)
        if not rows:
            raise UserError(
                self.env._(
                    "There is nothing to reserve: what %s takes is bought anew, and no "
                    "work center makes it.",
                    self.name,
                )
            )
        order.write(
            {
                "pull_reserved_until": until,
                "pull_reserved_lines": self._get_pull_reserved_lines(),
            }
        )
        self.message_post(body=self.pull_reserved_text)

    def action_pull_release(self):
        """Hold nothing any more."""
        check_one(self, "write")
        if self.sudo().pull_reservation_ids:
            text = self.env._("Nothing is held for this quotation any more.")
            self.message_post(body=text)
        self._end_pull_reservation()

    def _get_pull_reserve_until(self):
        """Return the day until which this is to be reserved."""
        today = fields.Date.context_today(self)
        if self.state in QUOTED and self.validity_date and self.validity_date < today:
            raise UserError(
                self.env._("%s has expired. Give it another expiration.", self.name)
            )
        until = self.pull_reserved_until
        if until and until >= today:
            return until
        days = self.company_id.sudo().pull_reserve_days
        return fields.Date.add(today, days=days)

    def _end_pull_reservation(self, tell=False):
        """Take away what is held for these orders.

        :param tell: write so on them
        """
        orders = self.sudo()  # whoever ends it: see `action_pull_reserve`
        orders.pull_reservation_ids.unlink()
        held = orders.filtered("pull_reserved_until")
        held.write({"pull_reserved_until": False, "pull_reserved_lines": False})
        if tell:
            text = self.env._("Its day is over: nothing is held any more.")
            orders._message_log_batch(bodies=dict.fromkeys(orders.ids, text))

    def _action_cancel(self):
        res = super()._action_cancel()
        self._end_pull_reservation()
        return res
