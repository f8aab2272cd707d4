import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq

from ..access import INTERNAL, check_one
from ..technical import hide_technical
from ..words import format_day, format_quantity
from . import steps

TECHNICAL_FIELDS = {"pull_has_tracking_link", "pull_tracking_token"}

# How long a link leads somewhere after all of the order was delivered, or was to be.
LASTS = timedelta(days=90)
# What is compared where an order has no link: as long as a token is.
TOKEN_BYTES = 32


class SaleOrder(models.Model):
    _inherit = "sale.order"

    pull_tracking_token = fields.Char(
        copy=False,
        readonly=True,
        help="Who has it follows this order without logging in. Nobody reads it; "
        "its link is given by a button.",
        groups=fields.NO_ACCESS,
    )
    pull_has_tracking_link = fields.Boolean(
        compute="_compute_pull_has_tracking_link",
        help="Somebody may have a link by which this order is followed.",
        groups=INTERNAL,
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.depends("pull_tracking_token")
    def _compute_pull_has_tracking_link(self):
        for order in self:
            order.pull_has_tracking_link = bool(order.sudo().pull_tracking_token)

    def _place_pull_order(self):
        res = super()._place_pull_order()
        self.order_line._keep_pull_first_promise()
        return res

    # === The link ===

    def action_pull_copy_tracking_link(self):
        """Give the link by which the customer follows this order, the same each time;
        the client copies it."""
        check_one(self, "write")
        # Sudo: nobody reads the token but in its link.
        order = self.sudo()
        if not order.pull_tracking_token:
            self._set_pull_tracking_token(self.env._("Tracking link made."))
        return self._copy_pull_tracking_link()

    def action_pull_renew_tracking_link(self):
        """Give another link; the one before leads nowhere any more."""
        check_one(self, "write")
        self._set_pull_tracking_token(
            self.env._("New tracking link made. The one before no longer works.")
        )
        return self._copy_pull_tracking_link()

    def action_pull_revoke_tracking_link(self):
        """Let the link lead nowhere from now on."""
        check_one(self, "write")
        order = self.sudo()
        if order.pull_tracking_token:
            order.pull_tracking_token = False
            self._message_log(
                body=self.env._("Tracking link revoked. It no longer works.")
            )

    def _set_pull_tracking_token(self, told):
        if not self._is_pull_tracked():
            raise UserError(
                self.env._("There is nothing to follow on %(order)s.", order=self.name)
            )
        self.sudo().pull_tracking_token = secrets.token_urlsafe(TOKEN_BYTES)
        self._message_log(body=told)

    def _copy_pull_tracking_link(self):
        return {
            "type": "ir.actions.client",
            "tag": "pull_copy_tracking_link",
            "params": {"link": self._get_pull_tracking_link()},
        }

    def _get_pull_tracking_link(self):
        """Return the address that the token opens."""
        token = self.sudo().pull_tracking_token
        return f"{self.get_base_url()}/track/{self.id}/{token}"

    @api.model
    def _get_pull_tracked_by(self, order_id, token):
        """Return the order that a link leads to, sudoed; none for a link that does not
        lead there, whatever is wrong with it.

        :param order_id: of the link, as its caller sent it
        :param token: likewise
        """
        # Sudo: whoever holds the token follows the order, without an account.
        order = self.sudo().browse(order_id).exists()
        known = order.pull_tracking_token or secrets.token_urlsafe(TOKEN_BYTES)
        is_right = consteq(known.encode(), token.encode("utf-8", "replace"))
        if is_right and order.pull_tracking_token and order._is_pull_link_open():
            return order
        return order.browse()

    def _is_pull_link_open(self):
        """Tell whether links to this order lead there: not a season after all of it
        was delivered, or was to be and was cancelled."""
        if not self.company_id.pull_tell_steps:
            return False
        if self.state != "cancel" and self.delivery_status != "full":
            return True
        lines = self.order_line
        known = (
            self.date_order,
            self.commitment_date,
            *lines.mapped("pull_promised_date"),
            *(line._get_pull_last_delivery().date for line in lines),
        )
        return max(filter(None, known)) + LASTS > fields.Datetime.now()

    # === What the customer follows ===

    def _is_pull_tracked(self):
        """Tell whether there are steps to follow: something is made or bought for this
        order, and the company tells."""
        self.ensure_one()
        # Sudo: a customer has no rights on what steps follow from.
        order = self.sudo()
        return order.company_id.pull_tell_steps and any(
            line._has_pull_state() for line in order.order_line
        )

    def _hides_pull_runs(self):
        """Tell whether the portal leaves out Odoo's list of runs: the steps say what
        customers need, and once the order is cancelled there is nothing to say."""
        self.ensure_one()
        order = self.sudo()
        return order.company_id.pull_tell_steps and any(
            line._has_pull_policy() for line in order.order_line
        )

    def _get_pull_tracking(self):
        """Return where this order is, as its customer may read it; False where there
        is nothing to follow. All of it are texts: no template reads a record.

        :return: `name`, `reference` of the customer, `state` (open, unconfirmed or
            cancelled), `date` and `date_before` that it was moved from, and `lines`:
            `name`, `specification`, `quantity`, `shipped`, `date`, `date_before` and
            `steps`: `key`, `label`, `state`, `date`
        """
        order = self.sudo().with_company(self.company_id)._with_pull_customers_clock()
        if order.state != "sale":
            state = "cancelled" if order.state == "cancel" else "unconfirmed"
            return order._prepare_pull_tracking(state, order.order_line.browse())
        if not order._is_pull_tracked():
            return False
        lines = order.order_line._filter_pull_tracked()
        return order._prepare_pull_tracking("open", lines)

    def _with_pull_customers_clock(self):
        """Return this order with the clock by which its customer reads days."""
        partner, company = self.partner_id, self.company_id.partner_id
        clock = self.env.context.get("tz") or partner.tz or self.user_id.tz
        return self.with_context(tz=clock or company.tz)

    def _prepare_pull_tracking(self, state, lines):
        found = lines._get_pull_line_steps() if lines else None
        line_steps = {line: found.get(line) for line in lines}
        told = {
            line: line._get_pull_told_dates(line_steps[line][-1].state == steps.DONE)
            for line in lines
        }
        return {
            "name": self.name,
            "reference": self.client_order_ref or "",
            "state": state,
            **self._prepare_pull_told_days(
                max((date for date, _before in told.values() if date), default=False),
                max(
                    (before for _date, before in told.values() if before), default=False
                ),
            ),
            "lines": [
                self._prepare_pull_tracked_line(line, line_steps[line], *told[line])
                for line in lines
            ],
        }

    def _prepare_pull_tracked_line(self, line, line_steps, date, before):
        labels = self._get_pull_step_labels()
        return {
            "name": line.name or "",
            "specification": line.pull_specification or "",
            "quantity": format_quantity(
                self.env, line.product_uom_qty, line.product_uom_id
            ),
            "shipped": self._get_pull_shipped_text(line, line_steps),
            **self._prepare_pull_told_days(date, before),
            "now": steps.get_current(line_steps),
            "steps": [
                {
                    "key": step.key,
                    "label": labels[step.key],
                    "state": step.state,
                    "date": format_day(self.env, step.date),
                }
                for step in line_steps
            ],
        }

    def _prepare_pull_told_days(self, date, before):
        """Return the days in words; what was told before only where it is another."""
        day, old = format_day(self.env, date), format_day(self.env, before)
        return {"date": day, "date_before": old if day and old != day else ""}

    def _get_pull_shipped_text(self, line, line_steps):
        """Return how much of a line is on its way, where it is a part."""
        sent = line.product_uom_id.compare(line.qty_delivered, 0) > 0
        if not sent or line_steps[-1].state == steps.DONE:
            return ""
        return self.env._(
            "%(sent)s of %(ordered)s shipped",
            sent=format_quantity(self.env, line.qty_delivered, line.product_uom_id),
            ordered=format_quantity(
                self.env, line.product_uom_qty, line.product_uom_id
            ),
        )

    def _get_pull_step_labels(self):
        """Return {step: what customers call it}."""
        return {
            steps.ORDERED: self.env._("Ordered"),
            steps.MATERIALS: self.env._("Materials"),
            steps.PREPARATION: self.env._("In Preparation"),
            steps.PRODUCTION: self.env._("In Production"),
            steps.READY: self.env._("Ready"),
            steps.SHIPPED: self.env._("Shipped"),
        }

    # === In mails ===

    def _notify_by_email_prepare_rendering_context(self, message, *args, **kwargs):
        context = super()._notify_by_email_prepare_rendering_context(
            message, *args, **kwargs
        )
        order = self.with_context(lang=context.get("lang") or self.env.lang)
        if order.state == "sale" and (tracking := order._get_pull_tracking()):
            told = order._get_pull_tracking_texts(tracking)
            context["subtitles"] = [*context["subtitles"], *told]
        return context

    def _get_pull_tracking_texts(self, tracking):
        """Return the lines in which a mail says where this order is."""
        labels = self._get_pull_step_labels()
        now = [line["now"] for line in tracking["lines"]]
        counts = [(label, now.count(key)) for key, label in labels.items()]
        at = [
            label if len(now) == 1 else f"{label} ({count})"
            for label, count in counts
            if count
        ]
        texts = [self.env._("Now: %(steps)s", steps=", ".join(at))]
        if tracking["date_before"]:
            moved = self.env._(
                "New delivery date: %(day)s (before: %(old)s)",
                day=tracking["date"],
                old=tracking["date_before"],
            )
            texts.append(moved)
        return texts
