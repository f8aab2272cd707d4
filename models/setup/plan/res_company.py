from odoo import fields, models

from ...access import INTERNAL


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_setup_threshold = fields.Float(
        string="Setup threshold (%)",
        default=5.0,
        help="A quotation line warns when the setup of its runs costs more than this "
        "share of its price. 0 = never.",
        groups=INTERNAL,
    )
    pull_setup_account_id = fields.Many2one(
        "account.account",
        string="Setup absorbed account",
        check_company=True,
        help="Credited with the fixed amount of each setup when a run is done, against "
        "the production account. Work centers may have their own.",
        groups=INTERNAL,
    )
    pull_setup_spend_account_id = fields.Many2one(
        "account.account",
        string="Setup spending account",
        check_company=True,
        help="Where the bills for tooling, first pieces and consumables are booked. "
        "What a work order's setup really cost moves from here to the setup absorbed "
        "account, whose balance is then planned minus spent. Empty: it is only "
        "reported.",
        groups=INTERNAL,
    )

    _pull_setup_threshold_not_negative = models.Constraint(
        "CHECK (pull_setup_threshold >= 0)",
        "The setup threshold cannot be negative. Use 0 never to warn.",
    )
