from odoo import fields, models

from ..access import INTERNAL

EARLIEST, LEAD_TIME = "earliest", "lead_time"


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_promise = fields.Selection(
        [(EARLIEST, "The earliest date"), (LEAD_TIME, "The lead time of the line")],
        string="Promise Without an Asked Date",
        default=EARLIEST,
        required=True,
        help="What is promised at confirmation, where the customer asks for no date.\n"
        "The earliest date: when all can be there, by stock, vendors and work centers; "
        "never before the lead time of the line.\n"
        "The lead time of the line: as in Odoo, whatever can be done.",
        groups=INTERNAL,
    )
    pull_buffer_days = fields.Float(
        string="Time to Spare",
        help="Days between when something is made or bought for an order and the need "
        "for it. A promise that cannot be kept so is kept without them.",
        groups=INTERNAL,
    )
