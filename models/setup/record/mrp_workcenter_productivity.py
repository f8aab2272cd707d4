from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...access import INTERNAL, check_rows
from ...under_way import get_under_way, under_way

TIMERS_CLOSE = "pull_through_production.timers_close"

VALUED_FIELDS = {
    "date_start",
    "date_end",
    "duration",
    "is_setup",
    "workorder_id",
    "workcenter_id",
}


class MrpWorkcenterProductivity(models.Model):
    _inherit = "mrp.workcenter.productivity"

    is_setup = fields.Boolean(
        string="Setup",
        help="This time prepared or cleared the work center; it is not run time.",
        groups=INTERNAL,
    )

    @api.constrains("is_setup", "loss_id", "workorder_id", "date_start", "date_end")
    def _check_setup(self):
        for log in self.filtered("is_setup"):
            if not log.workorder_id:
                raise ValidationError(
                    self.env._(
                        "Setup time on %(center)s needs the work order it was for.",
                        center=log.workcenter_id.display_name,
                    )
                )
            if log.loss_type not in ("productive", "performance"):
                raise ValidationError(
                    self.env._(
                        "Setup time of %(order)s cannot have the loss reason "
                        "%(reason)s: choose one of the category Productive.",
                        order=log.workorder_id.display_name,
                        reason=log.loss_id.display_name,
                    )
                )
            if log.date_end and log.date_end < log.date_start:
                raise ValidationError(
                    self.env._(
                        "The setup of %(order)s cannot end before it starts.",
                        order=log.workorder_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        logs = super().create(vals_list)
        logs._check_setup_not_valued()
        logs.filtered("is_setup").workorder_id._setup_again()
        logs._check_setup_reason()
        return logs

    def write(self, vals):
        changes_value = not VALUED_FIELDS.isdisjoint(vals)
        if changes_value:
            check_rows(self, "write")  # a refusal names the run
            self._check_setup_not_valued()
        res = super().write(vals)
        if changes_value:
            self._check_setup_not_valued()
            self.filtered("is_setup").workorder_id._setup_again()
            self._check_setup_reason()
        return res

    def _close(self):
        # A timer may end at any time: its setup may go on. It is asked for its reason
        # before the run starts, and before the work order is done.
        with under_way(self.env.cr, TIMERS_CLOSE):
            return super()._close()

    def _check_setup_reason(self):
        """Refuse setup that somebody types, over plan and without a reason."""
        if get_under_way(self.env.cr, TIMERS_CLOSE) is None:
            typed = self.filtered(lambda log: log.is_setup and log.date_end)
            typed.workorder_id._check_setup_reason()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_setup_valued(self):
        self._check_setup_not_valued()

    def _check_setup_not_valued(self):
        """The value of what a done run made would no longer be what its time cost."""
        for workorder in self.workorder_id:
            if workorder.production_state == "done":
                raise UserError(
                    self.env._(
                        "%(run)s is done and its cost is in the value of the goods: "
                        "the time of %(order)s can no longer change. Enter what the "
                        "setup really cost as spent, or unbuild the order and make it "
                        "again.",
                        run=workorder.production_id.display_name,
                        order=workorder.name,
                    )
                )

    def _get_setup_spans(self, until_now=False):
        """Return [(start, end)] of the logs that are closed, or of all until now."""
        now = until_now and fields.Datetime.now()
        return [
            (log.date_start, log.date_end or now)
            for log in self
            if log.date_end or until_now
        ]

    def _split_setup(self, cut):
        """What these closed logs cover before the moment is setup, the rest is not."""
        before = self.filtered(lambda log: log.date_start < cut)
        crossing = before.filtered(lambda log: log.date_end > cut)
        crossing.copy({"date_start": cut, "is_setup": False})
        (self - before).is_setup = False
        crossing.date_end = cut
        before.is_setup = True

    def _shorten_setup(self, end):
        """Take off what these closed logs cover after the moment."""
        later = self.filtered(lambda log: log.date_start >= end)
        shorter = (self - later).filtered(lambda log: log.date_end > end)
        later.unlink()
        shorter.date_end = end
