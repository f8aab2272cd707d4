from odoo import fields, models

from ...access import INTERNAL

ENTRY, CLOSING = "entry", "closing"
COST_CHANGES = [
    (ENTRY, "Carry it on to who took the goods"),
    (CLOSING, "Leave it to the closing"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_cost_changes = fields.Selection(
        COST_CHANGES,
        string="Cost that changes after goods have left",
        required=True,
        default=ENTRY,
        help="What a vendor bill, a landed cost or a revaluation changes in the value "
        "of goods that have already been used or delivered. Carried on: runs, stock "
        "and the cost of goods sold follow, with an entry of that day. Left to the "
        "closing: what has left keeps its value, as in plain Odoo.",
        groups=INTERNAL,
    )
