from odoo import api, fields, models

from ...access import COST, INTERNAL


class MrpWorkcenterCapacity(models.Model):
    _inherit = "mrp.workcenter.capacity"

    currency_id = fields.Many2one(related="workcenter_id.currency_id", groups=INTERNAL)
    setup_cost = fields.Monetary(
        string="Fixed cost per setup",
        compute="_compute_setup_cost",
        store=True,
        readonly=False,
        groups=COST,
        help="What one setup for this product costs beside its time; it replaces the "
        "work center's, as the times of this line do.",
    )

    _setup_cost_not_negative = models.Constraint(
        "CHECK (setup_cost >= 0)",
        "The fixed cost per setup cannot be negative. Use 0 for none.",
    )
    _setup_times_not_negative = models.Constraint(
        "CHECK (time_start >= 0 AND time_stop >= 0)",
        "The setup and cleanup times of a capacity line cannot be negative.",
    )

    @api.depends("workcenter_id")
    def _compute_setup_cost(self):
        # A new line begins with the work center's amount, as with its times: who may
        # not see the amount must not lose it by adding a line.
        for line in self:
            line.setup_cost = line.workcenter_id.setup_cost
