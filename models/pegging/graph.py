from collections import defaultdict

from .allocation import allocate
from .losses import Losses


class PegGraph:
    """The pegs among a closed set of moves, with the quantities that flow along them.

    Built once for a set of moves, it answers how much of each supply serves which need,
    without further queries: all moves are read in batch. Quantities are in the unit of
    the product that flows.

    A supply is a move that comes before, or a purchase line whose receipt does not
    exist yet. Needs that share supplies are served together: first those that are done,
    then what is reserved, then in the order in which they came, from what has arrived
    and then from the oldest supply (see `allocation`).

    Built by `stock.move._get_peg_graph`, which another add-on inherits to put its own
    in this one's place. Meant to be inherited: `get_offers` (what supplies a need, and
    how much of it), `_get_age` (who is served first and from what) and
    `_get_shown_fields`.
    """

    def __init__(self, moves, knows_losses=True):
        self.moves = moves.filtered(lambda move: move.state != "cancel")
        self._read_in_batch()
        self._quantities = {move: move._get_peg_quantity() for move in self.moves}
        self._supplies = {}
        self._line_shares = {}
        self._lost = Losses(self.moves, self._build_plain) if knows_losses else None

    @classmethod
    def _build_plain(cls, moves):
        """Return the graph of moves and their rivals as if nothing had been lost."""
        return cls(cls._with_rivals(moves), knows_losses=False)

    @classmethod
    def connected_to(cls, moves, direction):
        """Return the graph of all that is met from `moves` in a direction (`walks`):
        what supplies them, or what they serve with its other supplies."""
        return cls(cls._with_rivals(moves._get_pull_connected_moves(direction)))

    @staticmethod
    def _with_rivals(moves):
        """Return `moves` with all their supplies and the needs that share those."""
        grown = moves
        while True:
            supplies = grown.move_orig_ids
            lines = grown.created_purchase_line_ids
            moves, grown = (
                grown,
                (grown | supplies | supplies.move_dest_ids | lines.move_dest_ids),
            )
            if len(moves) == len(grown):
                return grown

    def _read_in_batch(self):
        """Read what the walks need of all moves at once.

        The walks pass from record to record, and each would read for itself alone.
        """
        self.moves.fetch(
            ["move_orig_ids", "move_dest_ids", "created_purchase_line_ids"]
        )
        lines = self.moves.created_purchase_line_ids | self.moves.purchase_line_id
        products = self.moves.product_id
        for records, field_names in (
            (products, ["product_tmpl_id"]),
            (products.product_tmpl_id, ["uom_id"]),
            (
                self.moves.production_id | self.moves.raw_material_production_id,
                ["move_raw_ids", "move_finished_ids", *self._get_shown_fields()],
            ),
            (
                lines,
                ["move_dest_ids", "move_ids", "product_uom_qty", "order_id"]
                + ["product_id", "product_qty", "product_uom_id", "company_id"]
                + ["date_planned"],
            ),
            (lines.order_id, ["name", "state", "date_order"]),
            (
                self.moves.picking_id,
                ["name", "state", "scheduled_date", "date_deadline", "company_id"],
            ),
        ):
            records.fetch(field_names)

    def _get_shown_fields(self):
        return [
            "name",
            "state",
            "product_id",
            "product_qty",
            "product_uom_id",
            "date_start",
            "date_deadline",
            "company_id",
        ]

    def get_quantity(self, move):
        """Return what a move brought or asked when the graph was built."""
        return self._quantities.get(move, 0)

    # === Supplies of a need ===

    def get_flows(self, need):
        """Return {supply: quantity that it brings to this move}."""
        if need not in self._supplies:
            needs, links = self.get_pool(need)
            flows = self.allocate(needs, links, {})
            for member in needs:
                self._supplies[member] = {
                    supply: flows[member, supply]
                    for supply in links[member]
                    if (member, supply) in flows
                }
        return self._supplies[need]

    def get_pool(self, need):
        """Return the needs that share supplies with this one, itself included.

        :return: list of needs in the order in which they are served, and
            {need: supplies in the order in which they are used}
        """
        links, found, shared = {}, [need], set()
        while found:
            member = found.pop()
            if member in links:
                continue
            links[member] = sorted(self.get_offers(member), key=self._get_age)
            for supply in links[member]:
                if supply not in shared:
                    shared.add(supply)
                    found += [
                        rival
                        for rival in supply.move_dest_ids
                        if rival in self._quantities
                    ]
        return sorted(links, key=self._get_age), links

    def _get_age(self, supply):
        """Return the sorting key of supplies and needs: what is done, then by age."""
        is_move = supply._name == "stock.move"
        done = is_move and supply.state == "done"
        return (not done, not is_move, supply.id)

    def allocate(self, needs, links, changes):
        """Return {(need, supply): quantity} of a pool.

        :param dict changes: {need: quantity to assume instead of its own}
        """
        wants = {need: changes.get(need, self._quantities[need]) for need in needs}
        offers = {}
        for need in needs:
            offers.update(self.get_offers(need))
        held = {need: self._get_held(need, links[need]) for need in needs}
        return allocate(wants, offers, links, held)

    @staticmethod
    def _get_held(need, supplies):
        """Return (what is reserved for an open need, what has arrived for it)."""
        arrived = [s for s in supplies if s._name == "stock.move" and s.state == "done"]
        if not arrived or need.state == "done":
            return 0, arrived
        return need._get_pull_own_quantity(), arrived

    def get_offers(self, need):
        """Return {supply: its whole quantity} for all supplies of this move."""
        offers = {
            move: self._get_offer(move)
            for move in need.move_orig_ids
            if move in self._quantities
        }
        for line in need.created_purchase_line_ids:
            if to_be_received := line._get_pull_to_be_received():
                offers[line] = to_be_received
        return offers

    def _get_offer(self, move):
        """Return what is left of what a move brought: see `Losses`."""
        lost = self._lost.supplies.get(move, 0) if self._lost else 0
        return self._quantities[move] - lost

    def get_lost(self, need):
        """Return what was there for this need and is gone."""
        return self._lost.needs.get(need, 0) if self._lost else 0

    def get_owed(self, need):
        """Return what this need has reserved and another counts on."""
        return self._lost.owed.get(need, 0) if self._lost else 0

    def get_surplus(self, supply):
        """Return what no need takes from a supply: a move, or what of a purchase line
        has no receipt yet."""
        if supply._name != "purchase.order.line":
            offered = self._get_offer(supply)
        else:
            offered = supply._get_pull_to_be_received()
        return offered - sum(
            self.get_flows(need).get(supply, 0)
            for need in supply.move_dest_ids
            if need in self._quantities
        )

    # === Lines served by a move ===

    def get_line_shares(self, move):
        """Return {sale line: share of this move's quantity that serves it}, 0 to 1."""
        if move not in self._line_shares:
            self._line_shares[move] = {}  # ends a walk around a cycle
            self._line_shares[move] = self._compute_line_shares(move)
        return self._line_shares[move]

    def _compute_line_shares(self, move):
        if move._is_pull_need():
            return {move.sale_line_id: 1.0}
        if move.raw_material_production_id:
            outputs = self._get_outputs(move.raw_material_production_id)
            total = sum(self._quantities[output] for output in outputs)
            flows = {output: self._quantities[output] for output in outputs}
        else:
            total = self._quantities[move]
            flows = {
                need: self.get_flows(need).get(move, 0)
                for need in move.move_dest_ids
                if need in self._quantities
            }
        return self._weigh(flows, total)

    def get_purchase_line_shares(self, line, receipts):
        """Return {sale line: share of this purchase line's quantity that serves it}."""
        flows = {
            need: self.get_flows(need).get(line, 0)
            for need in line.move_dest_ids
            if need in self._quantities
        }
        flows.update((move, self._quantities[move]) for move in receipts)
        return self._weigh(flows, line.product_uom_qty)

    def _weigh(self, flows, total):
        """Return the shares of `total` that flow to each line through these moves.

        More can never serve than there is: shares are scaled down to a sum of 1.
        """
        shares = defaultdict(float)
        for move, quantity in flows.items():
            for line, share in self.get_line_shares(move).items():
                shares[line] += share * quantity / total if total else 0
        excess = max(sum(shares.values()), 1)
        return {line: share / excess for line, share in shares.items() if share}

    def _get_outputs(self, production):
        """Return the moves of the run's own product; its by-products serve nobody."""
        return production.move_finished_ids.filtered(
            lambda move: (
                move in self._quantities and move.product_id == production.product_id
            )
        )
