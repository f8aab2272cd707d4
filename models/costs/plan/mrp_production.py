from odoo import api, fields, models

from ...access import COST
from ...technical import hide_technical

TECHNICAL_FIELDS = {"pull_setups_planned"}


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    pull_setups_planned = fields.Float(
        string="Planned Setups",
        default=1,
        digits=False,
        copy=False,
        readonly=True,
        aggregator=None,
        groups=COST,
        help="How many setups were planned for this quantity when its need was "
        "confirmed. The parts of a run that is split have their shares, a run made of "
        "several their sum.",
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def _split_productions(
        self, amounts=False, cancel_remaining_qty=False, set_consumed_qty=False
    ):
        parts = super()._split_productions(
            amounts=amounts,
            cancel_remaining_qty=cancel_remaining_qty,
            set_consumed_qty=set_consumed_qty,
        )
        # Sudo: who splits a run needs not see what its components cost.
        later = (parts - self).sudo()
        moves = later.move_raw_ids
        moves.filtered(lambda move: move.state != "draft")._freeze_planned_prices()
        (parts & self).sudo()._share_setups_planned(later)
        return parts

    def _share_setups_planned(self, later):
        """Give each of the parts split off from these runs its share of the plan."""
        for run in self.filtered(lambda run: run.state != "draft"):
            family = run | later.filtered(
                lambda part, run=run: (
                    part.production_group_id == run.production_group_id
                )
            )
            whole, planned = sum(family.mapped("product_qty")), run.pull_setups_planned
            for part in family if whole else ():
                part.pull_setups_planned = planned * part.product_qty / whole
                part.workorder_ids._freeze_minutes_planned()

    def action_merge(self):
        planned = {state != "draft" for state in self.mapped("state")} == {True}
        # Sudo: who merges runs needs not see what they were to cost.
        setups = sum(self.sudo().mapped("pull_setups_planned"))
        action = super().action_merge()
        if planned:
            self.browse(action["res_id"]).sudo().pull_setups_planned = setups
        return action
