from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..policy.policies import HYBRID, PULL
from ..technical import hide_technical
from . import walks
from .graph import PegGraph

TECHNICAL_FIELDS = {"pull_goes_back"}


class StockMove(models.Model):
    _inherit = "stock.move"

    pull_goes_back = fields.Boolean(
        readonly=True,
        groups="base.group_user",
        help="This move brings back what was picked for an order that wants less now.",
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def _prepare_peg_walk(self):
        """Make ready for a SQL walk: write what it reads, and do not compile it."""
        walks.spare_jit(self.env.cr)
        self.env["stock.move"].flush_model(
            [
                "state",
                "production_id",
                "raw_material_production_id",
                "sale_line_id",
                "purchase_line_id",
                "origin_returned_move_id",
                "pull_goes_back",
                "move_orig_ids",
                "move_dest_ids",
                "created_purchase_line_ids",
            ]
        )
        self.env["sale.order.line"].flush_model(["product_uom_qty"])
        self.env["purchase.order"].flush_model(["state"])
        self.env["purchase.order.line"].flush_model(
            ["order_id", "sale_line_id", "location_final_id"]
        )

    def _get_peg_graph(self, direction=walks.UPSTREAM):
        """Return the engine that answers which of these moves' supplies (upstream), or
        of what they serve (downstream), flows where: see `PegGraph`."""
        return PegGraph.connected_to(self, direction)

    def _get_pull_connected_moves(self, direction):
        """Return `self` and all moves met in that direction, at any depth.

        One query. The result is sudoed: a chain crosses documents that its reader may
        not open.
        """
        if not self:
            return self.sudo()
        self._prepare_peg_walk()
        start = SQL(
            "SELECT 0 AS doc_id, id AS move_id FROM stock_move WHERE id IN %s",
            tuple(self.ids),
        )
        rows = walks.execute(
            self.env,
            SQL(
                "WITH %s SELECT move_id FROM walk ORDER BY move_id",
                walks.walk(start, direction),
            ),
        )
        return self.sudo().browse(move_id for (move_id,) in rows)

    def _is_pull_need(self):
        """Tell whether this move carries an order line's own goods to its customer."""
        self.ensure_one()
        return bool(
            self.sale_line_id
            and not self.production_id
            and not self.origin_returned_move_id
            and not self.pull_goes_back
            and self.state != "cancel"
        )

    def _ends_at_pull_customer(self):
        """Tell whether this move brings goods to the customer, or is to begin the steps
        that do: core makes each next step when the one before it is done."""
        self.ensure_one()
        if self.origin_returned_move_id and not self.to_refund:
            return False
        is_open = self.state not in ("done", "cancel")
        final = is_open and self.location_final_id or self.location_dest_id
        return final._is_outgoing()

    def _is_pull_direct(self):
        """Tell whether this move brings goods straight from a vendor to the customer of
        an order line."""
        self.ensure_one()
        line = self.purchase_line_id.sale_line_id
        return bool(line and line == self.sale_line_id and self._is_pull_need())

    def _is_pull_first_receipt(self):
        """Tell whether this move brings in what a purchase line buys: not a step after
        that. What a subcontractor makes comes from a run of his."""
        self.ensure_one()
        line = self.purchase_line_id
        return bool(line and not (self.move_orig_ids & line.move_ids))

    def _get_peg_quantity(self):
        """Return what this move brings or needs, in the product's unit.

        A done move counts for what was done, an open one for what is asked.
        """
        self.ensure_one()
        if self.state != "done":
            return self.product_qty
        return self.product_uom._compute_quantity(
            self.quantity, self.product_id.uom_id, rounding_method="HALF-UP"
        )

    # === Stock that needs count on ===

    def _pull_counts_on_stock(self):
        """Tell whether this need counts on goods of a place of ours: those that a
        policy supplied for it, or that came there in a step before."""
        self.ensure_one()
        return bool(
            self.product_id.is_storable
            and not self.location_id.should_bypass_reservation()
            and (self.supply_policy in (PULL, HYBRID) or self._is_pull_later_step())
            and not self.pull_goes_back
        )

    def _get_pull_stock_rivals(self):
        """Return all open needs that count on the stock that these count on."""
        passing = self.location_id.filtered(lambda place: place._is_supply_passage())
        decided = Domain("supply_policy", "in", [PULL, HYBRID])
        return (
            self.sudo()
            .search(
                Domain("product_id", "in", self.product_id.ids)
                & Domain("location_id", "in", self.location_id.ids)
                & (decided | Domain("location_id", "in", passing.ids))
                & Domain("state", "not in", ["draft", "done", "cancel"])
            )
            .filtered(lambda move: move._pull_counts_on_stock())
        )

    def _grouped_by_pull_place(self):
        return self.grouped(lambda move: (move.product_id, move.location_id))

    def _get_pull_unreserved_stock(self):
        """Return {(product, location of these needs): what nobody has reserved there}.

        Goods in sublocations are there too. One query.
        """
        free = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                Domain("product_id", "in", self.product_id.ids)
                & Domain("location_id", "child_of", self.location_id.ids),
                ["product_id", "location_id"],
                ["quantity:sum", "reserved_quantity:sum"],
            )
        )
        return {
            (product, location): sum(
                on_hand - reserved
                for stored, place, on_hand, reserved in free
                if stored == product and place._child_of(location)
            )
            for product, location in self._grouped_by_pull_place()
        }

    def _get_pull_own_quantity(self):
        """Return the reserved or done quantity, in the product's unit."""
        self.ensure_one()
        return self.product_uom._compute_quantity(
            self.quantity, self.product_id.uom_id, rounding_method="HALF-UP"
        )
