from odoo import models
from odoo.fields import Domain

from ..change.scope import get_scope
from ..change.stages import DONE, get_document, get_stage
from ..pegging.walks import DOWNSTREAM
from ..supply.needs import get_shortage, is_open


class StockMove(models.Model):
    """A need that grows takes over what its order's own supplies have too much."""

    _inherit = "stock.move"

    def _find_own_supply(self, quantity, references):
        """Serve what this need asks more from what its supplies have too much, from
        what earlier changes of the order have freed, and from room in its last run.

        :param quantity: in the product's unit
        :param references: the references of the orders whose supplies count
        :return: what is still missing
        """
        self.ensure_one()
        if scope := get_scope(self.env.cr):
            # What they have too much may be less now, without another peg.
            lines = self.created_purchase_line_ids | self.move_orig_ids.purchase_line_id
            scope.suspect_documents(lines)
            scope.suspect_documents(self.move_orig_ids.production_id)
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
        uom, scope = self.product_id.uom_id, get_scope(self.env.cr)
        if uom.compare(missing, 0) <= 0:
            return
        for supply, spare in self._get_pull_surpluses(references):
            if uom.compare(missing, 0) <= 0:
                return
            if scope and get_stage(supply) == DONE and spare > missing:
                scope.watch_relieved(self, spare - missing)
            missing -= min(spare, missing)
            if scope:
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
        location; those that never come there are left out, and so is what goes back:
        core links the return of a return to the return before it, and that to it."""
        ends, todo = self.browse(), [*self]
        while todo:
            move = todo.pop()
            after = move.move_dest_ids.filtered(
                lambda step: (
                    step.state != "cancel"
                    and not step.raw_material_production_id
                    and not step.origin_returned_move_id
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
        # Goods in transit are in no warehouse.
        if not (place and self.location_id._child_of(place)):
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
