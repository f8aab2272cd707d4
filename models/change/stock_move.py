from odoo import models
from odoo.fields import Domain

from ..memory.confirmation import is_confirming
from ..pegging.graph import PegGraph
from ..supply.needs import get_shortage, is_open
from .scope import change_scope, get_scope, is_carrying
from .stages import get_document


class StockMove(models.Model):
    _inherit = "stock.move"

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
        waiting = (self.move_dest_ids - self).filtered("supply_policy")
        lines = self.sudo().purchase_line_id
        if not (waiting or lines) or is_carrying(self.env.cr):
            return super()._action_cancel()
        with change_scope(self.env) as scope:
            scope.suspect(waiting)
            scope.suspect_documents(lines)
            return super()._action_cancel()

    def _action_done(self, cancel_backorder=False):
        if not cancel_backorder:
            done = super()._action_done(cancel_backorder=cancel_backorder)
            done._return_what_is_planned()
            return done
        with change_scope(self.env) as scope:
            scope.suspect_documents(self.sudo().purchase_line_id)
            done = super()._action_done(cancel_backorder=cancel_backorder)
            short = done.filtered(
                lambda move: (
                    move.product_uom.compare(move.quantity, move.product_uom_qty) < 0
                )
            )
            scope.suspect(short.move_dest_ids.filtered("supply_policy"))
            done._return_what_is_planned()
            return done

    def _return_what_is_planned(self):
        """Send surpluses back that have just been received and are to be returned."""
        lines = self.filtered(lambda m: m.location_id.usage == "supplier")
        lines = lines.sudo().purchase_line_id
        if lines:
            exceptions = self.env["pull.exception"]._get_open_of(lines)
            exceptions.filtered("is_return_planned")._return_received()

    def _return_to_vendor(self, quantity):
        """Create the transfer that returns `quantity`, in the product's unit."""
        self.ensure_one()
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": self.picking_id.id}
        )
        line = wizard.product_return_moves.filtered(lambda line: line.move_id == self)
        line.quantity = self.product_id.uom_id._compute_quantity(
            quantity, line.uom_id, rounding_method="HALF-UP"
        )
        transfer = wizard._create_return()
        # Core takes the reservation from those who wait for the goods first.
        self.move_dest_ids.filtered(is_open)._action_assign()
        return transfer

    def _action_assign(self, force_qty=False):
        res = super()._action_assign(force_qty=force_qty)
        pulled = self.filtered("supply_policy")
        busy = is_confirming(self.env.cr) or get_scope(self.env.cr)
        if pulled and not busy:
            orders = self.env["sale.order"]
            self.env["pull.exception"]._close_solved_by(orders, pulled)
        return res

    def _supply_again(self):
        with change_scope(self.env) as scope:
            scope.add_references(self.sudo().reference_ids)
            scope.suspect(self)
            return super()._supply_again()

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
            min(quantity, self._get_pool_shortage()), references or self.reference_ids
        )
        missing = min(quantity, self._get_pool_shortage())
        return missing - self._fill_last_run(missing)

    def _get_pool_shortage(self):
        """Return what this need, and those that share its supplies, lack together.

        Served first, this need alone may lack nothing and leave the others short.
        """
        graph = PegGraph.upstream_of(self)
        needs, _links = graph.get_pool(self)
        return sum(get_shortage(need, graph) for need in needs)

    def _peg_to_surplus(self, missing, references):
        """Let this need take over what supplies of these orders have too much."""
        uom = self.product_id.uom_id
        if uom.compare(missing, 0) <= 0:
            return
        for supply, spare in self._get_surpluses(references):
            if uom.compare(missing, 0) <= 0:
                return
            missing -= min(spare, missing)
            if scope := get_scope(self.env.cr):
                scope.suspect_documents(get_document(supply))
            if supply._name == "purchase.order.line":
                self.created_purchase_line_ids |= supply
            else:
                self.move_orig_ids |= supply

    def _get_surpluses(self, references):
        """Return [(supply, what nobody takes from it)], what has arrived first."""
        lines = self._get_requested_lines(references)
        arrivals = self._get_arrivals(references, lines)
        waiting = lines.filtered(lambda line: not line.move_ids)
        graph = PegGraph.downstream_of(arrivals | waiting.move_dest_ids | self)
        free = self._get_free_quantity() if arrivals else 0
        surpluses = []
        for supply in [*arrivals.sorted(lambda m: (m.state != "done", m.id)), *waiting]:
            spare = graph.get_surplus(supply)
            if supply._name == "stock.move" and supply.state == "done":
                spare = min(spare, free)
                free -= max(spare, 0)
            if self.product_id.uom_id.compare(spare, 0) > 0:
                surpluses.append((supply, spare))
        return surpluses

    def _get_requested_lines(self, references):
        """Return the purchase lines that the vendor knows of."""
        return self.env["purchase.order.line"].search(
            Domain("product_id", "=", self.product_id.id)
            & Domain("order_id.reference_ids", "in", references.ids)
            & Domain("order_id.company_id", "=", self.company_id.id)
            & Domain("order_id.state", "not in", ["draft", "cancel"])
        )

    def _get_arrivals(self, references, lines):
        """Return the moves that bring the output of the order's pulled runs, and of
        these purchase lines, to where this need takes it."""
        runs = references.production_ids.filtered(
            lambda run: run.supply_policy and run.product_id == self.product_id
        )
        moves = self.browse().union(*(line._get_peg_receipts() for line in lines))
        moves |= runs.move_finished_ids.filtered(
            lambda move: move.product_id == self.product_id and move.state != "cancel"
        )
        arrivals = moves._get_last_steps()
        return arrivals.filtered(
            lambda move: (
                (move.location_final_id or move.location_dest_id)._child_of(
                    self.location_id
                )
                or self.location_id._child_of(move.location_dest_id)
            )
        )

    def _get_last_steps(self):
        """Follow these moves through the steps between two places of a warehouse."""
        ends = self.browse()
        for move in self:
            while inner := move.move_dest_ids.filtered(
                lambda step: (
                    step.state != "cancel"
                    and not step.raw_material_production_id
                    and not step.supply_policy
                    and not step._is_customer_need()
                )
            ):
                move = inner[0]
            ends |= move
        return ends

    def _get_free_quantity(self):
        """Return what is free in stock for this need; others wait for this answer."""
        self.product_id._lock_free_stock()
        stock = self.location_id.warehouse_id.lot_stock_id
        return self.product_id._get_free_stock(stock, self)[self.product_id]

    # === Room in the last run ===

    def _fill_last_run(self, quantity):
        """Let the last run of this need, if it has not begun, make up to its run size.

        :param quantity: what is wanted more, in the product's unit
        :return: what the run makes more
        """
        self.ensure_one()
        run = self._get_siblings().move_orig_ids.production_id.sorted("id")[-1:]
        uom = self.product_id.uom_id
        room = run._get_room() if run.product_id == self.product_id else 0
        taken = min(room, quantity)
        if uom.compare(taken, 0) <= 0:
            return 0
        finished = run.move_finished_ids.filtered(
            lambda move: move.product_id == self.product_id and is_open(move)
        )
        finished.move_dest_ids |= self
        run._set_pulled_quantity(run.product_uom_qty + taken)
        return taken

    def _get_siblings(self):
        """Return the needs that may share a run with this one, itself included."""
        self.ensure_one()
        if not self._is_customer_need():
            return self
        return self | self.sale_line_id.move_ids.filtered(
            lambda move: (
                move._is_customer_need()
                and move.product_id == self.product_id
                and move.location_id == self.location_id
            )
        )
