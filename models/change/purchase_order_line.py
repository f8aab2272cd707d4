from dateutil.relativedelta import relativedelta

from odoo import models

from ..batch.memory import get_memory
from ..pegging.graph import PegGraph
from .scope import change_scope, is_carrying


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def write(self, vals):
        changed = self.filtered(
            lambda line: line.product_uom_id.compare(
                vals.get("product_qty", line.product_qty), line.product_qty
            )
        )
        # A confirmation raises lines too, and looks at its exceptions when it ends.
        busy = get_memory(self.env.cr) is not None or is_carrying(self.env.cr)
        waiting = not busy and changed._get_pulled_needs()
        if not waiting:
            return super().write(vals)
        with change_scope(self.env) as scope:
            scope.suspect(waiting)
            return super().write(vals)

    def unlink(self):
        waiting = self._get_pulled_needs()
        if not waiting or is_carrying(self.env.cr):
            return super().unlink()
        with change_scope(self.env) as scope:
            scope.suspect(waiting)
            return super().unlink()

    def _get_pulled_needs(self):
        """Return the moves that wait for these lines by policy."""
        lines = self.sudo()
        needs = lines.move_dest_ids | lines.move_ids.move_dest_ids
        return needs.filtered("supply_policy")

    # === A smaller need ===

    def _give_up_pulled(self, step):
        """Buy less, or nothing, as a step of a change says."""
        self.ensure_one()
        if not step.is_cancelled:
            self.write(self._prepare_reduction(step.quantity))
            return
        order = self.order_id
        # Core would turn what waits for this line back to stock, or cancel it.
        self.move_dest_ids = False
        self.unlink()
        if not order.order_line.filtered("product_id"):
            order.button_cancel()

    def _prepare_reduction(self, quantity):
        """Return the vals of this line for `quantity` less, in the product's unit.

        The price is the vendor's for the new quantity, unless a person set it.
        """
        less = self.product_id.uom_id._compute_quantity(
            quantity, self.product_uom_id, rounding_method="HALF-UP"
        )
        vals = {
            "product_qty": self.product_uom_id.round(self.product_qty - less),
            "price_unit": self.price_unit,
        }
        seller = self.selected_seller_id
        if seller and self.price_unit == self.technical_price_unit:
            priced = self.env["stock.rule"]._update_purchase_order_line(
                self.product_id,
                -quantity,
                self.product_id.uom_id,
                self.company_id,
                {"supplier": seller},
                self,
            )
            vals["price_unit"] = priced["price_unit"] or self.price_unit
        return vals

    def _get_pull_surplus(self):
        """Return how much of this line no need takes, in the product's unit."""
        self.ensure_one()
        receipts = self._get_peg_receipts()
        graph = PegGraph.downstream_of(receipts | self.move_dest_ids)
        return sum(graph.get_surplus(supply) for supply in receipts or self)

    # === Another date ===

    def _is_planned_by_person(self):
        """Tell whether somebody gave this line a date of its own."""
        self.ensure_one()
        own = self.pull_date_planned
        return bool(own and own != self.date_planned)

    def _move_pulled(self, date):
        """Arrive on another date, and be ordered accordingly.

        The order follows its earliest line, unless a person gave it another date.
        """
        order = self.order_id
        lines = order.order_line.filtered("product_id")
        follows = order.date_order == min(line._get_order_by() for line in lines)
        self.write({"date_planned": date, "pull_date_planned": date})
        order_by = min(line._get_order_by() for line in lines)
        if follows or order_by < order.date_order:
            dates = {line: line.date_planned for line in lines}
            order.date_order = order_by
            for line, planned in dates.items():
                line.date_planned = planned

    def _get_order_by(self):
        """Return when to order this line at the latest."""
        self.ensure_one()
        return self.date_planned - relativedelta(days=self.selected_seller_id.delay)
