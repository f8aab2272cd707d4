from odoo import api, models
from odoo.fields import Domain

from ..exceptions.pull_exception import OPEN
from ..memory.confirmation import is_confirming
from ..supply.needs import is_open
from ..under_way import get_under_way, under_way
from .carrier import Carrier
from .kinds import SURPLUS_KINDS
from .plan import ChangePlan
from .scope import ChangeScope, change_scope, get_scope, is_carrying
from .snapshot import Snapshot

# Needs whose reserved goods are taken while moves are done.
ROBBED = "pull_through_production.robbed"


class StockMove(models.Model):
    _inherit = "stock.move"

    # === Engines ===

    @api.model
    def _get_change_scope(self):
        """Return the engine that closes a change: see `ChangeScope`."""
        return ChangeScope(self.env)

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

    @api.model
    def _prepare_merge_negative_moves_excluded_distinct_fields(self):
        # Core lowers a run by an output of less than nothing, which has the deadline of
        # the run: its output may have that of what waits for it.
        excluded = super()._prepare_merge_negative_moves_excluded_distinct_fields()
        if self.production_id.filtered("supply_policy"):
            excluded.append("date_deadline")
        return excluded

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
        # Sudo: who cancels a transfer need not see the steps after it.
        after = self.sudo().move_dest_ids - self.sudo()
        with change_scope(self.env) as scope:
            # What was there for those that are cancelled is free now.
            scope.suspect(waiting | self._filter_pull_needs())
            scope.suspect_documents(lines)
            scope.suspect_lines(undelivered)
            res = super()._action_cancel()
            after._carry_what_still_comes(scope)
            return res

    def _create_analytic_move(self):
        # Core has deleted the move lines by which it would read these together.
        return super(StockMove, self.with_prefetch())._create_analytic_move()

    def _carry_what_still_comes(self, scope):
        """Let steps from another warehouse, for pulled needs, carry what the steps
        before them still bring; those to which nothing comes are cancelled."""
        steps = self.filtered(lambda move: move._is_pull_step_from_elsewhere())
        graph = steps and steps._get_peg_graph()
        vain = self.browse()
        for step in steps:
            uom = step.product_id.uom_id
            coming = sum(graph.get_flows(step).values())
            if uom.compare(coming, 0) <= 0:
                vain |= step
            elif uom.compare(coming, step.product_qty) < 0:
                scope.suspect(step.move_dest_ids)
                step._set_pulled_demand(coming)
        if vain:
            vain._action_cancel()

    def _is_pull_step_from_elsewhere(self):
        self.ensure_one()
        return bool(
            is_open(self)
            and self.location_id.usage == "transit"
            and not self.purchase_line_id
            and self.move_dest_ids._filter_pull_decided()
        )

    def _get_pulled_deliveries(self):
        """Return those that bring an order line's own goods, by policy, to a customer.

        Sudo: who works on a transfer need not see the order.
        """
        return self.sudo().filtered(
            lambda move: move._is_pull_need() and move.sale_line_id._has_pull_policy()
        )

    def _action_done(self, cancel_backorder=False):
        with under_way(self.env.cr, ROBBED) as noting:
            if cancel_backorder:
                done = self._do_pull_without_backorder()
            else:
                done = super()._action_done(cancel_backorder=cancel_backorder)
                done._settle_pulled_receipts()
            robbed = self.sudo().browse().union(*noting.noted(ROBBED)).exists()
        left = done._get_pull_needs_left_behind() | done._get_pull_later_parts()
        left |= robbed.filtered(is_open)
        found = done._get_pull_shortages_where_goods_appear()
        if left or found:
            with change_scope(self.env) as scope:
                scope.suspect(left)
                scope.suspect_exceptions(found)
        return done

    def _pull_after_robbed(self):
        noting = get_under_way(self.env.cr, ROBBED)
        if self and noting is not None:
            noting.note(ROBBED, self)
        return super()._pull_after_robbed()

    def _do_pull_without_backorder(self):
        """What is not done now never comes."""
        # Sudo: who does a transfer need not see the steps after it.
        after = self.sudo().move_dest_ids
        with change_scope(self.env) as scope:
            scope.suspect_documents(self.sudo().purchase_line_id)
            # pylint: disable-next=super-method-mismatch
            done = super()._action_done(cancel_backorder=True)
            short = done.filtered(
                lambda move: (
                    move.product_uom.compare(move.quantity, move.product_uom_qty) < 0
                )
            )
            # What was there for them is free now.
            scope.suspect((short | short.move_dest_ids)._filter_pull_needs())
            scope.suspect_lines(short._get_pulled_deliveries().sale_line_id)
            after._carry_what_still_comes(scope)
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

    def _get_pull_shortages_where_goods_appear(self):
        """Return the open exceptions of needs that may find what they lack, because
        these moves brought it there for nobody: found at a count, returned, unbuilt."""
        free = self.sudo().filtered(
            lambda move: (
                move.state == "done"
                and move.product_id.is_storable
                and not move.move_dest_ids
                and not move.location_dest_id.should_bypass_reservation()
            )
        )
        exceptions = self.env["pull.exception"].sudo()
        if not free:
            return exceptions
        return exceptions.search(
            Domain("state", "=", OPEN)
            & Domain("move_id.product_id", "in", free.product_id.ids)
            & Domain("move_id.location_id", "parent_of", free.location_dest_id.ids)
        )

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
            closed = self.env["pull.exception"]._close_solved_by(orders, pulled)
            # What one need has reserved, an older one may have counted on.
            rivals = closed.move_id.filtered(is_open)._get_pull_stock_rivals()
            if rivals:
                rivals._report_pull_shortages()
        return res

    def _pull_supply_again(self):
        with change_scope(self.env) as scope:
            scope.add_references(self.sudo().reference_ids)
            scope.suspect(self)
            return super()._pull_supply_again()

    def _get_pull_told_surpluses(self):
        """Return the open exceptions about what the supplies of these needs have too
        much: what needs lose, or take, may be of that."""
        before = self.move_orig_ids
        exceptions = self.env["pull.exception"]
        lines = before.purchase_line_id | self.created_purchase_line_ids
        told = exceptions._get_open_of(lines) if lines else exceptions
        if runs := before.production_id:
            told |= exceptions._get_open_of(runs)
        return told.filtered(lambda exception: exception.kind in SURPLUS_KINDS)

    # === A smaller need behind a step between two places ===

    def _resize_pulled(self, step):
        """Carry less, as a step of a change says."""
        self._set_pulled_demand(step.left)

    def _set_pulled_demand(self, quantity):
        """Ask for another quantity, in the product's unit."""
        self.ensure_one()
        self.product_uom_qty = self.product_id.uom_id._compute_quantity(
            quantity, self.product_uom, rounding_method="HALF-UP"
        )

    def _cancel_pulled(self):
        """Cancel these steps: nothing needs what they carry any more."""
        # Core would turn what waited for them back to stock, or cancel it.
        self.move_dest_ids = False
        self._action_cancel()
