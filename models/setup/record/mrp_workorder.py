from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...access import INTERNAL, check_one, check_rows
from ...words import format_number
from ..plan.arithmetic import get_cut, get_minutes, split_minutes

# A setup is longer than planned from one minute on: timers start and stop by hand.
OVERRUN_MINUTES = 1
# A week: who types more has typed something else.
SETUP_MINUTES_MAX = 7 * 24 * 60


class MrpWorkorder(models.Model):
    """What a setup took: timed or typed, which step is next, and the reason."""

    _inherit = "mrp.workorder"

    setup_minutes = fields.Float(
        compute="_compute_setup_minutes",
        store=True,
        copy=False,
        help="Minutes of setup: those logged as setup, else the planned ones, at most "
        "all minutes logged.",
        groups=INTERNAL,
    )
    setup_measured = fields.Boolean(
        compute="_compute_setup_minutes",
        store=True,
        copy=False,
        help="The setup was logged as such. Otherwise its minutes are assumed.",
        groups=INTERNAL,
    )
    setup_basis = fields.Selection(
        [("measured", "Measured"), ("assumed", "Assumed")],
        string="Setup is",
        compute="_compute_setup_basis",
        help="Measured: logged as setup. Assumed: time was logged but not split, so "
        "the planned minutes count as setup.",
        groups=INTERNAL,
    )
    setup_step = fields.Selection(
        [
            ("start", "Setup comes first"),
            ("again", "Waits, and may be set up again"),
            ("unplanned", "Waits, without a planned setup"),
            ("finish", "Being set up"),
            ("clean", "Being set up or cleared after a run"),
            ("run", "Running"),
        ],
        compute="_compute_setup_step",
        help="What the current user does here; empty when nothing can be started.",
        groups=INTERNAL,
    )
    setup_reason_id = fields.Many2one(
        "pull.setup.reason",
        string="Reason for overrun",
        copy=False,
        index="btree_not_null",
        help="Why the setup took longer than planned.",
        groups=INTERNAL,
    )

    @api.depends(
        "time_ids.is_setup",
        "time_ids.date_start",
        "time_ids.date_end",
        "setup_minutes_planned",
        "setup_skipped",
        "duration_expected",
        "cost_mode",
        "state",
    )
    def _compute_setup_minutes(self):
        for workorder in self:
            if workorder.state == "cancel" and not workorder.time_ids:
                # Core deletes the time of a cancelled work order when its run is done.
                workorder.setup_minutes = workorder.setup_minutes
                workorder.setup_measured = workorder.setup_measured
                continue
            measured = workorder._get_setup_minutes_measured()
            total = workorder._get_setup_charged_minutes()
            workorder.setup_measured = measured is not None
            workorder.setup_minutes, _run = split_minutes(
                max(total, measured or 0), workorder.setup_minutes_planned, measured
            )

    def _get_setup_charged_minutes(self):
        """Return the minutes charged: of all logs, or expected where so costed."""
        if self._should_estimate_cost():
            return self.duration_expected
        return get_minutes(self.time_ids._get_setup_spans())

    def _get_setup_minutes_measured(self):
        """Return the minutes logged as setup, 0 when none was needed, else None."""
        if self.setup_skipped:
            return 0.0
        spans = self.time_ids.filtered("is_setup")._get_setup_spans()
        return get_minutes(spans) if spans else None

    @api.depends("setup_minutes", "setup_measured")
    def _compute_setup_basis(self):
        for workorder in self:
            assumed = "assumed" if workorder.setup_minutes else False
            workorder.setup_basis = "measured" if workorder.setup_measured else assumed

    @api.depends_context("uid")
    @api.depends(
        "state",
        "production_state",
        "working_state",
        "setup_needed",
        "setup_skipped",
        "setup_minutes_planned",
        "time_ids.is_setup",
        "time_ids.date_end",
        "time_ids.user_id",
    )
    def _compute_setup_step(self):
        for workorder in self:
            workorder.setup_step = (
                workorder._is_setup_open() and workorder._get_setup_step()
            )

    def _is_setup_open(self):
        return (
            self.production_state not in ("draft", "done", "cancel")
            and self.state not in ("done", "cancel")
            and self.working_state != "blocked"
        )

    def _get_setup_step(self):
        running = self.time_ids.filtered(lambda log: not log.date_end)
        mine = running.filtered(lambda log: log.user_id == self.env.user)
        if mine.filtered("is_setup"):
            return "finish" if all(log.is_setup for log in self.time_ids) else "clean"
        if mine:
            return "run"
        if self.setup_needed and not self.setup_minutes_planned:
            return "unplanned"
        first = self.setup_needed and not self.setup_skipped and not self.time_ids
        return "start" if first else "again"

    # === Timers ===

    def action_start_setup(self):
        """Log the time from now on as setup; a run that was going on is paused."""
        self._check_setup_open()
        self.end_previous()
        self._setup_again()  # before core plans the end of the work order
        before = self.time_ids
        res = self.button_start()
        (self.time_ids - before).is_setup = True
        return res

    def action_finish_setup(self):
        """Log the time from now on as run. A setup over plan asks why, and goes on
        until it has an answer."""
        self._check_setup_open()
        over = self.filtered(lambda workorder: workorder._is_setup_timer_over())
        if over:
            return over[:1]._open_setup_record(
                "pull_setup_record_view_form_reason",
                self.env._("The setup takes longer than planned"),
            )
        self.end_previous()
        return self.button_start()

    def _check_setup_open(self):
        check_rows(self, "write")
        for workorder in self:
            if workorder.state in ("done", "cancel"):
                raise UserError(
                    self.env._(
                        "%(order)s is finished or cancelled: its setup can no longer "
                        "be started.",
                        order=workorder.display_name,
                    )
                )

    def action_cancel(self):
        # Core deletes the time of cancelled work orders: keep what was lost.
        self.end_all()
        self.flush_recordset(self._get_setup_kept_fields())
        check_rows(self, "write")
        # Sudo: core deletes their analytic lines, which planners may not even read.
        return super(MrpWorkorder, self.sudo()).action_cancel()

    def unlink(self):
        check_rows(self, "unlink")
        # Sudo: as above.
        return super(MrpWorkorder, self.sudo()).unlink()

    def _get_setup_kept_fields(self):
        """Return the fields that keep what a cancelled work order's setup was.

        Meant to be inherited.
        """
        return ["setup_minutes", "setup_measured"]

    # === Reason ===

    def button_finish(self):
        res = super().button_finish()
        self._check_setup_reason()
        return res

    def _check_setup_reason(self):
        """Refuse a setup that took longer than planned and has no reason."""
        for workorder in self:
            minutes = workorder._get_setup_minutes_measured() or 0
            if workorder._lacks_setup_reason(minutes):
                raise ValidationError(
                    self.env._(
                        "%(order)s: the setup took %(minutes)s of %(planned)s planned "
                        "minutes. Choose the reason for the overrun on the work order, "
                        "or in Record setup.",
                        order=workorder.display_name,
                        minutes=format_number(round(minutes)),
                        planned=format_number(round(workorder.setup_minutes_planned)),
                    )
                )

    def _lacks_setup_reason(self, minutes):
        """Tell whether a setup of so many minutes must say why it took so long."""
        planned = self.setup_minutes_planned
        is_over = planned and minutes - planned >= OVERRUN_MINUTES
        return bool(is_over and not self.setup_reason_id and self.state != "cancel")

    def _is_setup_timer_over(self):
        """Tell whether the setup that is logged till now lacks its reason."""
        spans = self.time_ids.filtered("is_setup")._get_setup_spans(until_now=True)
        return self._lacks_setup_reason(get_minutes(spans))

    def action_record_setup(self):
        """Open the dialog that takes the minutes of a setup afterwards."""
        check_one(self, "write")
        return self._open_setup_record(
            "pull_setup_record_view_form", self.env._("Record setup"), size="large"
        )

    def _open_setup_record(self, view, name, size="medium"):
        view = self.env.ref(f"pull_through_production.{view}")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "pull.setup.record",
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"default_workorder_id": self.id, "dialog_size": size},
        }

    # === Minutes typed afterwards ===

    def _record_setup(self, minutes, additional=False):
        """Make the setup take exactly so many minutes of the time logged.

        :param additional: the minutes are not within the run time logged; otherwise
            the first minutes logged become setup
        """
        self.ensure_one()
        self._check_setup_recordable()
        self._check_setup_minutes(minutes)
        minutes = round(minutes * 60) / 60  # logs hold seconds
        logged = get_minutes(self._get_setup_logs()._get_setup_spans())
        if not logged or abs(minutes - logged) * 60 >= 1:
            change = self._add_setup if additional else self._take_setup
            change(minutes)

    def _skip_setup(self):
        """No setup was needed: what was logged is run time."""
        self.ensure_one()
        self._check_setup_recordable()
        self._get_setup_logs().is_setup = False
        if not self.setup_skipped:
            self.sudo().setup_skipped = True  # written by this dialog alone
            self.duration_expected -= min(
                self.setup_minutes_planned, self.duration_expected
            )

    def _add_setup(self, minutes):
        """Log setup right before all that is logged, or shorten what was logged."""
        logs = self._get_setup_logs()
        missing = minutes - get_minutes(logs._get_setup_spans())
        if missing < 0:
            logs._shorten_setup(get_cut(logs._get_setup_spans(), minutes))
            return
        end = min(self.time_ids.mapped("date_start"), default=fields.Datetime.now())
        start = end - timedelta(minutes=missing)
        vals = self._prepare_timeline_vals(minutes, start, end)
        logs.create({**vals, "is_setup": True})
        if self.state in ("blocked", "ready"):
            self.state = "progress"  # as core does when a duration is typed

    def _take_setup(self, minutes):
        """Make the first minutes logged setup, and the rest run time."""
        self._interrupt_setup_timers()
        logs = self._get_setup_work_logs()
        cut = get_cut(logs._get_setup_spans(), minutes)
        if not cut:
            raise UserError(
                self.env._(
                    "%(order)s: %(logged).0f minutes are logged, the setup cannot be "
                    "%(minutes).0f minutes of them. Type fewer minutes, or record them "
                    "in addition to the time logged.",
                    order=self.display_name,
                    logged=get_minutes(logs._get_setup_spans()),
                    minutes=minutes,
                )
            )
        logs._split_setup(cut)

    def _interrupt_setup_timers(self):
        """Close what runs and go on with new timers: the time until now is logged."""
        running = self.time_ids.filtered(lambda log: not log.date_end)
        later = running.copy_data({"date_start": fields.Datetime.now()})
        running._close()
        running.create(later)

    def _get_setup_logs(self):
        return self.time_ids.filtered(lambda log: log.is_setup and log.date_end)

    def _get_setup_work_logs(self):
        """Return the closed logs that setup can be part of: not those of losses."""
        return self.time_ids.filtered(
            lambda log: log.date_end and log.loss_type in ("productive", "performance")
        )

    # === Checks ===

    def _check_setup_recordable(self):
        obstacle = self._get_setup_obstacle()
        if obstacle:
            raise UserError(obstacle)

    def _get_setup_obstacle(self):
        """Return why no setup can be recorded here and what to do, or None."""
        workorder, run = self.display_name, self.production_id.display_name
        if self.state == "cancel" or self.production_state == "cancel":
            return self.env._(
                "%(order)s is cancelled: no setup can be recorded on it. Record it on "
                "the work order for which the work center was set up.",
                order=workorder,
            )
        if self.production_state == "draft":
            return self.env._(
                "%(run)s is a draft. Confirm it, then record the setup of %(order)s.",
                run=run,
                order=workorder,
            )
        if self.production_state == "done":
            return self.env._(
                "%(run)s is done and the time of %(order)s is in the value of the "
                "goods: its minutes can no longer change. Enter what the setup really "
                "cost as spent.",
                run=run,
                order=workorder,
            )
        running = self.time_ids.filtered(lambda log: log.is_setup and not log.date_end)
        if running:
            return self.env._(
                "%(user)s is still setting up for %(order)s. End the setup or pause "
                "it, then record its minutes.",
                user=running[0].user_id.display_name,
                order=workorder,
            )
        return None

    def _check_setup_minutes(self, minutes):
        if minutes > SETUP_MINUTES_MAX:
            raise UserError(
                self.env._(
                    "%(order)s: a setup cannot take longer than %(most)s hours.",
                    order=self.display_name,
                    most=SETUP_MINUTES_MAX // 60,
                )
            )
        if not minutes > 0.5 / 60:
            raise UserError(
                self.env._(
                    "%(order)s: type how many minutes the setup took. If there was "
                    "none, tick that no setup was needed.",
                    order=self.display_name,
                )
            )
