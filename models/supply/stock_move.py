from collections import defaultdict

from odoo import models

from ..policy.policies import HYBRID, PULL, PUSH


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_confirm(self, merge=True, merge_into=False, create_proc=True):
        # Kits are exploded here, before core does it, so that the policy meets the
        # components and not the kit.
        moves = self
        if create_proc:
            kits = self.filtered(lambda move: move._is_undecided_kit())
            moves = (self - kits) | kits.action_explode()
            moves |= moves._apply_supply_policy()
        less = moves.filtered(lambda move: move.supply_policy and move._is_decrease())
        confirmed = super(StockMove, moves)._action_confirm(
            merge=merge, merge_into=merge_into, create_proc=create_proc
        )
        # What no other move has taken in became a return, which needs nothing.
        less.exists().supply_policy = False
        return confirmed

    def _is_undecided_kit(self):
        self.ensure_one()
        product = self.product_id.with_company(self.company_id)
        return self.state == "draft" and product.is_kits

    def _adjust_procure_method(self, picking_type_code=False):
        # Core asks the rules again at each change of demand and would turn a pulled
        # move back to stock: what the policy decided stays.
        decided = defaultdict(self.browse)
        for move in self.filtered("supply_policy"):
            decided[move.procure_method] |= move
        res = super()._adjust_procure_method(picking_type_code=picking_type_code)
        for procure_method, moves in decided.items():
            moves.procure_method = procure_method
        return res

    def _apply_supply_policy(self):
        """Let the supply policy of each need choose between stock and its own supply.

        Called on moves about to be confirmed. Pull waits for its own supply, push takes
        from stock, hybrid takes what is free and waits for the shortage, which then is
        a move of its own beside the first.

        :return: the moves created for shortages
        """
        by_policy, decreases = defaultdict(self.browse), self.browse()
        for move, policy in self._get_supply_policies():
            if policy != PUSH and move._is_decrease():
                move.supply_policy = policy
                decreases |= move
            else:
                by_policy[policy] |= move
        for policy, procure_method in (
            (PULL, "make_to_order"),
            (PUSH, "make_to_stock"),
        ):
            by_policy[policy].write(
                {"supply_policy": policy, "procure_method": procure_method}
            )
        return (
            by_policy[HYBRID]._take_stock_first() | decreases._give_back_pulled_first()
        )

    def _prepare_procurement_values(self):
        values = super()._prepare_procurement_values()
        if self.procure_method == "make_to_order" and self.supply_policy:
            values["supply_policy"] = self.supply_policy
        return values

    def _prepare_move_split_vals(self, qty):
        vals = super()._prepare_move_split_vals(qty)
        vals["supply_policy"] = self.supply_policy
        return vals

    def _get_backorder_move_vals(self):
        return {
            **super()._get_backorder_move_vals(),
            "supply_policy": self.supply_policy,
        }
