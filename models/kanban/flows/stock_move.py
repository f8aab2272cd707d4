from collections import defaultdict

from odoo import api, fields, models

from ...access import INTERNAL
from ...policy.policies import KANBAN
from ...technical import hide_technical


class StockMove(models.Model):
    _inherit = "stock.move"

    kanban_supply_id = fields.Many2one(
        "pull.kanban.supply",
        "Kanban Replenishment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=INTERNAL,
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, {"kanban_supply_id"})

    # === What is taken ===

    def _apply_supply_policy(self):
        moves = super()._apply_supply_policy()
        # Sudo: whoever confirms need not see loops.
        decided = (self | moves).sudo()
        decided.filtered(lambda move: move.supply_policy == KANBAN)._take_from_cards()
        self.env["pull.kanban.loop"].sudo()._note_demands(decided)
        return moves

    def _take_from_cards(self):
        """Let these needs take from the place of their loop, where one only is in
        their stock; what lowers a need stays where that one takes from."""
        loops = self.env["pull.kanban.loop"]._get_loops_of(self.product_id)
        needs = self.filtered(lambda move: not move._is_pull_decrease())
        for move in self - needs:
            move.location_id = move._get_decreased_location()
        for move in needs:
            own = loops.filtered(
                lambda loop, move=move: (
                    loop.product_id == move.product_id
                    and loop.location_id._child_of(move.location_id)
                )
            )
            if len(own) == 1 and own.location_id != move.location_id:
                move.location_id = own.location_id
        served = {(loop.product_id, loop.location_id.warehouse_id) for loop in loops}
        self.env["pull.exception"]._report_no_loop(
            needs.filtered(
                lambda move: (
                    (move.product_id, move.location_id.warehouse_id) not in served
                )
            )
        )

    def _get_decreased_location(self):
        siblings = (
            self.sale_line_id.move_ids | self.move_dest_ids.move_orig_ids
        ) - self
        open_ones = siblings.filtered(
            lambda move: (
                move.product_id == self.product_id
                and move.state not in ("draft", "done", "cancel")
                and move.location_id._child_of(self.location_id)
            )
        )
        return open_ones[:1].location_id or self.location_id

    # === The goods of a card on their way ===

    def _get_kanban_supply(self):
        """Return the replenishment whose goods this move carries on, if any."""
        supply, run = self.kanban_supply_id, self.production_id
        if self.origin_returned_move_id:
            return supply.browse()
        if not supply and run.product_id == self.product_id:
            return run.kanban_supply_id
        return supply

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        return [*super()._prepare_merge_moves_distinct_fields(), "kanban_supply_id"]

    def _prepare_move_split_vals(self, qty):
        vals = super()._prepare_move_split_vals(qty)
        return {**vals, "kanban_supply_id": self.sudo().kanban_supply_id.id}

    def _action_cancel(self):
        supplies = self.sudo().kanban_supply_id
        res = super()._action_cancel()
        supplies._close_ended()
        # Sudo: as below; a demand that is gone needs no cards.
        cards = self.env["pull.kanban.card"].sudo()
        cards.search([("demand_move_id", "in", self.ids)])._lose_demand()
        return res

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # Sudo: who moves goods need not be able to change cards, nor to purchase.
        moves.sudo()._note_kanban()
        return moves

    def _note_kanban(self):
        """Tell the loops of what these moves have taken from their places and brought
        there."""
        done = self.filtered(lambda move: move.state == "done")
        loops = self.env["pull.kanban.loop"]._get_loops_of(done.product_id)
        if not loops:
            return
        taken, put, arrived = done._get_kanban_changes(loops.grouped("product_id"))
        touched = loops.filtered(
            lambda loop: loop in taken or loop in put
        ) | loops.browse({supply.loop_id.id for supply in arrived})
        if touched:
            touched._note_stock(taken, put, arrived)
        supplies = (move._get_kanban_supply() for move in done)
        self.env["pull.kanban.supply"].union(*supplies)._close_ended()

    def _get_kanban_changes(self, loops_by_product):
        """Return what these done moves have changed at the places of loops: see
        `pull.kanban.loop._note_stock`."""
        taken, put, arrived = defaultdict(float), defaultdict(float), defaultdict(float)
        for line in self.move_line_ids:
            for loop in loops_by_product.get(line.product_id, ()):
                leaves = line.location_id._child_of(loop.location_id)
                if leaves == line.location_dest_id._child_of(loop.location_id):
                    continue
                quantity = line.quantity_product_uom
                supply = line.move_id._get_kanban_supply()
                if leaves:
                    taken[loop] += quantity
                elif supply and supply.loop_id == loop:
                    arrived[supply] += quantity
                else:
                    put[loop] += quantity
        return taken, put, arrived
