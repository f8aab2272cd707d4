from dateutil.relativedelta import relativedelta

from odoo import models

from ..memory.confirmation import is_confirming
from ..pegging.walks import DOWNSTREAM
from .scope import change_scope, is_carrying

# What a person changes on a line may solve its exceptions.
LOOKED_AT = {"product_qty", "date_planned", "price_unit"}


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def write(self, vals):
        # A confirmation raises lines too, and looks at its exceptions when it ends.
        if self._is_pull_written_for_many() or not (LOOKED_AT & vals.keys()):
            return super().write(vals)
        with change_scope(self.env) as scope:
            if "product_qty" in vals:
                scope.suspect(self._get_pulled_needs())
            scope.suspect_documents(self)
            return super().write(vals)

    def _is_pull_written_for_many(self):
        """Tell whether something under way writes these, that looks at its end at what
        it has done."""
        return is_confirming(self.env.cr) or is_carrying(self.env.cr)

    def unlink(self):
        if is_carrying(self.env.cr):
            return super().unlink()
        with change_scope(self.env) as scope:
            scope.suspect(self._get_pulled_needs())
            scope.suspect_documents(self)
            return super().unlink()

    # === Receipts of another quantity ===

    def _prepare_stock_moves(self, picking):
        # Core receives what is bought beyond the needs anew at each change of a line: a
        # line of 5 for a need of 3 that is lowered to 4 would bring 6.
        vals_list = super()._prepare_stock_moves(picking)
        if self._get_pulled_needs().product_id != self.product_id:
            return vals_list
        attached = [vals for vals in vals_list if vals["move_dest_ids"]]
        beyond = self.product_qty - self._get_qty_procurement()
        beyond -= sum(
            self.env["uom.uom"]
            .browse(vals["product_uom"])
            ._compute_quantity(vals["product_uom_qty"], self.product_uom_id)
            for vals in attached
        )
        if self.product_uom_id.is_zero(beyond):
            return attached
        quantity, uom = self.product_uom_id._adjust_uom_quantities(
            beyond, self.product_id.uom_id
        )
        vals = self._prepare_stock_move_vals(
            picking, self._get_stock_move_price_unit(), quantity, uom
        )
        return [*attached, {**vals, "move_dest_ids": False}]

    # === A smaller need ===

    def _resize_pulled(self, step):
        """Buy less, as a step of a change says."""
        self.write(self._prepare_pull_reduction(step.quantity))

    def _cancel_pulled(self):
        """Remove these lines, and cancel the orders that hold nothing else: nothing
        needs them any more."""
        orders = self.order_id
        # Core would turn what waits for these lines back to stock, or cancel it.
        self.move_dest_ids = False
        self.unlink()
        orders.filtered(
            lambda order: not order.order_line.filtered("product_id")
        ).button_cancel()

    def _prepare_pull_reduction(self, quantity):
        """Return the vals of this line for `quantity` less, in the product's unit.

        Rounded so that what is left is enough. The price is the vendor's for the new
        quantity, unless a person set it.
        """
        less = self.product_id.uom_id._compute_quantity(
            quantity, self.product_uom_id, rounding_method="DOWN"
        )
        vals = {"product_qty": self.product_uom_id.round(self.product_qty - less)}
        seller = self.selected_seller_id
        if not seller or self._is_pull_price_typed():
            return {**vals, "price_unit": self.price_unit}
        priced = self.env["stock.rule"]._update_purchase_order_line(
            self.product_id,
            -quantity,
            self.product_id.uom_id,
            self.company_id,
            {"supplier": seller},
            self,
        )
        unit = priced.get("product_uom_id", self.product_uom_id)
        price = unit._compute_price(priced["price_unit"], self.product_uom_id)
        return {**vals, "price_unit": price, "technical_price_unit": price}

    def _get_pull_left_by_cancelled(self):
        """Return what cancelled needs had asked for, in the unit of the product."""
        cancelled = self.move_dest_ids.filtered(lambda move: move.state == "cancel")
        return sum(cancelled.mapped("product_qty"))

    def _get_pull_surplus(self):
        """Return how much of this line no need takes, in the product's unit."""
        self.ensure_one()
        receipts = self._get_peg_receipts()
        graph = (receipts | self.move_dest_ids)._get_peg_graph(DOWNSTREAM)
        return sum(graph.get_surplus(supply) for supply in (*receipts, self))

    # === Another date ===

    def _is_pull_planned_by_person(self):
        """Tell whether somebody gave this line a date of its own."""
        self.ensure_one()
        own = self.pull_date_planned
        return bool(own and own != self.date_planned)

    def _move_pulled(self, date):
        """Arrive on another date, and be ordered accordingly."""
        self._move_pulled_to(dict.fromkeys(self, date))

    def _move_pulled_to(self, dates):
        """Arrive on other dates, and be ordered accordingly.

        An order follows its earliest line, unless a person gave it another date.

        :param dates: {line of these: date}
        """
        for order, lines in self.grouped("order_id").items():
            others = order.order_line.filtered("product_id")
            follows = order.date_order == others._get_pull_order_by()
            for date, alike in lines.grouped(dates.get).items():
                alike.write({"date_planned": date, "pull_date_planned": date})
            order_by = others._get_pull_order_by()
            if follows or order_by < order.date_order:
                kept = others.grouped("date_planned")
                order.date_order = order_by
                for planned, alike in kept.items():
                    moved = alike.filtered(
                        lambda line, planned=planned: line.date_planned != planned
                    )
                    moved.date_planned = planned

    def _get_pull_order_by(self):
        """Return when to order these lines at the latest."""
        return min(
            line.date_planned - relativedelta(days=line.selected_seller_id.delay)
            for line in self
        )
