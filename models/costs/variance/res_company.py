from odoo import fields, models

from ...access import INTERNAL
from .variance_types import (
    EFFICIENCY,
    EXCHANGE,
    LOT_SIZE,
    PRICE,
    RATE,
    USAGE,
    VOLUME,
)

ACCOUNT_TYPES = (PRICE, USAGE, RATE, EFFICIENCY, LOT_SIZE, EXCHANGE, VOLUME)
DOMAIN = "[('account_type', 'not in', ('asset_receivable', 'liability_payable'))]"


def make_account(name):
    """Return the field of an account that takes variances of one type."""
    return fields.Many2one(
        "account.account",
        string=f"{name} Variance",
        check_company=True,
        domain=DOMAIN,
        groups=INTERNAL,
        help="Where runs that are valued at standard cost post this variance. Empty: "
        "with the others on the price difference account of the product's category.",
    )


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_variance_price_account_id = make_account("Price")
    pull_variance_usage_account_id = make_account("Usage")
    pull_variance_rate_account_id = make_account("Rate")
    pull_variance_efficiency_account_id = make_account("Efficiency")
    pull_variance_lot_size_account_id = make_account("Lot Size")
    pull_variance_exchange_account_id = make_account("Exchange")
    pull_variance_volume_account_id = make_account("Volume")

    def _get_variance_accounts(self):
        """Return {type: account} of those that this company has set."""
        self.ensure_one()
        accounts = {
            type_: self[f"pull_variance_{type_}_account_id"] for type_ in ACCOUNT_TYPES
        }
        return {type_: account for type_, account in accounts.items() if account}
