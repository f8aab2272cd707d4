from odoo import fields, models

from ...access import INTERNAL


class AccountMove(models.Model):
    """The control names what is only accrued."""

    _inherit = "account.move"

    pull_is_accrual = fields.Boolean(
        string="Accrual",
        copy=False,
        readonly=True,
        groups=INTERNAL,
        help="An entry of accruals, or its reversal.",
    )
