from odoo import models

from ..memory.confirmation import is_confirming
from ..pegging.walks import DOWNSTREAM
from .scope import change_scope, is_carrying


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _pull_after_confirm(self):
        # Core writes the order line on the output of its runs too; once the deliveries
        # are cancelled it takes that output for them, and delivers everything again.
        self._filter_pull_decided().move_finished_ids.sale_line_id = False
        return super()._pull_after_confirm()

    def _action_cancel(self):
        pulled = self._filter_pull_decided()
        if not pulled or is_carrying(self.env.cr):
            return super()._action_cancel()
        with change_scope(self.env) as scope:
            scope.watch_runs(pulled)
            scope.suspect(pulled.move_finished_ids.move_dest_ids)
            scope.suspect_documents(pulled)
            return super()._action_cancel()

    def _split_productions(
        self, amounts=False, cancel_remaining_qty=False, set_consumed_qty=False
    ):
        split = super()._split_productions
        if not self._filter_pull_decided():
            return split(amounts, cancel_remaining_qty, set_consumed_qty)
        with change_scope(self.env) as scope:
            parts = split(amounts, cancel_remaining_qty, set_consumed_qty)
            # What is missing may be another part's now.
            scope.suspect(parts.move_raw_ids)
            return parts

    def write(self, vals):
        res = super().write(vals)
        if "date_start" in vals and not self._is_pull_dated_for_many():
            self.env["pull.exception"]._get_open_of(self)._close_solved()
        return res

    def _is_pull_dated_for_many(self):
        """Tell whether runs get their dates from something under way that looks at
        their exceptions at its end."""
        return is_confirming(self.env.cr) or is_carrying(self.env.cr)

    def button_mark_done(self):
        res = super().button_mark_done()
        self.env["pull.exception"]._get_open_of(self)._close_solved()
        return res

    # === A smaller need ===

    def _resize_pulled(self, step):
        """Make less, as a step of a change says."""
        self._set_pulled_quantity(step.left)

    def _cancel_pulled(self):
        """Cancel these runs: nothing needs them any more."""
        runs = self.with_context(skip_activity=True)
        # Core would turn what waited for this run back to stock, and leave the
        # transfers that bring its components.
        runs.move_finished_ids.move_dest_ids = False
        runs._get_pull_open_raws().write({"product_uom_qty": 0})
        runs.action_cancel()

    def _set_pulled_quantity(self, quantity):
        """Make another quantity, in the product's unit."""
        self.ensure_one()
        uom = self.product_id.uom_id
        self.with_context(skip_activity=True).env["change.production.qty"].create(
            {
                "mo_id": self.id,
                "product_qty": uom._compute_quantity(
                    quantity, self.product_uom_id, rounding_method="HALF-UP"
                ),
            }
        ).change_prod_qty()

    def _get_pull_open_raws(self):
        return self.move_raw_ids.filtered(lambda m: m.state not in ("done", "cancel"))

    def _get_pull_surplus(self):
        """Return how much of this run's output no need takes, in the product's unit."""
        self.ensure_one()
        moves = self.move_finished_ids.filtered(
            lambda move: move.product_id == self.product_id and move.state != "cancel"
        )
        graph = moves._get_peg_graph(DOWNSTREAM)
        return sum(graph.get_surplus(move) for move in moves)

    # === Another date ===

    def _is_pull_planned_by_person(self):
        """Tell whether somebody planned this run or gave it a date of its own."""
        self.ensure_one()
        own = self.pull_date_planned
        return bool(self.is_planned or (own and own != self.date_start))

    def _move_pulled(self, date):
        """Start on another date, because the delivery was promised for another."""
        self.write({"date_start": date, "pull_date_planned": date})

    # === Components of another quantity ===

    def _get_pull_raw_quantities(self, factor):
        """Return {open component move: quantity, in its own unit, when the run is
        resized by `factor`}.

        As core rounds it; but of a component that comes partly from stock, the pulled
        part gives way first and grows alone.
        """
        raws = self._get_pull_open_raws()
        quantities = {
            raw: raw.product_uom.round(
                raw.product_uom_qty * factor, rounding_method="UP"
            )
            for raw in raws
        }
        for parts in raws.grouped(
            lambda raw: (raw.bom_line_id, raw.product_id)
        ).values():
            if len(parts) > 1 and any(
                part._is_pull_part_from_stock() for part in parts
            ):
                quantities.update(self._share_between_pull_parts(parts, factor))
        return quantities

    def _share_between_pull_parts(self, parts, factor):
        """Return {part: quantity} of the parts of one component, all in its product's
        unit: what is in stock is kept first, and more is pulled."""
        uom = parts.product_id.uom_id
        left = uom.round(
            sum(parts.mapped("product_qty")) * factor, rounding_method="UP"
        )
        kept = parts.sorted(lambda part: (not part._is_pull_part_from_stock(), part.id))
        quantities = {}
        for part in kept:
            quantities[part] = min(part.product_qty, left)
            left -= quantities[part]
        quantities[kept[-1]] += left
        return quantities

    def _update_raw_moves(self, factor):
        parts = self._get_pull_open_raws().filtered(
            lambda raw: raw._is_pull_part_from_stock()
        )
        if not parts:
            return super()._update_raw_moves(factor)
        before = {raw: raw.product_uom_qty for raw in self._get_pull_open_raws()}
        quantities = self._get_pull_raw_quantities(factor)
        unsupplied = self.with_context(no_procurement=True)
        super(MrpProduction, unsupplied)._update_raw_moves(factor)
        for raw, quantity in quantities.items():
            raw.with_context(no_procurement=True).product_uom_qty = quantity
        if self.state in ("confirmed", "progress", "to_close"):
            raws = self.env["stock.move"].union(*quantities)
            raws._run_procurement({raw.id: old for raw, old in before.items()})
            raws.filtered(lambda raw: not raw.product_uom_qty)._action_cancel()
        self._pull_growth(parts, before)
        return [(raw, before[raw], quantity) for raw, quantity in quantities.items()]

    def _pull_growth(self, parts, before):
        """Let a component that came from stock alone ask anew for the rest."""
        grown = self.env["stock.move"]
        for part in parts:
            more = part.product_uom_qty - before[part]
            if part.product_uom.compare(more, 0) > 0:
                part.with_context(no_procurement=True).product_uom_qty = before[part]
                grown |= part.copy({"product_uom_qty": more})
        grown._action_confirm(merge=False)
