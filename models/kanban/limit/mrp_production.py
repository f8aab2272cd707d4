from odoo import api, fields, models
from odoo.exceptions import UserError

from ...access import INTERNAL, check_rows

# Runs that have got room in this transaction. Odoo empties it with each rollback.
KEY = "pull_through_production.room"


class MrpProduction(models.Model):
    """A run that is confirmed begins when there is room at its work limits."""

    _inherit = "mrp.production"

    pull_room = fields.Char(
        string="Waits for Room",
        compute="_compute_pull_room",
        help="At which work limit it has to wait, and behind how many.",
        groups=INTERNAL,
    )
    pull_is_held = fields.Boolean(
        string="Has No Room",
        compute="_compute_pull_room",
        search="_search_pull_is_held",
        groups=INTERNAL,
    )
    pull_let_through_on = fields.Datetime(
        string="Let Through", readonly=True, copy=False, groups=INTERNAL
    )
    pull_let_through_by_id = fields.Many2one(
        "res.users", string="Let Through By", readonly=True, copy=False, groups=INTERNAL
    )

    @api.depends("state", "pull_let_through_on", "date_start", "pull_slack")
    @api.depends_context("lang")
    def _compute_pull_room(self):
        waiting = self._origin.filtered(lambda run: run.state == "confirmed")
        limits = self.env["pull.work.limit"]._get_limits_of(waiting.company_id)
        line = limits._get_line()
        for run in self:
            run.pull_room = line.say(run._origin)
            run.pull_is_held = bool(run.pull_room)

    def _search_pull_is_held(self, operator, value):
        if operator != "in":
            return NotImplemented
        limits = self.env["pull.work.limit"]._get_limits_of(self.env.companies)
        return [("id", operator, list(limits._get_line().held))]

    # === Beginning ===

    def _pull_take_room(self):
        """Refuse to begin those of these runs for which there is no room at their work
        limits. All who begin there at the same time wait for each other."""
        granted = self.env.cr.cache.setdefault(KEY, set())
        todo = self.filtered(
            lambda run: run.state == "confirmed" and run.id not in granted
        )
        # Sudo: operators need not read limits.
        limits = self.env["pull.work.limit"]._get_limits_of(todo.company_id)
        if not limits:
            return
        limits = limits._filter_passed(todo.sudo())
        limits._lock()
        line = limits._get_line(todo.ids)
        for run in todo:
            if run.id in line.held:
                raise UserError(line.refuse(run))
        granted.update(todo.ids)
        self.env["pull.exception"]._close_work_limit(todo)

    def action_start(self):
        self._pull_take_room()
        return super().action_start()

    def pre_button_mark_done(self):
        self._pull_take_room()
        return super().pre_button_mark_done()

    def write(self, vals):
        if vals.get("qty_producing"):
            self._pull_take_room()
        return super().write(vals)

    # === Let through ===

    def action_pull_let_through(self):
        """Let these runs begin although there is no room."""
        self._check_may_let_through()
        held = self.filtered(
            lambda run: run.state == "confirmed" and not run.pull_let_through_on
        )
        held._note_let_through(
            self.env._("Let through: it may begin although there is no room."),
            fields.Datetime.now(),
        )
        self.env["pull.exception"]._close_work_limit(held)

    def action_pull_wait_again(self):
        """Undo that these runs were let through, as long as they have not begun."""
        self._check_may_let_through()
        for run in self:
            if run.pull_let_through_on and run.state != "confirmed":
                raise UserError(self.env._("%s has begun already.", run.name))
        self.filtered("pull_let_through_on")._note_let_through(
            self.env._("It waits for room again."), False
        )

    def _check_may_let_through(self):
        check_rows(self, "write")
        self.env["pull.work.limit"].check_access("write")

    def _note_let_through(self, text, date):
        # Sudo: buttons alone write it; who may has been asked.
        for run in self.sudo():
            run.pull_let_through_on = date
            run.pull_let_through_by_id = date and self.env.user
        self.sudo()._message_log_batch(dict.fromkeys(self.ids, text))
