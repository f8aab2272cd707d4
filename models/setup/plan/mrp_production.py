from odoo import api, fields, models

from ...access import COST, INTERNAL, check_rows


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    setup_currency_id = fields.Many2one(
        related="company_id.currency_id", groups=INTERNAL
    )
    setup_minutes_planned = fields.Float(
        compute="_compute_setup_planned",
        compute_sudo=True,
        help="Minutes of setup, as planned.",
        groups=INTERNAL,
    )
    setup_cost_planned = fields.Monetary(
        compute="_compute_setup_planned",
        compute_sudo=True,
        currency_field="setup_currency_id",
        groups=COST,
    )

    @api.depends(
        "workorder_ids.state",
        "workorder_ids.setup_minutes_planned",
        "workorder_ids.setup_cost_planned",
    )
    def _compute_setup_planned(self):
        for run in self:
            planned = run.workorder_ids.filtered(
                lambda workorder: workorder.state != "cancel"
            )
            run.setup_minutes_planned = sum(planned.mapped("setup_minutes_planned"))
            run.setup_cost_planned = sum(planned.mapped("setup_cost_planned"))

    # === Split and backorder ===

    def write(self, vals):
        if vals.get("name") and not self.env.su:
            check_rows(self, "write")
            # Sudo: core writes the name of a run that is split on its analytic lines,
            # which operators may not even read.
            super(MrpProduction, self.sudo()).write({"name": vals["name"]})
            vals = {name: value for name, value in vals.items() if name != "name"}
        return super().write(vals)

    def _split_productions(
        self, amounts=False, cancel_remaining_qty=False, set_consumed_qty=False
    ):
        # Core calls this for a backorder too, but only then without amounts.
        split = bool(amounts)
        parts = super()._split_productions(
            amounts=amounts,
            cancel_remaining_qty=cancel_remaining_qty,
            set_consumed_qty=set_consumed_qty,
        )
        later = (parts - self).workorder_ids
        later.filtered(
            lambda workorder: (
                workorder.workcenter_id.setup_on_split != "always"
                if split
                else workorder._is_setup_once()
            )
        )._go_on_with_setup()
        return parts

    def _setup_after_change(self):
        """Set up again for split parts made on another day or by somebody else."""
        for part in self:
            group = part.production_group_id.production_ids
            earlier = group.filtered(
                lambda run, part=part: run.backorder_sequence < part.backorder_sequence
            ).sorted("backorder_sequence")[-1:]
            if earlier and part._differs_for_setup(earlier):
                part.workorder_ids.filtered(
                    lambda workorder: workorder.workcenter_id.setup_on_split == "change"
                )._setup_again()

    def _differs_for_setup(self, other):
        day = fields.Datetime.context_timestamp(self, self.date_start).date()
        return (
            self.user_id != other.user_id
            or day != fields.Datetime.context_timestamp(self, other.date_start).date()
        )
