from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    setup_production_id = fields.Many2one(
        "mrp.production",
        string="Setup of",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="The manufacturing order whose setup this entry posts.",
    )
