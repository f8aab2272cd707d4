import logging
from datetime import timedelta

from odoo import api, fields, models

from ..access import check_rows

_logger = logging.getLogger(__name__)

RUNNING, STOPPED, DONE = "running", "stopped", "done"
STATES = [(RUNNING, "Running"), (STOPPED, "Stopped"), (DONE, "Done")]
CRON = "pull_through_production.pull_advice_build_cron"


class PullAdviceBuild(models.Model):
    """One working out of the advice on many products, in the background: how far it
    is. The next one takes its place."""

    _name = "pull.advice.build"
    _description = "Working Out the Advice on Supply Policies"
    _rec_name = "date_start"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(STATES, required=True, readonly=True, default=RUNNING)
    date_start = fields.Datetime("Started", readonly=True, default=fields.Datetime.now)
    date_last = fields.Datetime("Last activity", readonly=True)
    done = fields.Integer("Products done", readonly=True)
    total = fields.Integer("Products", readonly=True)
    progress = fields.Float("Progress (%)", compute="_compute_progress")
    message = fields.Text(readonly=True, help="Why it has stopped.")

    @api.depends("done", "total", "state")
    def _compute_progress(self):
        for build in self:
            share = build.done / build.total if build.total else 0
            build.progress = 100 if build.state == DONE else 100 * min(share, 1)

    @api.model
    def _start(self, companies):
        """Work out in the background; return what shows how far it is."""
        # Sudo: nobody writes how far it is, and only administrators see actions of the
        # server; who may press the button is asked before.
        builds = self.sudo()
        running = builds.search(
            [("company_id", "in", companies.ids), ("state", "=", RUNNING)]
        )
        missing = companies - running.company_id
        builds.search(
            [("company_id", "in", missing.ids), ("state", "!=", RUNNING)]
        ).unlink()
        running |= builds.create([{"company_id": company.id} for company in missing])
        self.env.ref(CRON).sudo()._trigger()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Working Out the Advice"),
            "res_model": self._name,
            "res_id": running[:1].id,
            "views": [(False, "form")],
        }

    @api.model
    def _cron_build(self):
        for build in self.search([("state", "=", RUNNING)]):
            build._run(self.env["ir.cron"]._commit_progress)

    def _run(self, commit):
        """Work out, noting after each batch how far it is; or why it has stopped.

        :param commit: called with what a batch has done, and how many are left
        """
        try:
            self._work_out(commit)
        except Exception as error:
            _logger.exception("Working out the advice on supply policies")
            self.env.cr.rollback()
            message = self.env._("Stopped by an error: %(error)s", error=error)
            self.write({"state": STOPPED, "message": message})
        commit(0, remaining=0)

    def _work_out(self, commit):

        def tell(done, total):
            count = done - self.done
            moment = fields.Datetime.now()
            self.write({"done": done, "total": total, "date_last": moment})
            commit(count, remaining=total - done)

        self.write({"done": 0})
        if self.env["pull.advice"]._work_out(self.company_id, tell):
            self.state = DONE
        else:
            # Another working out is under way: this one goes on after it.
            moment = fields.Datetime.now() + timedelta(minutes=1)
            self.env.ref(CRON)._trigger(moment)

    def action_show(self):
        """Show the advice."""
        check_rows(self)
        action = "pull_through_production.pull_advice_action"
        return self.env["ir.actions.act_window"]._for_xml_id(action)
