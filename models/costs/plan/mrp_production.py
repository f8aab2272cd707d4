from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _split_productions(
        self, amounts=False, cancel_remaining_qty=False, set_consumed_qty=False
    ):
        parts = super()._split_productions(
            amounts=amounts,
            cancel_remaining_qty=cancel_remaining_qty,
            set_consumed_qty=set_consumed_qty,
        )
        # Sudo: who splits a run needs not see what its components cost.
        moves = (parts - self).sudo().move_raw_ids
        moves.filtered(lambda move: move.state != "draft")._freeze_planned_prices()
        return parts
