from odoo import api, fields, models
from odoo.exceptions import UserError

from ...access import INTERNAL
from ...technical import hide_technical


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    kanban_supply_id = fields.Many2one(
        "pull.kanban.supply",
        "Kanban Replenishment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=INTERNAL,
    )
    kanban_card = fields.Char(
        "Kanban Card", related="kanban_supply_id.card_id.name", groups=INTERNAL
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, {"kanban_supply_id"})

    def _get_moves_finished_values(self):
        res = super()._get_moves_finished_values()
        supplies = {run.id: run.sudo().kanban_supply_id for run in self}
        for vals in res:
            supply = supplies.get(vals.get("production_id"))
            if supply and vals["product_id"] == supply.product_id.id:
                vals["kanban_supply_id"] = supply.id
        return res

    def _get_backorder_mo_vals(self):
        vals = super()._get_backorder_mo_vals()
        return {**vals, "kanban_supply_id": self.sudo().kanban_supply_id.id}

    def _pre_action_split_merge_hook(self, merge=False, split=False):
        if merge and self.sudo().kanban_supply_id:
            raise UserError(
                self.env._(
                    "Orders of kanban cards are not merged: each makes what one card "
                    "holds."
                )
            )
        return super()._pre_action_split_merge_hook(merge=merge, split=split)

    def button_mark_done(self):
        supplies = self.sudo().kanban_supply_id
        res = super().button_mark_done()
        supplies._close_ended()
        return res

    def _action_cancel(self):
        supplies = self.sudo().kanban_supply_id
        res = super()._action_cancel()
        supplies._close_ended()
        return res

    def unlink(self):
        supplies = self.sudo().kanban_supply_id
        res = super().unlink()
        supplies._close_ended()
        return res
