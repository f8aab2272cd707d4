"""What had arrived for a need and is not there any more."""

from collections import defaultdict

from .allocation import DUST, share_out


class Losses:
    """Compares what waits in stock for needs with what is really there.

    Goods that arrived for a need are reserved for it, or lie where it takes them. They
    may be scrapped, counted away, taken apart, sent back or moved by anybody: what is
    left serves the oldest needs. Stock that is reserved by others is not there, unless
    their own supply is still coming: it brings back what they have borrowed.

    All needs that count on the stock of one place are looked at together, those of
    other orders too. It costs queries only where something that has arrived is not
    reserved: Odoo reserves it at once as a rule.

    :param moves: the moves of a graph
    :param build: function (moves) -> their graph with all rivals, without losses
    """

    def __init__(self, moves, build):
        self.needs = defaultdict(float)  # {need: quantity that it has lost}
        # {done supply: quantity that was lost of it}
        self.supplies = defaultdict(float)
        # {need: what it has reserved of another's, and brings back}
        self.owed = {}
        suspects = moves.filtered(_may_have_lost)
        if not suspects:
            return
        rivals = suspects._get_pull_stock_rivals()
        graph = build(moves | rivals)
        there = rivals._get_pull_unreserved_stock()
        for place, needs in rivals.sorted("id")._grouped_by_pull_place().items():
            self._compare(needs, there[place], graph)

    def _compare(self, moves, there, graph):
        claims = {move: _get_claim(move, graph) for move in moves}
        borrowers = {
            move: min(-claim, _get_coming(move, graph))
            for move, claim in claims.items()
            if claim < 0
        }
        borrowed = sum(borrowers.values())
        claims = {move: max(claim, 0) for move, claim in claims.items()}
        kept = share_out(claims, there + borrowed)
        self.owed.update(share_out(borrowers, sum(kept.values()) - max(there, 0)))
        for move, claim in claims.items():
            lost = claim - kept[move]
            if lost > DUST:
                self.needs[move] = lost
                self._spread(move, lost, graph)
        self._take_spare(moves, there + borrowed - sum(kept.values()), graph)

    def _take_spare(self, moves, left, graph):
        """Take off the supplies what no need wants and anybody may have taken: of that
        only what is left there counts."""
        supplies = {s for s in moves.move_orig_ids if _has_arrived(s)}
        for supply in sorted(supplies, key=lambda supply: supply.id):
            spare = graph.get_surplus(supply)
            stays = max(min(spare, left), 0)
            left -= stays
            if spare - stays > DUST:
                self.supplies[supply] += spare - stays

    def _spread(self, move, lost, graph):
        """Take the loss off the supplies that have arrived, the last one first."""
        flows = graph.get_flows(move)
        for supply in reversed([s for s in flows if _has_arrived(s)]):
            taken = min(lost, flows[supply])
            self.supplies[supply] += taken
            lost -= taken


def _may_have_lost(move):
    """Tell whether something that is there for this need is not reserved for it."""
    if move.state in ("draft", "done") or not move._pull_counts_on_stock():
        return False
    arrived = sum(
        supply._get_peg_quantity()
        for supply in move.move_orig_ids
        if supply.state == "done"
    )
    if _counts_on_all(move):
        arrived = move.product_qty
    return min(arrived, move.product_qty) - move._get_pull_own_quantity() > DUST


def _counts_on_all(move):
    """Tell whether all that this need wants was there: what it takes from stock, or
    what came in steps that core cut off when goods were scrapped."""
    if move._is_pull_part_from_stock():
        return True
    return move._is_pull_later_step() and not move.move_orig_ids


def _get_claim(move, graph):
    """Return how much unreserved stock of its place this need counts on."""
    if _counts_on_all(move):
        return move.product_qty - move._get_pull_own_quantity()
    arrived = sum(
        quantity
        for supply, quantity in graph.get_flows(move).items()
        if _has_arrived(supply)
    )
    return arrived - move._get_pull_own_quantity()


def _get_coming(move, graph):
    """Return what is still under way to this need."""
    return sum(
        quantity
        for supply, quantity in graph.get_flows(move).items()
        if not _has_arrived(supply)
    )


def _has_arrived(supply):
    return supply._name == "stock.move" and supply.state == "done"
