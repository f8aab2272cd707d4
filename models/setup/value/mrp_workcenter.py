from odoo import fields, models
from odoo.tools.date_utils import start_of

from ...access import INTERNAL, check_one


class MrpWorkcenter(models.Model):
    """The setups of a work center, counted for its card and its form."""

    _inherit = "mrp.workcenter"

    setup_week_count = fields.Integer(
        string="Setups this week",
        compute="_compute_setup_week",
        groups=INTERNAL,
    )
    setup_week_minutes = fields.Float(
        string="Setup time this week",
        compute="_compute_setup_week",
        help="Hours and minutes that this week's setups took.",
        groups=INTERNAL,
    )

    def _compute_setup_week(self):
        groups = self.env["mrp.workorder"]._read_group(
            [
                ("workcenter_id", "in", self.ids),
                ("setup_minutes", ">", 0),
                ("date_finished", ">=", start_of(fields.Datetime.now(), "week")),
            ],
            ["workcenter_id"],
            ["__count", "setup_minutes:sum"],
        )
        figures = {center: (count, minutes) for center, count, minutes in groups}
        for center in self:
            count, minutes = figures.get(center, (0, 0))
            center.setup_week_count = count
            center.setup_week_minutes = minutes / 60

    def action_view_setups(self):
        check_one(self)
        action = self.env["ir.actions.actions"]._for_xml_id(
            "pull_through_production.pull_setup_report_action"
        )
        action["context"] = {
            **self.env.context,
            "search_default_workcenter_id": self.id,
            "search_default_begun": 1,
            "search_default_group_month": 1,
        }
        return action
