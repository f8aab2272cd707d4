import logging
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...access import check_rows
from .past_items import PastItems, count_items
from .past_moves import PastMoves, count_moves

_logger = logging.getLogger(__name__)

RUNNING, STOPPED, DONE = "running", "stopped", "done"
STATES = [(RUNNING, "Running"), (STOPPED, "Stopped"), (DONE, "Done")]
BATCH = 1000


class PullCostBuild(models.Model):
    """One go at building the costs of moves and invoices from before this module.

    The work is done in batches, by a cron job or by a command, and shows here how far
    it is. Where it goes on is told by the moves and items that have no costs yet.
    """

    _name = "pull.cost.build"
    _description = "Building Costs of Past Moves"
    _order = "id desc"
    _rec_name = "date_start"

    state = fields.Selection(STATES, required=True, readonly=True, default=RUNNING)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    date_start = fields.Datetime(
        "Started", required=True, readonly=True, default=fields.Datetime.now
    )
    date_last = fields.Datetime(
        "Last activity", readonly=True, help="When a batch was last finished."
    )
    moves_total = fields.Integer(
        "Stock moves",
        readonly=True,
        help="Done stock moves that have a value and no parts of it.",
    )
    moves_done = fields.Integer("Stock moves done", readonly=True)
    items_total = fields.Integer(
        "Journal items",
        readonly=True,
        help="Posted journal items of cost of goods sold that are not split into "
        "parts.",
    )
    items_done = fields.Integer("Journal items done", readonly=True)
    progress = fields.Float(
        "Progress (%)",
        compute="_compute_progress",
        help="Stock moves and journal items done, of all.",
    )
    message = fields.Text(readonly=True)

    @api.depends("moves_total", "moves_done", "items_total", "items_done", "state")
    def _compute_progress(self):
        for build in self:
            total = build.moves_total + build.items_total
            done = build.moves_done + build.items_done
            build.progress = 100 * min(done / total, 1) if total else 100

    # === Start and stop ===

    def action_start(self):
        """Build in the background what has no costs yet, whichever rows are chosen;
        open what shows how far."""
        check_rows(self)
        build = self.browse()._start()
        build._trigger()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Costs of Past Moves"),
            "res_model": self._name,
            "res_id": build.id,
            "views": [(False, "form")],
        }

    def action_continue(self):
        check_rows(self, "write")
        for company in self.company_id:
            self.with_company(company)._start()._trigger()

    def action_stop(self):
        check_rows(self, "write")
        self.filtered(lambda build: build.state == RUNNING)._stop(
            self.env._("Stopped by %(user)s.", user=self.env.user.name)
        )

    @api.model
    def _start(self):
        """Return the company's build that is not done, running again; or a new one."""
        self.check_access("create")
        company = self.env.company
        domain = [("state", "!=", DONE), ("company_id", "=", company.id)]
        build = self.search(domain, limit=1) or self._get_new(company)
        if build.state == STOPPED or not build.date_last:
            build._note_start()
        return build

    def _get_new(self, company):
        # Sudo drops the defaults that a client has put into the context.
        new = self.sudo().create({"company_id": company.id})
        return new.with_env(self.env)

    def _note_start(self):
        build = self.sudo()  # nobody types how far it is
        build.write({"state": RUNNING, "message": False})
        build.moves_total = build.moves_done + count_moves(self.env, self.company_id)
        build.items_total = build.items_done + count_items(self.env, self.company_id)

    def _stop(self, message):
        self.sudo().write({"state": STOPPED, "message": message})

    def _trigger(self):
        cron = "pull_through_production.pull_cost_build_cron"
        # Sudo: only administrators see scheduled actions.
        self.env.ref(cron).sudo()._trigger()

    # === Build ===

    @api.model
    def _cron_build(self):
        builds = self.search([("state", "=", RUNNING)], order="id")
        for build in builds:
            build._run(builds._commit_cron)

    def _commit_cron(self, count):
        open_ones = self.filtered(lambda build: build.state == RUNNING)
        total = sum(open_ones.mapped("moves_total") + open_ones.mapped("items_total"))
        done = sum(open_ones.mapped("moves_done") + open_ones.mapped("items_done"))
        return self.env["ir.cron"]._commit_progress(
            count, remaining=max(total - done, 0)
        )

    def _run(self, commit, size=BATCH):
        """Build batch after batch, until nothing is left or somebody stops it.

        :param commit: called before each batch and at the end, with what the last one
            has built; commits, and tells whether to go on
        :return: False when another process is at it
        """
        self.ensure_one()
        with self._alone() as alone:
            if alone:
                self._run_all(commit, size)
                commit(0)
        return alone

    @contextmanager
    def _alone(self):
        """Keep other processes away: across batches, until the connection is closed."""
        key = SQL("hashtext(%s)", self._name)
        query = SQL("SELECT pg_try_advisory_lock(%s)", key)
        ((alone,),) = self.env.execute_query(query)
        try:
            yield alone
        finally:
            if alone:
                self.env.execute_query(SQL("SELECT pg_advisory_unlock(%s)", key))

    def _run_all(self, commit, size):
        parts = (
            (self._get_past_moves, "moves_done"),
            (self._get_past_items, "items_done"),
        )
        try:
            if all(self._run_through(*part, commit, size) for part in parts):
                self.sudo().write({"state": DONE, "message": False})
        except Exception as error:
            _logger.exception("Building costs of past moves")
            self.env.cr.rollback()
            self._stop(self.env._("Stopped by an error: %(error)s", error=error))

    def _get_past_moves(self):
        """Return what builds the costs of moves. Meant to be inherited."""
        return PastMoves(self.env, self.company_id)

    def _get_past_items(self):
        """Return what splits journal items. Meant to be inherited."""
        return PastItems(self.env, self.company_id)

    def _run_through(self, get_past, counter, commit, size):
        """Build all moves, or all items; return whether nothing is left."""
        past, count = None, 0
        while commit(count) and self._is_running():
            try:
                past = past or get_past()
                count = past.build(size)
                if count is None:
                    return True
                self._note(counter, count)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Somebody has changed one of the moves meanwhile, or pressed Stop.
                self.env.cr.rollback()
                past, count = None, 0
        return False

    def _is_running(self):
        self.invalidate_recordset(["state"])
        return self.state == RUNNING

    def _note(self, counter, count):
        self.sudo().write(
            {counter: self[counter] + count, "date_last": fields.Datetime.now()}
        )
        self.flush_recordset()
