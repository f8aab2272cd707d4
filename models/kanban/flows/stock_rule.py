from odoo import api, models


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _prepare_mo_vals(self, *procurement_and_bom):
        vals = super()._prepare_mo_vals(*procurement_and_bom)
        values = procurement_and_bom[7]
        vals["kanban_supply_id"] = values.get("kanban_supply_id", False)
        return vals

    @api.model
    def _get_procurements_to_merge_groupby(self, procurement):
        # What is bought for a card is a line of its own.
        key = super()._get_procurements_to_merge_groupby(procurement)
        return (*key, procurement.values.get("kanban_supply_id"))

    def _push_prepare_move_copy_values(self, move_to_copy, new_date):
        vals = super()._push_prepare_move_copy_values(move_to_copy, new_date)
        # Sudo: who receives goods need not read cards.
        vals["kanban_supply_id"] = move_to_copy.sudo()._get_kanban_supply().id
        return vals
