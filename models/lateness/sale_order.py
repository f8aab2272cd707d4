from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ..access import INTERNAL, check_one
from ..technical import hide_technical
from ..words import format_day
from .cause_words import format_minutes

TECHNICAL_FIELDS = {"pull_is_told_late"}
# How many causes a text names.
CAUSES_MAX = 3


class SaleOrder(models.Model):
    _inherit = "sale.order"

    pull_is_told_late = fields.Boolean(
        readonly=True,
        copy=False,
        help="Somebody was asked to act because this order is late.",
        groups=INTERNAL,
    )
    pull_projected_date = fields.Datetime(
        string="Expected",
        compute="_compute_pull_lateness",
        help="When the customer will have the last line, as things stand.",
        groups=INTERNAL,
    )
    pull_lateness = fields.Integer(
        string="Late by (minutes)",
        compute="_compute_pull_lateness",
        search="_search_pull_lateness",
        groups=INTERNAL,
    )
    pull_late_text = fields.Text(
        string="Why Late", compute="_compute_pull_late_text", groups=INTERNAL
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.depends("order_line.pull_projected_date", "order_line.pull_lateness")
    def _compute_pull_lateness(self):
        for order in self:
            lines = order.order_line.filtered(lambda line: line._is_pull_promised())
            dates = lines.mapped("pull_projected_date")
            order.pull_projected_date = all(dates) and max(dates, default=False)
            order.pull_lateness = max(lines.mapped("pull_lateness"), default=0)

    def _search_pull_lateness(self, operator, value):
        if operator == "in" or operator.startswith("not") or "like" in operator:
            return NotImplemented
        lines = [("pull_lateness", operator, value), ("state", "=", "sale")]
        return [("order_line", "any", lines)]

    @api.depends("pull_lateness")
    @api.depends_context("uid", "lang", "tz")
    def _compute_pull_late_text(self):
        for order in self:
            line = order._get_pull_latest_line()
            order.pull_late_text = line and "\n".join(order._get_pull_late_texts(line))

    def _get_pull_latest_line(self):
        """Return the line that is late by most, empty where none is."""
        late = self.order_line.filtered(
            lambda line: line._is_pull_promised() and line.pull_lateness
        )
        return late.sorted(lambda line: (-line.pull_lateness, line.id))[:1]

    def _get_pull_late_texts(self, line):
        """Return the sentences that say how late a line is, and why."""
        if not line.pull_projected_date:
            return []
        return [
            self.env._(
                "%(product)s: expected %(day)s, %(span)s after the promised "
                "%(promised)s.",
                product=line.product_id.display_name,
                day=format_day(self.env, line.pull_projected_date),
                span=format_minutes(self.env, line.pull_lateness),
                promised=format_day(self.env, line.pull_promised_date),
            ),
            *(cause["text"] for cause in line._get_pull_causes()[:CAUSES_MAX]),
        ]

    # === Telling who is responsible ===

    def _take_pull_placing(self, found):
        res = super()._take_pull_placing(found)
        self._tell_pull_lateness()
        return res

    def _tell_pull_lateness(self):
        """Ask the salesperson to act, once, when the order becomes late, and take it
        back when it is in time again; in between nothing flickers."""
        late = max(self.order_line.mapped("pull_lateness"), default=0)
        if not self.pull_is_told_late and late > self.company_id.pull_late_hours * 60:
            self.pull_is_told_late = True
            self._ask_about_pull_lateness()
        elif self.pull_is_told_late and not late:
            self.pull_is_told_late = False
            self._get_pull_late_activities().action_feedback(
                feedback=self.env._("On time again.")
            )

    def _get_pull_late_activities(self):
        kind = self.env.ref("pull_through_production.mail_activity_type_late")
        return self.activity_ids.filtered(lambda a: a.activity_type_id == kind)

    def _ask_about_pull_lateness(self):
        user = self.env["pull.exception"]._get_responsible(None, self)
        reader = self.with_user(user) if user else self
        texts = reader._get_pull_late_texts(
            self._get_pull_latest_line().with_env(reader.env)
        )
        self.activity_schedule(
            "pull_through_production.mail_activity_type_late",
            summary=self.env._("%(order)s is late", order=self.name),
            note=plaintext2html("\n".join(texts)),
            user_id=(user or self.env.user).id,
            automated=True,
        )

    # === Telling the customer ===

    def action_pull_tell_customer(self):
        """Open a mail to the customer that says when the order comes now."""
        check_one(self, "write")
        if not self.pull_projected_date:
            raise UserError(self.env._("Nobody can say yet when %s comes.", self.name))
        template = self.env.ref("pull_through_production.mail_template_new_date")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tell the Customer"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": (
                    "mail.mail_notification_layout_with_responsible_signature"
                ),
            },
        }

    def action_pull_promise_projected(self):
        """Promise what is expected now."""
        check_one(self, "write")
        if not self.pull_projected_date:
            raise UserError(self.env._("Nobody can say yet when %s comes.", self.name))
        self.commitment_date = self._get_pull_round_up(self.pull_projected_date)
