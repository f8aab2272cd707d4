import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..access import INTERNAL
from ..change.scope import change_scope
from ..memory.memory import confirmation_memory
from ..technical import hide_technical
from ..words import format_day
from .chain_dates import ChainDates
from .noting import get_placings, placing

_logger = logging.getLogger(__name__)

TECHNICAL_FIELDS = {"pull_plan", "pull_place_after"}

# Of an order that is placed, whether or not it waits for anything.
NOTHING_PLANNED = {"": False}
# How often what has not happened in time is looked at again, and what was refused.
AGAIN, REFUSED_AGAIN = timedelta(hours=1), timedelta(days=1)
# How many orders one scheduled run takes between two commits.
BATCH = 20


class SaleOrder(models.Model):
    _inherit = "sale.order"

    pull_plan = fields.Json(
        readonly=True,
        copy=False,
        help="When each step was to end when all could still be in time.",
        groups=INTERNAL,
    )
    pull_place_after = fields.Datetime(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When something should have happened: then the order is placed anew.",
        groups=INTERNAL,
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def write(self, vals):
        if not vals.get("commitment_date"):
            return super().write(vals)
        lines = self.order_line.filtered(lambda line: line._is_pull_promised())
        if not lines:
            return super().write(vals)
        with change_scope(self.env) as scope:
            scope.watch_lines(lines)
            res = super().write(vals)
            lines.pull_promised_date = self[:1].commitment_date
        return res

    def action_draft(self):
        res = super().action_draft()
        # Sudo: these are kept up to date by themselves.
        orders = self.sudo().filtered("pull_plan")
        orders.pull_plan = orders.pull_place_after = False
        orders.order_line._forget_pull_promise()
        return res

    def _pull_after_confirm(self):
        res = super()._pull_after_confirm()
        # Sudo: who confirms has no rights on what is made and bought for it.
        self.sudo()._promise_pull_dates()
        return res

    def _is_pull_placed(self):
        """Tell whether the dates of this order's documents are worked out: it was
        confirmed since they are."""
        return self.state == "sale" and bool(self.pull_plan)

    # === Promising ===

    def _promise_pull_dates(self):
        """Freeze what is promised, and place the documents accordingly."""
        for order in self:
            order.pull_plan = NOTHING_PLANNED
            # What a client has sent along was promised to nobody.
            known = order.order_line.filtered("pull_promised_date")
            with placing(self.env):
                known._forget_pull_promise()
            order._place_pull_chain()

    # === Placing ===

    def _get_pull_placing(self):
        """Return where what this order waits for comes (`ChainPlacing`), worked out
        once as long as nothing changes; None for an order that is not placed."""
        self.ensure_one()
        known = get_placings(self.env)
        if self.id not in known:
            lines = self.order_line._filter_pull_placed()
            known[self.id] = lines and lines._get_pull_chain_placing() or None
        return known[self.id]

    def _place_pull_chain(self):
        """Give all documents that these orders wait for the dates that keep what was
        promised: as late as possible, or as soon as possible where it is late already.

        Sudoed. What a person has dated keeps its dates. Nothing is dated in the past.
        Where Odoo refuses a date, or data are bad, the order is tried again in a day:
        nobody's receipt or confirmation fails because of it.
        """
        for order in self.filtered(lambda order: order._is_pull_placed()):
            get_placings(self.env).pop(order.id, None)
            try:
                with self.env.cr.savepoint(), placing(self.env):
                    order._place_pull_order()
            except UserError as error:
                _logger.warning("%s: no dates worked out: %s", order.name, error)
                order.pull_place_after = fields.Datetime.now() + REFUSED_AGAIN

    def _place_pull_order(self):
        if found := self._get_pull_placing():
            self._take_pull_placing(found)
        else:
            lines = self.order_line._filter_pull_placed()
            lines.filtered(lambda line: not line.pull_promised_date)._promise_as_odoo()

    def _take_pull_placing(self, found):
        lines = self.order_line._filter_pull_placed()
        is_new = not any(lines.mapped("pull_promised_date"))
        fresh = lines.filtered(lambda line: not line.pull_promised_date)
        for line in fresh:
            line.pull_asked_date = self.commitment_date
            line.pull_promised_date = found.promised.get(line)
        moved = self._carry_out_pull_placing(found)
        lines._set_pull_deadlines(found.chain.graph.moves)
        if not is_new:
            self._log_pull_moved(moved)
        lines._set_pull_projected(found)
        for line in fresh:
            line.pull_first_projected_date = line.pull_projected_date
        if not any(lines.mapped("pull_lateness")):
            self.pull_plan = found.get_plan() or NOTHING_PLANNED
        self.pull_place_after = found.get_next_moment(AGAIN)

    def _carry_out_pull_placing(self, found):
        """Give the documents the dates of their steps.

        :return: {document: (date before, date now)} of what came to another one
        """
        with confirmation_memory(self.env.cr):
            dates = ChainDates(found)
            dates.carry_out()
        runs = [run.id for run in dates.moved if run._name == "mrp.production"]
        runs = self.env["mrp.production"].browse(runs)
        self.env["pull.exception"]._get_open_of(runs)._close_solved()
        return dates.moved

    def _log_pull_moved(self, moved):
        """Write on each document that came to another day why.

        :param moved: {document: (date before, date now)}
        """
        bodies = {}
        for document, (before, now) in moved.items():
            if not before or before.date() != now.date():
                owner = document.order_id if "order_id" in document else document
                bodies.setdefault(owner._name, {})[owner.id] = self.env._(
                    "Placed anew for %(order)s. Moves from %(old)s to %(wanted)s.",
                    order=self.name,
                    old=format_day(self.env, before),
                    wanted=format_day(self.env, now),
                )
        for model, texts in bodies.items():
            self.env[model].browse(texts)._message_log_batch(texts)

    # === What has not happened in time ===

    @api.model
    def _cron_place_pull_chains(self):
        """Place anew the orders of which something should have happened by now."""
        cron = self.env["ir.cron"]
        left = self.search_count(self._get_pull_due_domain())
        while done := self._place_pull_due():
            left = max(left - done, 0)
            if not cron._commit_progress(done, remaining=left):
                break

    def _get_pull_due_domain(self):
        return [("pull_place_after", "<=", fields.Datetime.now())]

    def _place_pull_due(self):
        """Place those that wait longest; return how many."""
        domain = self._get_pull_due_domain()
        orders = self.search(domain, order="pull_place_after, id", limit=BATCH)
        orders.pull_place_after = False
        orders._place_pull_chain()
        return len(orders)
