from odoo import api, models

from ..cards import round_up
from ..states import EVENT


class PullKanbanLoop(models.Model):
    _inherit = "pull.kanban.loop"

    def action_start(self):
        res = super().action_start()
        self.env["pull.exception"]._close_no_loop(self.product_id)
        return res

    @api.model
    def _note_demands(self, moves):
        """Make cards for what these confirmed moves will take from the places of event
        loops: whole cards, gone once they are used."""
        loops = self._get_loops_of(moves.product_id)
        loops = loops.filtered(lambda loop: loop.trigger == EVENT)
        if not loops:
            return
        loops._lock()
        for move in moves:
            for loop in loops:
                if loop._is_demanded_by(move):
                    loop._add_demand_cards(move)
        loops._signal()

    def _is_demanded_by(self, move):
        place, source = self.location_id, move.location_id
        return (
            move.product_id == self.product_id
            and move.company_id == self.company_id
            and move.product_uom.compare(move.product_uom_qty, 0) > 0
            and (place._child_of(source) or source._child_of(place))
            and not move.location_dest_id._child_of(place)
        )

    def _add_demand_cards(self, move):
        count = round_up(move.product_qty / self.card_quantity)
        first = max(self.card_ids.mapped("number") or [0]) + 1
        self.env["pull.kanban.card"].create(
            [
                self._prepare_card_vals(first + index, demand_move_id=move.id)
                for index in range(count)
            ]
        )
