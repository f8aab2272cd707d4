"""From which receipts and runs the goods of an outgoing move come."""

from collections import defaultdict, namedtuple

from odoo import fields

from .layers import Layers, share_by_lot

# What an incoming move gives to those that take from it: {key: weight}, all that it
# brought, its value, value x days and date.
Source = namedtuple("Source", "vector quantity value value_days date")

# What an outgoing move is made of: {key: weight}, value x days, and of whom it took
# which quantity: [(id of the giving move, lot id or False, quantity)].
Drawn = namedtuple("Drawn", "weights value_days taken")


class Sources:
    """The incoming moves that outgoing ones draw on, as core's valuation reads them.

    By lot where the product is valued by lot; else from core's stack of what is on
    hand: its oldest layers, or for average cost all of them in proportion. To be asked
    before the outgoing moves are done, in their order: each takes its part.

    :param moves: the outgoing `stock.move` records of one operation
    """

    def __init__(self, moves):
        self.layers = {}
        self.moves_by_lot = self._get_moves_by_lot(moves)

    def get(self, move):
        """Return [(giving move, lot or False, quantity)] in the product's unit.

        At average cost the quantities are all that is there, not what the move takes.
        """
        product = move.product_id.with_company(move.company_id)
        if product.lot_valuated:
            return self._get_by_lot(move)
        layers = self._get_layers(product)
        if product.cost_method == "average":
            # What is left is not merged: the moves of one operation take alike.
            parts = layers.get_all()
        else:
            parts = layers.take(move._get_valued_qty())
        return [(source, False, quantity) for source, quantity in parts]

    def get_more(self, move, quantity, by_lot):
        """Return what a done move has taken more, as `get`, where that is worth
        another amount than what it had: not at average or standard cost.

        :param quantity: negative: what is on hand again
        :param by_lot: {lot: quantity}
        """
        product = move.product_id.with_company(move.company_id)
        if product.cost_method == "standard":
            return []
        if product.lot_valuated:
            return share_by_lot(
                (lot.id, change, self._get_brought(lot, move.company_id))
                for lot, change in by_lot.items()
            )
        if product.cost_method != "fifo":
            return []
        # As before it was taken.
        product = product.with_context(fifo_qty_already_processed=-max(quantity, 0))
        parts = Layers(0, self._get_stack(product)).take(abs(quantity))
        sign = 1 if quantity > 0 else -1
        return [(source, False, sign * part) for source, part in parts]

    # === By lot ===

    def _get_moves_by_lot(self, moves):
        valued = moves.filtered(lambda move: move.product_id.lot_valuated)
        lots = valued._get_out_move_lines().lot_id if valued else ()
        result = defaultdict(moves.browse)
        if lots:
            lines = moves.env["stock.move.line"].search(
                [
                    ("lot_id", "in", lots.ids),
                    ("move_id.is_in", "=", True),
                    ("move_id.company_id", "in", valued.company_id.ids),
                ]
            )
            for line in lines:
                result[line.lot_id] |= line.move_id
        return result

    def _get_by_lot(self, move):
        return share_by_lot(
            (
                line.lot_id.id,
                line.quantity_product_uom,
                self._get_brought(line.lot_id, move.company_id),
            )
            for line in move._get_out_move_lines()
        )

    def _get_brought(self, lot, company):
        """Return [(incoming move, quantity of the lot)], nothing without a lot."""
        sources = self.moves_by_lot[lot] if lot else ()
        return [
            (source, source._get_valued_qty(lot))
            for source in sources
            if source.company_id == company
        ]

    # === By what is on hand ===

    def _get_layers(self, product):
        """Return the `Layers` of a product, in the company of its environment."""
        key = (product.env.company, product)
        if key not in self.layers:
            average = product.cost_method == "average"
            parts = average and self._get_average_parts(product)
            parts = parts or self._get_stack(product)
            on_hand = sum(quantity for _move, quantity in parts)
            self.layers[key] = Layers(on_hand, parts)
        return self.layers[key]

    def _get_stack(self, product):
        stack, first = product._run_fifo_get_stack()
        return [
            (move, move._get_valued_qty() if position else first)
            for position, move in enumerate(stack)
        ]

    def _get_average_parts(self, product):
        """Return what came since the last delivery, and what that one left behind.

        At average cost a delivery takes of all that is on hand alike: what it leaves
        is made of the same parts.
        """
        on_hand = product._with_valuation_context().qty_available
        parts, left = [], on_hand
        for move in self._iterate_back(product):
            if product.uom_id.compare(left, 0) <= 0:
                break
            if move.is_out:
                # It is dated before some of these, but may have been done after them.
                had = move.cost_source_ids.source_id
                parts = [part for part in parts if part[0] not in had]
                left = on_hand - sum(quantity for _move, quantity in parts)
                parts.append((move, left))
                break
            quantity = min(move._get_valued_qty(), left)
            parts.append((move, quantity))
            left -= quantity
        return parts

    def _iterate_back(self, product):
        """Yield the product's valued moves, the last first, fetched by the hundred."""
        moves, offset, domain = product.env["stock.move"], 0, _get_domain(product)
        order = "date desc, id desc"
        while page := moves.search(domain, order=order, limit=100, offset=offset):
            yield from page
            offset += len(page)


def _get_domain(product):
    return [
        ("product_id", "=", product.id),
        ("company_id", "=", product.env.company.id),
        "|",
        ("is_in", "=", True),
        ("is_out", "=", True),
    ]


def get_days(move, source):
    """Return the days between the arrival of goods and a move that takes them."""
    leaving = move.date if move.state == "done" else fields.Datetime.now()
    return max((leaving - source.date).total_seconds() / 86400, 0)
