from odoo import api, fields, models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    setup_basis = fields.Selection(
        [("measured", "Measured"), ("assumed", "Assumed")],
        string="Setup is",
        compute="_compute_setup_basis",
        compute_sudo=True,
        help="Measured: every setup was logged as such. Assumed: for some, the planned "
        "minutes count as setup, at most the time logged.",
    )

    @api.depends("setup_minutes", "setup_measured", "workorder_ids.setup_skipped")
    def _compute_setup_basis(self):
        for run in self:
            skipped = any(run.workorder_ids.mapped("setup_skipped"))
            known = "assumed" if run.setup_minutes else skipped and "measured"
            run.setup_basis = "measured" if run.setup_measured else known
