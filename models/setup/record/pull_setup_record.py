from odoo import api, fields, models

from ...access import check_one
from ..plan.arithmetic import get_minutes


class PullSetupRecord(models.TransientModel):
    """The dialog in which the minutes of a setup are typed after it was done."""

    _name = "pull.setup.record"
    _description = "Record a Setup"

    workorder_id = fields.Many2one(
        "mrp.workorder", string="Work Order", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_logged")
    is_valued = fields.Boolean(
        compute="_compute_logged",
        help="The run is done: its minutes are in the value of the goods.",
    )
    minutes_planned = fields.Float(string="Planned", compute="_compute_logged")
    minutes_logged = fields.Float(
        string="Logged so far",
        compute="_compute_logged",
        help="Minutes logged on the work order, setup and run, until now. What two "
        "people log at the same time counts once.",
    )
    minutes_logged_setup = fields.Float(
        string="Of which setup",
        compute="_compute_logged",
        help="Minutes logged as setup so far.",
    )
    skipped = fields.Boolean(
        string="No setup was needed",
        compute="_compute_recorded",
        store=True,
        readonly=False,
        help="Say because the tool was still mounted: 0 minutes, measured. The plan "
        "stays, so the variance tells what was saved.",
    )
    minutes = fields.Float(
        string="Minutes of setup",
        compute="_compute_recorded",
        store=True,
        readonly=False,
        help="How many minutes the setup took in all, clearing up included.",
    )
    relation = fields.Selection(
        [
            ("part", "Part of the time logged"),
            ("additional", "In addition to it"),
        ],
        string="These minutes are",
        compute="_compute_relation",
        store=True,
        readonly=False,
        help="Part of the time logged: its first minutes become setup. In addition to "
        "it: they are logged right before it; setup logged so far counts.",
    )
    minutes_run = fields.Float(
        string="Leaves run time",
        compute="_compute_minutes_run",
        help="Minutes of run that are then logged.",
    )
    reason_id = fields.Many2one(
        "pull.setup.reason",
        compute="_compute_recorded",
        store=True,
        readonly=False,
        help="Why the setup took longer than planned.",
    )

    @api.depends("workorder_id")
    def _compute_logged(self):
        for wizard in self:
            workorder = wizard.workorder_id
            setup = workorder._get_setup_logs()._get_setup_spans()
            wizard.minutes_planned = workorder.setup_minutes_planned
            wizard.currency_id = workorder.setup_currency_id
            wizard.is_valued = workorder.production_state == "done"
            wizard.minutes_logged = get_minutes(wizard._get_setup_spans())
            wizard.minutes_logged_setup = get_minutes(setup)

    @api.depends("workorder_id")
    def _compute_recorded(self):
        for wizard in self:
            workorder = wizard.workorder_id
            wizard.skipped = workorder.setup_skipped
            wizard.minutes = wizard.minutes_logged_setup
            wizard.reason_id = workorder.setup_reason_id

    @api.depends("workorder_id", "minutes")
    def _compute_relation(self):
        for wizard in self:
            logged = wizard.minutes_logged
            has_run = logged > wizard.minutes_logged_setup
            part = has_run and wizard.minutes <= logged
            wizard.relation = "part" if part else "additional"

    @api.depends("minutes", "relation", "skipped")
    def _compute_minutes_run(self):
        for wizard in self:
            setup = wizard.minutes_logged_setup
            if wizard.skipped:
                setup = 0
            elif wizard.relation == "part":
                setup = wizard.minutes
            wizard.minutes_run = max(wizard.minutes_logged - setup, 0)

    def _get_setup_spans(self):
        """Return the spans of work, those of running timers until now."""
        now = fields.Datetime.now()
        return [
            (log.date_start, log.date_end or now)
            for log in self.workorder_id.time_ids
            if log.loss_type in ("productive", "performance")
        ]

    def action_record(self):
        check_one(self, "write")
        if not self.is_valued:
            self._record_minutes()
        return self.action_save_reason()

    def action_save_reason(self):
        check_one(self, "write")
        self.workorder_id.setup_reason_id = self.reason_id
        return {"type": "ir.actions.act_window_close"}

    def _record_minutes(self):
        if self.skipped:
            self.workorder_id._skip_setup()
        else:
            additional = self.relation == "additional"
            self.workorder_id._record_setup(self.minutes, additional=additional)
