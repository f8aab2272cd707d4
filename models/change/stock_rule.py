from odoo import api, models

from .scope import get_scope


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _pull_leave_supplied(self, procurements):
        return [
            procurement
            for procurement in super()._pull_leave_supplied(procurements)
            if not self._is_pull_decrease_carried(procurement)
        ]

    def _is_pull_decrease_carried(self, procurement):
        """Tell whether this makes a need smaller that is carried down from its
        documents' side (see `plan`)."""
        if procurement.product_uom.compare(procurement.product_qty, 0) > 0:
            return False
        need = procurement.values.get("move_dest_ids") or self.env["stock.move"]
        scope = get_scope(self.env.cr)
        is_pulled = bool(procurement.values.get("supply_policy"))
        return is_pulled or bool(scope and scope.carries(need.sudo()))
