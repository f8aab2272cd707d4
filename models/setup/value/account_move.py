from odoo import fields, models

from ...access import INTERNAL, check_one


class AccountMove(models.Model):
    _inherit = "account.move"

    setup_production_id = fields.Many2one(
        "mrp.production",
        string="Setup of",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="The manufacturing order whose setup this entry posts.",
        groups=INTERNAL,
    )

    def action_view_setup_production(self):
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "mrp.production",
            "res_id": self.setup_production_id.id,
            "views": [(False, "form")],
        }
