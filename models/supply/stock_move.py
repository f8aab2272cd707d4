from collections import defaultdict

from odoo import Command, models

from ..policy.policies import FROM_STOCK, HYBRID, KANBAN, PULL, PUSH
from .stock_first import take_stock_first


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_confirm(self, merge=True, merge_into=False, create_proc=True):
        # Kits are exploded here, before core does it, so that the policy meets the
        # components and not the kit.
        moves = self
        if create_proc:
            kits = self.filtered(lambda move: move._is_pull_undecided_kit())
            moves = (self - kits) | kits.action_explode()
            moves |= moves._apply_supply_policy()
        less = moves.filtered(lambda move: move._is_pull_decrease())
        less._meet_pull_cut_steps()
        confirmed = super(StockMove, moves)._action_confirm(
            merge=merge, merge_into=merge_into, create_proc=create_proc
        )
        # What no other move has taken in has become a return, which needs nothing.
        # Sudo: whoever confirms, a subcontractor too.
        less.exists().sudo().write({"pull_goes_back": True, "supply_policy": False})
        return confirmed

    def _pull_after_robbed(self):
        """Step of taking goods that are reserved for these needs: they have fewer now.

        Extend it for what is to be told then; the goods are still there.
        """

    def _update_candidate_moves_list(self, candidate_moves_set):
        # Sudo: a buyer confirms what a run waits for, and need not see the run.
        found = set()
        res = super(StockMove, self.sudo())._update_candidate_moves_list(found)
        candidate_moves_set.update(moves.with_env(self.env) for moves in found)
        return res

    def _is_pull_undecided_kit(self):
        self.ensure_one()
        product = self.product_id.with_company(self.company_id)
        return self.state == "draft" and product.is_kits

    def _adjust_procure_method(self, picking_type_code=False):
        # Core asks the rules again at each change of demand and would turn a pulled
        # move back to stock: what the policy decided stays.
        decided = defaultdict(self.browse)
        for move in self._filter_pull_decided():
            decided[move.procure_method] |= move
        res = super()._adjust_procure_method(picking_type_code=picking_type_code)
        for procure_method, moves in decided.items():
            moves.procure_method = procure_method
        return res

    def _apply_supply_policy(self):
        """Let the supply policy of each need choose between stock and its own supply.

        Called on moves about to be confirmed. Pull waits for its own supply, push and
        kanban take from stock, hybrid takes what is free and waits for the shortage,
        which then is a move of its own beside the first.

        :return: the moves created for shortages
        """
        by_policy, decreases = defaultdict(self.browse), self.browse()
        for move, policy in self._get_supply_policies():
            if policy not in FROM_STOCK and move._is_pull_decrease():
                move.sudo().supply_policy = policy
                decreases |= move
            else:
                by_policy[policy] |= move
        for policy, procure_method in (
            (PULL, "make_to_order"),
            (PUSH, "make_to_stock"),
            (KANBAN, "make_to_stock"),
        ):
            # Sudo: the policy decides for whoever confirms, a subcontractor too.
            by_policy[policy].sudo().write(
                {"supply_policy": policy, "procure_method": procure_method}
            )
        return (
            by_policy[HYBRID]._take_pull_stock_first()
            | decreases._give_back_pulled_first()
        )

    def _prepare_procurement_values(self):
        values = super()._prepare_procurement_values()
        policy = self._get_pull_decision()
        if self.procure_method == "make_to_order" and policy:
            values["supply_policy"] = policy
        return values

    def _prepare_move_split_vals(self, qty):
        vals = super()._prepare_move_split_vals(qty)
        vals["supply_policy"] = self._get_pull_decision()
        return vals

    def _get_backorder_move_vals(self):
        return {
            **super()._get_backorder_move_vals(),
            "supply_policy": self._get_pull_decision(),
            # What is bought for the whole is bought for both parts. Sudo: who splits a
            # run need not see its purchases.
            "created_purchase_line_ids": [
                Command.link(line.id) for line in self.sudo().created_purchase_line_ids
            ],
        }

    def _serves_pull(self):
        """Tell whether this move, or one that follows it, serves a need by policy."""
        self.ensure_one()
        move = self.sudo()  # who copies a transfer need not see the order
        return bool(
            move.supply_policy
            or move.sale_line_id.supply_policy
            or move.purchase_line_id._get_pulled_needs()
        )

    # === Stock first ===

    def _take_pull_stock_first(self):
        """Serve these hybrid needs from the free stock and pull the shortage.

        :return: the moves created for shortages where a part was free
        """
        if not self:
            return self
        self.sudo().supply_policy = HYBRID
        self.product_id._lock_pull_free_stock()
        shortages = []
        for stock, moves in self._grouped_by_pull_stock():
            free = moves.product_id._get_pull_free_stock(stock, excluded_moves=self)
            for product, needs in moves.grouped("product_id").items():
                taken = take_stock_first(
                    needs.mapped("product_qty"), free[product], product.uom_id.rounding
                )
                for move, quantity in zip(needs, taken, strict=True):
                    shortages += move._set_pull_stock_and_shortage(quantity)
        return self.create(shortages)

    def _grouped_by_pull_stock(self):
        """Return (stock location, moves that take from it) pairs, order kept."""
        return self.grouped(
            lambda move: move.location_id.warehouse_id.lot_stock_id
        ).items()

    def _get_pull_unreserved_promises(self):
        """Return {product: quantity that these moves will take and have not reserved}.

        A move with a supply of its own counts for what has arrived for it: the done
        moves before it, less what the moves after those have reserved or taken. What
        has arrived beyond what those want is free.
        """
        promises = defaultdict(float)
        for move in self:
            if move.procure_method == "make_to_stock" and not move.move_orig_ids:
                promises[move.product_id] += (
                    move.product_qty - move._get_pull_own_quantity()
                )
        arrived = self.move_orig_ids.filtered(lambda move: move.state == "done")
        for product, moves in arrived.grouped("product_id").items():
            taken = sum(move._get_pull_own_quantity() for move in moves.move_dest_ids)
            wanted = sum(
                move._get_peg_quantity()
                for move in moves.move_dest_ids
                if move.state != "cancel"
            )
            waiting = sum(move._get_pull_own_quantity() for move in moves)
            promises[product] += max(min(waiting, wanted) - taken, 0)
        return promises

    def _set_pull_stock_and_shortage(self, taken):
        """Take `taken` (product's unit) from stock; return the shortage's vals."""
        self.ensure_one()
        uom = self.product_id.uom_id
        shortage = self.product_qty - taken
        self.procure_method = "make_to_stock"
        if uom.compare(shortage, 0) <= 0:
            return []
        if uom.compare(taken, 0) <= 0:
            self.procure_method = "make_to_order"
            return []
        vals = self._prepare_pull_part_vals(shortage, "make_to_order")
        self.write({"product_uom": uom.id, "product_uom_qty": taken})
        return vals

    def _prepare_pull_part_vals(self, quantity, procure_method):
        """Return the vals of a move beside this one, for a part of its need.

        :param quantity: in the product's unit
        """
        self.ensure_one()
        return self.copy_data(
            {
                "product_uom": self.product_id.uom_id.id,
                "product_uom_qty": quantity,
                "procure_method": procure_method,
                "supply_policy": self._get_pull_decision(),
                "picking_id": self.picking_id.id,
                "date_deadline": self.date_deadline,
                "move_dest_ids": [Command.link(move.id) for move in self.move_dest_ids],
            }
        )

    def _give_back_pulled_first(self):
        """Let these decreases lower the pulled part of their need, then the other.

        :return: the moves created for the part taken from stock
        """
        remainders = []
        for move in self:
            uom = move.product_id.uom_id
            pulled = sum(move._get_open_pulled_siblings().mapped("product_qty"))
            given_back = min(pulled, -move.product_qty)
            move.procure_method = "make_to_order" if given_back else "make_to_stock"
            rest = -move.product_qty - given_back
            if given_back and uom.compare(rest, 0) > 0:
                remainders += move._prepare_pull_part_vals(-rest, "make_to_stock")
                move.write({"product_uom": uom.id, "product_uom_qty": -given_back})
        return self.create(remainders)

    def _is_pull_decrease(self):
        """Tell whether this move takes back a part of the moves before it.

        Core lowers a delivery with a move of a negative quantity and merges the two;
        they merge only if both come from stock or both wait for their own supply.
        """
        self.ensure_one()
        return self.product_uom.compare(self.product_uom_qty, 0) < 0

    def _meet_pull_cut_steps(self):
        """Let the decrease of a later step merge with the step that it decreases, from
        which core has cut off the steps before: it merges only what waits alike."""
        for move in self.filtered(lambda move: move._is_pull_later_step()):
            open_steps = move.sale_line_id.move_ids.filtered(
                lambda step, move=move: (
                    step.state not in ("draft", "done", "cancel")
                    and step.product_id == move.product_id
                    and step.location_id == move.location_id
                )
            )
            methods = open_steps.mapped("procure_method")
            if methods and move.procure_method not in methods:
                move.procure_method = methods[0]

    def _get_open_pulled_siblings(self):
        """Return the moves of the same order line, or for the same component, that
        still wait for own supply."""
        self.ensure_one()
        siblings = self.sale_line_id.move_ids | self.move_dest_ids.move_orig_ids
        return siblings.filtered(
            lambda move: (
                move.product_id == self.product_id
                and move.rule_id == self.rule_id
                and move != self
                and move.procure_method == "make_to_order"
                and move.state not in ("draft", "done", "cancel")
            )
        )

    def _get_pull_runs(self):
        """Return the runs, made by a policy, that bring what this need wants."""
        return self.move_orig_ids.production_id.filtered(
            lambda run: run.supply_policy and run.product_id == self.product_id
        )
