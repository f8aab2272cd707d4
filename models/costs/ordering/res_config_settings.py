from odoo import api, fields, models

from ...access import INTERNAL
from .carrying import PARTS, get_rate


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pull_order_cost = fields.Monetary(
        related="company_id.pull_order_cost",
        currency_field="company_currency_id",
        readonly=False,
    )
    pull_order_line_cost = fields.Monetary(
        related="company_id.pull_order_line_cost",
        currency_field="company_currency_id",
        readonly=False,
    )
    pull_capitalise_ordering = fields.Boolean(
        related="company_id.pull_capitalise_ordering",
        readonly=False,
        groups=INTERNAL,
    )
    pull_ordering_account_id = fields.Many2one(
        related="company_id.pull_ordering_account_id",
        readonly=False,
        groups=INTERNAL,
    )
    pull_carrying_capital = fields.Float(
        related="company_id.pull_carrying_capital",
        readonly=False,
        groups=INTERNAL,
    )
    pull_carrying_storage = fields.Float(
        related="company_id.pull_carrying_storage",
        readonly=False,
        groups=INTERNAL,
    )
    pull_carrying_insurance = fields.Float(
        related="company_id.pull_carrying_insurance",
        readonly=False,
        groups=INTERNAL,
    )
    pull_carrying_obsolescence = fields.Float(
        related="company_id.pull_carrying_obsolescence",
        readonly=False,
        groups=INTERNAL,
    )
    # Not related: it follows what is typed before that is saved.
    pull_carrying_rate = fields.Float(
        string="Carrying rate (%)",
        compute="_compute_pull_carrying_rate",
        groups=INTERNAL,
    )
    pull_push_days = fields.Float(
        related="company_id.pull_push_days", readonly=False, groups=INTERNAL
    )

    @api.depends(*PARTS)
    def _compute_pull_carrying_rate(self):
        for settings in self:
            settings.pull_carrying_rate = get_rate(settings)
