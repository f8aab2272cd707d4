from odoo import fields, models


class MrpWorkcenterCapacity(models.Model):
    _inherit = "mrp.workcenter.capacity"

    currency_id = fields.Many2one(related="workcenter_id.currency_id")
    setup_cost = fields.Monetary(
        string="Fixed cost per setup",
        default=lambda self: self._default_setup_cost(),
        groups="pull_through_production.group_pull_cost",
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

    def _default_setup_cost(self):
        center = self.env.context.get("default_workcenter_id")
        # As core defaults the times of the line. Who may not see the amount must
        # still not lose it when adding a line.
        return self.env["mrp.workcenter"].sudo().browse(center).setup_cost
