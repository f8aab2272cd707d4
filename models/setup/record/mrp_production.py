from odoo import api, fields, models

from ...access import INTERNAL


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    setup_minutes = fields.Float(
        compute="_compute_setup_recorded",
        compute_sudo=True,
        help="Minutes of setup, measured or assumed.",
        groups=INTERNAL,
    )
    setup_measured = fields.Boolean(
        compute="_compute_setup_recorded",
        compute_sudo=True,
        help="Every setup of this run was logged as such; otherwise some are assumed.",
        groups=INTERNAL,
    )
    setup_basis = fields.Selection(
        [("measured", "Measured"), ("assumed", "Assumed")],
        string="Setup is",
        compute="_compute_setup_basis",
        compute_sudo=True,
        help="Measured: every setup was logged as such. Assumed: for some, the planned "
        "minutes count as setup, at most the time logged.",
        groups=INTERNAL,
    )

    @api.depends("workorder_ids.setup_minutes", "workorder_ids.setup_measured")
    def _compute_setup_recorded(self):
        for run in self:
            setups = run.workorder_ids.filtered("setup_minutes")
            run.setup_minutes = sum(setups.mapped("setup_minutes"))
            run.setup_measured = bool(setups) and all(setups.mapped("setup_measured"))

    @api.depends("setup_minutes", "setup_measured", "workorder_ids.setup_skipped")
    def _compute_setup_basis(self):
        for run in self:
            skipped = any(run.workorder_ids.mapped("setup_skipped"))
            known = "assumed" if run.setup_minutes else skipped and "measured"
            run.setup_basis = "measured" if run.setup_measured else known
