from odoo import api, fields, models

from ..access import INTERNAL
from ..promise.sale_order_line import PROMISE_STATES
from ..supply.line_state import DELIVERED
from ..technical import hide_technical
from ..words import format_day
from .noting import (
    LINES,
    STAGED,
    NotedInteger,
    NotedSelection,
    note,
    noting_alone,
    settle,
)
from .past_stages import BATCH, PastStages, make_columns
from .stage import BLOCKED, STAGES, STAGES_HELP, get_first_stage
from .urgencies import Urgencies

TECHNICAL_FIELDS = {"pull_needs"}
NEVER = fields.Datetime.to_datetime("9999-12-31")
WORST_FIRST = ["late", "unknown", "tight", "on_time"]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Searched by what is typed, among all orders.
    client_order_ref = fields.Char(index="trigram")
    pull_stage = NotedSelection(
        STAGES,
        string="Stage",
        compute="_compute_pull_stage",
        store=True,
        copy=False,
        index="btree_not_null",
        help="The stage of the line that is least far.\n" + STAGES_HELP,
        groups=INTERNAL,
    )
    pull_progress = NotedInteger(
        string="Progress",
        compute="_compute_pull_stage",
        store=True,
        copy=False,
        aggregator="avg",
        help="How much of what supplies this order, and of its delivery, is done, in "
        "percent: the average of its lines.",
        groups=INTERNAL,
    )

    pull_promised_date = fields.Datetime(
        string="Promised",
        compute="_compute_pull_promise",
        store=True,
        copy=False,
        index="btree_not_null",
        help="When the customer was told to have the last line.",
        groups=INTERNAL,
    )
    pull_promise_state = fields.Selection(
        PROMISE_STATES,
        string="Promise",
        compute="_compute_pull_promise",
        store=True,
        copy=False,
        help="How what is expected stands to what was promised, of the worst line.",
        groups=INTERNAL,
    )

    pull_summary = fields.Char(
        string="Where It Is",
        compute="_compute_pull_summary",
        help="What this order waits for and when it comes, in one sentence.",
        groups=INTERNAL,
    )

    pull_needs = fields.Json(
        readonly=True,
        copy=False,
        help="The documents that know by when this order needs them.",
        groups=INTERNAL,
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def _auto_init(self):
        columns = {
            **{"pull_stage": "varchar", "pull_progress": "int4"},
            **{"pull_promised_date": "timestamp", "pull_promise_state": "varchar"},
        }
        make_columns(self.env.cr, self._table, columns)
        return super()._auto_init()

    @api.depends(
        *("state", "order_line.pull_promised_date", "order_line.pull_projected_date"),
        *("order_line.pull_lateness", "order_line.pull_is_tight", "order_line.state"),
    )
    def _compute_pull_promise(self):
        for order in self:
            lines = order.order_line.filtered(lambda line: line._is_pull_promised())
            states = {line._get_pull_promise_state() for line in lines}
            order.pull_promise_state = min(states, key=WORST_FIRST.index, default=False)
            dates = lines.mapped("pull_promised_date")
            order.pull_promised_date = max(dates, default=False)

    @api.depends("order_line.pull_stage", "order_line.pull_progress")
    def _compute_pull_stage(self):
        for order in self:
            lines = order.order_line.filtered("pull_stage")
            order.pull_stage = get_first_stage(lines.mapped("pull_stage"))
            progress = lines.mapped("pull_progress")
            order.pull_progress = sum(progress) // len(progress) if progress else 0

    @api.depends("pull_stage", "pull_progress", "pull_projected_date", "state")
    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_pull_summary(self):
        waits = self._origin.order_line._get_pull_waits()
        for order in self:
            order.pull_summary = order._origin._get_pull_summary(waits)

    def _get_pull_summary(self, waits):
        """Return the sentence that says where this order is and when it comes, False of
        one without a stage.

        :param waits: of its lines: see `sale.order.line._get_pull_waits`
        """
        lines = self.order_line.filtered("pull_stage")
        if not lines:
            return False
        first = lines.filtered(lambda line: line.pull_stage == self.pull_stage).sorted(
            lambda line: (line.pull_projected_date or NEVER, line.id)
        )[-1:]
        words = first._get_pull_wait_words()
        missing, documents = waits.get(first.id, ([], []))
        goods = words.say_goods(first)
        if more := len(lines) - 1:
            goods = self._say_more_lines(goods, more)
        what = words.say(first, first.pull_stage, missing, documents)
        return f"{goods}: {what}. {self._say_expected()}".strip()

    def _say_more_lines(self, goods, more):
        if more == 1:
            return self.env._("%(goods)s and 1 more line", goods=goods)
        return self.env._("%(goods)s and %(count)s more lines", goods=goods, count=more)

    def _say_expected(self):
        """Return the sentence that says when this order comes, "" if nobody can say."""
        is_open = self.pull_stage not in (BLOCKED, DELIVERED)
        if not is_open or not self.pull_projected_date:
            return ""
        expected = format_day(self.env, self.pull_projected_date)
        promised = format_day(self.env, self.pull_promised_date)
        if self.pull_promise_state == "late" and promised != expected:
            return self.env._(
                "Expected %(day)s, promised %(promised)s.",
                day=expected,
                promised=promised,
            )
        return self.env._("Expected %(day)s.", day=expected)

    # === What is most urgent ===

    def _take_pull_placing(self, found):
        res = super()._take_pull_placing(found)
        self._write_pull_urgencies(self._get_pull_urgencies(found))
        return res

    def _get_pull_urgencies(self, placing):
        """Return the engine that knows by when this order needs its documents:
        `Urgencies`."""
        return Urgencies(placing)

    def _write_pull_urgencies(self, urgencies=None):
        """Let the documents know by when this order needs them; without urgencies, that
        it needs none any more. Sudoed."""
        before = self.pull_needs or {}
        after = {
            "mrp.production": urgencies.runs if urgencies else {},
            "purchase.order.line": urgencies.purchases if urgencies else {},
        }
        for model, needs in after.items():
            gone = {*before.get(model, ())} - needs.keys()
            self.env[model]._write_pull_urgencies(self, needs, gone)
        lines = {*before.get("purchase.order.line", ()), *after["purchase.order.line"]}
        bought = self.env["purchase.order.line"].browse(lines).exists()
        self.env["purchase.order"]._take_pull_urgencies(bought)
        needed = {model: sorted(needs) for model, needs in after.items() if needs}
        if needed != before:
            self.pull_needs = needed

    # === Kept up to date ===

    def write(self, vals):
        if "state" not in vals:
            return super().write(vals)
        note(self.env, LINES, self.order_line.ids)
        res = super().write(vals)
        if vals["state"] != "sale":
            # Sudo: who cancels an order need not see what was made for it.
            for order in self.sudo().filtered("pull_needs"):
                order._write_pull_urgencies()
        return res

    def _pull_after_confirm(self):
        with noting_alone(self.env):
            return super()._pull_after_confirm()

    def _recompute_model(self, fnames=None):
        if fnames is not None and not set(STAGED).isdisjoint(fnames):
            settle(self.env)
        return super()._recompute_model(fnames)

    # === Orders from before ===

    @api.model
    def _cron_fill_pull_stages(self):
        """Fill in the stages of orders that have none yet; the newest first."""
        past, cron = PastStages(self.env), self.env["ir.cron"]
        past.fill_delivered()
        left = past.get_open()
        cron._commit_progress(remaining=len(left))
        while left:
            batch, left = left[:BATCH], left[BATCH:]
            past.fill_open(batch)
            if not cron._commit_progress(len(batch), remaining=len(left)):
                return
        past.place_open()
