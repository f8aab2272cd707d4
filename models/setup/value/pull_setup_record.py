from odoo import api, fields, models

from ...access import COST


class PullSetupRecord(models.TransientModel):
    """What a setup cost beside its time, typed with its minutes."""

    _inherit = "pull.setup.record"

    has_spent = fields.Boolean(
        string="Enter what was spent",
        compute="_compute_spent",
        store=True,
        readonly=False,
        groups=COST,
        help="The setup cost something else beside its time than planned.",
    )
    spent = fields.Monetary(
        string="Spent beside the time",
        compute="_compute_spent",
        store=True,
        readonly=False,
        groups=COST,
        help="Tooling, first pieces, consumables. 0 = nothing was spent.",
    )

    @api.depends("workorder_id")
    def _compute_spent(self):
        for wizard in self:
            wizard.has_spent = wizard.workorder_id.setup_spent_entered
            wizard.spent = wizard.workorder_id.setup_fixed_spent

    def action_record(self):
        res = super().action_record()
        if self.env.user.has_group(COST) and self.has_spent:
            self.workorder_id.setup_fixed_spent = self.spent
        return res
