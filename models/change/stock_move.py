from odoo import api, models
from odoo.fields import Domain

from ..memory.confirmation import is_confirming
from ..pegging.walks import DOWNSTREAM
from ..supply.needs import get_shortage, is_open
from .carrier import Carrier
from .plan import ChangePlan
from .scope import change_scope, get_scope, is_carrying
from .snapshot import Snapshot
from .stages import get_document


class StockMove(models.Model):
    _inherit = "stock.move"

    # === Engines ===

    def _get_change_snapshot(self):
        """Return what these needs want and what supplies them, as it is now: see
        `Snapshot`."""
        return Snapshot(self)

    @api.model
    def _get_change_plan(self, snapshot):
        """Return the engine that plans what smaller needs do: see `ChangePlan`."""
        return ChangePlan(snapshot)

    @api.model
    def _get_change_carrier(self):
        """Return the engine that carries out plans, with superuser rights: see
        `Carrier`."""
        return Carrier(self.sudo().env)

    # === Changes ===

    def write(self, vals):
        if "product_uom_qty" in vals and get_scope(self.env.cr):
            self._free_pull_beyond(vals["product_uom_qty"])
        return super().write(vals)

    def _free_pull_beyond(self, demand):
        """Free what these moves have reserved beyond a smaller demand.

        Core frees the whole reservation of a move that has more than it asks, and who
        comes next takes it.
        """
        for move in self.filtered(is_open):
            is_reserved = not (move.picked or move._should_bypass_reservation())
            if is_reserved and move.product_uom.compare(move.quantity, demand) > 0:
                move.with_context(unreserve_unpicked_only=True).quantity = demand

    def _run_procurement(self, old_qties=False):
        # A component whose quantity was lowered by hand; a run that was resized as a
        # whole is watched by its own change.
        before = old_qties or {}
        lowered = self.filtered(
            lambda move: (
                move.product_uom.compare(move.product_uom_qty, before.get(move.id, 0))
                < 0
            )
        )
        if not lowered or get_scope(self.env.cr):
            return super()._run_procurement(old_qties)
        with change_scope(self.env) as scope:
            scope.watch_components(lowered, before)
            return super()._run_procurement(old_qties)

    def _action_cancel(self):
        waiting = (self.move_dest_ids - self)._filter_pull_needs()
        lines = self.sudo().purchase_line_id
        undelivered = self.filtered(is_open)._get_pulled_deliveries().sale_line_id
        if not (waiting or lines or undelivered) or is_carrying(self.env.cr):
            return super()._action_cancel()
        with change_scope(self.env) as scope:
            scope.suspect(waiting)
            scope.suspect_documents(lines)
            scope.suspect_lines(undelivered)
            return super()._action_cancel()

    def _get_pulled_deliveries(self):
        """Return those that bring an order line's own goods, by policy, to a customer.

        Sudo: who works on a transfer need not see the order.
        """
        return self.sudo().filtered(
            lambda move: move._is_pull_need() and move.sale_line_id._has_pull_policy()
        )

    def _action_done(self, cancel_backorder=False):
        if cancel_backorder:
            done = self._do_pull_without_backorder()
        else:
            done = super()._action_done(cancel_backorder=cancel_backorder)
            done._settle_pulled_receipts()
        left = done._get_pull_needs_left_behind() | done._get_pull_later_parts()
        if left:
            with change_scope(self.env) as scope:
                scope.suspect(left)
        return done

    def _do_pull_without_backorder(self):
        """What is not done now never comes."""
        with change_scope(self.env) as scope:
            scope.suspect_documents(self.sudo().purchase_line_id)
            # pylint: disable-next=super-method-mismatch
            done = super()._action_done(cancel_backorder=True)
            short = done.filtered(
                lambda move: (
                    move.product_uom.compare(move.quantity, move.product_uom_qty) < 0
                )
            )
            scope.suspect(short.move_dest_ids._filter_pull_needs())
            scope.suspect_lines(short._get_pulled_deliveries().sale_line_id)
            done._settle_pulled_receipts()
            return done

    def _settle_pulled_receipts(self):
        """Do what waits for goods just received. Meant to be inherited."""

    def _get_pull_needs_left_behind(self):
        """Return the needs that counted on what these moves took out of a place.

        Whatever the door: scrap, count, unbuilding, a return, a transfer. What a need
        takes for itself is its own.
        """
        takers = self.filtered(lambda move: move._may_pull_take_from_others())
        return takers._get_pull_stock_rivals() if takers else takers

    def _get_pull_later_parts(self):
        """Return the needs that stay behind when a part of their transfer is done: what
        was missing is theirs now."""
        later = self.sudo().picking_id.backorder_ids.move_ids.filtered(is_open)
        return later._filter_pull_needs() if later else later

    def _may_pull_take_from_others(self):
        self.ensure_one()
        # A return, and what is taken apart, names the move that brought the goods.
        is_step = self.move_orig_ids and not self.origin_returned_move_id
        is_own = self._get_pull_decision() or is_step
        takes_more = self.product_uom.compare(self.quantity, self.product_uom_qty) > 0
        return (
            self.state == "done"
            and self.product_id.is_storable
            and not self.location_id.should_bypass_reservation()
            and (takes_more or not is_own)
        )

    def _action_assign(self, force_qty=False):
        res = super()._action_assign(force_qty=force_qty)
        pulled = self._filter_pull_decided()
        busy = is_confirming(self.env.cr) or get_scope(self.env.cr)
        if pulled and not busy:
            orders = self.env["sale.order"]
            self.env["pull.exception"]._close_solved_by(orders, pulled)
        return res

    def _pull_supply_again(self):
        with change_scope(self.env) as scope:
            scope.add_references(self.sudo().reference_ids)
            scope.suspect(self)
            return super()._pull_supply_again()

    # === A smaller need behind a step between two places ===

    def _resize_pulled(self, step):
        """Carry less, as a step of a change says."""
        self.ensure_one()
        self.product_uom_qty = self.product_id.uom_id._compute_quantity(
            step.left, self.product_uom, rounding_method="HALF-UP"
        )

    def _cancel_pulled(self):
        """Cancel these steps: nothing needs what they carry any more."""
        # Core would turn what waited for them back to stock, or cancel it.
        self.move_dest_ids = False
        self._action_cancel()

    # === Surplus of the order's own supplies ===

    def _find_own_supply(self, quantity, references):
        """Serve what this need asks more from what its supplies have too much, from
        what earlier changes of the order have freed, and from room in its last run.

        :param quantity: in the product's unit
        :param references: the references of the orders whose supplies count
        :return: what is still missing
        """
        self.ensure_one()
        self._peg_to_surplus(
            min(quantity, self._get_pull_pool_shortage()),
            references or self.reference_ids,
        )
        missing = min(quantity, self._get_pull_pool_shortage())
        return missing - self._fill_pull_last_run(missing)

    def _get_pull_pool_shortage(self):
        """Return what this need, and those that share its supplies, lack together.

        Served first, this need alone may lack nothing and leave the others short.
        """
        graph = self._get_peg_graph()
        needs, _links = graph.get_pool(self)
        return sum(need._get_pull_lack(graph) for need in needs)

    def _get_pull_lack(self, graph):
        """Return what this need lacks: where steps bring the goods, what those do not
        bring, for the policy decides on the first of them."""
        if self.supply_policy:
            return get_shortage(self, graph)
        if not is_open(self):
            return 0
        return max(self.product_qty - sum(graph.get_flows(self).values()), 0)

    def _peg_to_surplus(self, missing, references):
        """Let this need take over what supplies of these orders have too much."""
        uom = self.product_id.uom_id
        if uom.compare(missing, 0) <= 0:
            return
        for supply, spare in self._get_pull_surpluses(references):
            if uom.compare(missing, 0) <= 0:
                return
            missing -= min(spare, missing)
            if scope := get_scope(self.env.cr):
                scope.suspect_documents(get_document(supply))
            if supply._name == "purchase.order.line":
                self.created_purchase_line_ids |= supply
            else:
                self.move_orig_ids |= supply

    def _get_pull_surpluses(self, references):
        """Return [(supply, what nobody takes from it)], what has arrived first."""
        lines = self._get_pull_requested_lines(references)
        arrivals = self._get_pull_arrivals(references, lines)
        waiting = lines.filtered(lambda line: self.supply_policy and not line.move_ids)
        graph = (arrivals | waiting.move_dest_ids | self)._get_peg_graph(DOWNSTREAM)
        free = self._get_pull_free_quantity() if arrivals else 0
        surpluses = []
        for supply in [*arrivals.sorted(lambda m: (m.state != "done", m.id)), *waiting]:
            spare = graph.get_surplus(supply)
            if supply._name == "stock.move" and supply.state == "done":
                spare = min(spare, free)
                free -= max(spare, 0)
            elif supply._name == "purchase.order.line" and supply.state == "draft":
                # What a buyer adds to a request is his.
                spare = min(spare, supply._get_pull_left_by_cancelled())
            if self.product_id.uom_id.compare(spare, 0) > 0:
                surpluses.append((supply, spare))
        return surpluses

    def _get_pull_requested_lines(self, references):
        """Return the purchase lines that the vendor knows of, and those that were made
        for needs which a person has cancelled."""
        asked = Domain("order_id.state", "not in", ["draft", "cancel"])
        left = Domain("order_id.state", "=", "draft") & Domain(
            "move_dest_ids.state", "=", "cancel"
        )
        return self.env["purchase.order.line"].search(
            Domain("product_id", "=", self.product_id.id)
            & Domain("order_id.reference_ids", "in", references.ids)
            & Domain("order_id.company_id", "=", self.company_id.id)
            & (asked | left)
        )

    def _get_pull_arrivals(self, references, lines):
        """Return the moves that bring the output of the order's pulled runs, and of
        these purchase lines, to where this need takes it."""
        runs = references.production_ids.filtered(
            lambda run: run.supply_policy and run.product_id == self.product_id
        )
        moves = self.browse().union(*(line._get_peg_receipts() for line in lines))
        moves |= runs.move_finished_ids.filtered(
            lambda move: move.product_id == self.product_id and move.state != "cancel"
        )
        moves |= references.move_ids.filtered(
            lambda move: (
                move.product_id == self.product_id
                and move.pull_goes_back
                and move.state != "cancel"
            )
        )
        return moves._get_pull_last_steps(self.location_id)

    def _get_pull_last_steps(self, location):
        """Follow these moves through the steps between two places, as far as to this
        location; those that never come there are left out."""
        ends, todo = self.browse(), [*self]
        while todo:
            move = todo.pop()
            after = move.move_dest_ids.filtered(
                lambda step: (
                    step.state != "cancel" and not step.raw_material_production_id
                )
            )
            inner = after.filtered(
                lambda step: not step.supply_policy and not step._is_pull_need()
            )
            if inner or not move._pull_arrives_at(location):
                todo += inner or after
            else:
                ends |= move
        return ends

    def _pull_arrives_at(self, location):
        self.ensure_one()
        end = self.location_final_id or self.location_dest_id
        return end._child_of(location) or location._child_of(self.location_dest_id)

    def _get_pull_free_quantity(self):
        """Return what is free for this need in stock, or where steps bring it; others
        wait for this answer."""
        self.product_id._lock_pull_free_stock()
        place = self.location_id.warehouse_id.lot_stock_id
        if not self.location_id._child_of(place):
            place = self.location_id
        return self.product_id._get_pull_free_stock(place, self)[self.product_id]

    # === Room in the last run ===

    def _fill_pull_last_run(self, quantity):
        """Let the last run of this need, if it has not begun, make up to its run size.

        :param quantity: what is wanted more, in the product's unit
        :return: what the run makes more
        """
        self.ensure_one()
        run = self._get_pull_siblings().move_orig_ids.production_id.sorted("id")[-1:]
        uom = self.product_id.uom_id
        room = run._get_pull_room() if run.product_id == self.product_id else 0
        taken = min(room, quantity)
        if uom.compare(taken, 0) <= 0:
            return 0
        finished = run.move_finished_ids.filtered(
            lambda move: move.product_id == self.product_id and is_open(move)
        )
        finished.move_dest_ids |= self
        run._set_pulled_quantity(run.product_uom_qty + taken)
        return taken

    def _get_pull_siblings(self):
        """Return the needs that may share a run with this one, itself included."""
        self.ensure_one()
        beside = self.move_dest_ids.move_orig_ids
        if self._is_pull_need():
            beside |= self.sale_line_id.move_ids.filtered(
                lambda move: move._is_pull_need()
            )
        return self | beside.filtered(
            lambda move: (
                move.state != "cancel"
                and move.product_id == self.product_id
                and move.location_id == self.location_id
            )
        )
