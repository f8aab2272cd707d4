from dataclasses import dataclass

from ..pegging.allocation import DUST
from .stages import DONE, get_document, get_stage


@dataclass(frozen=True, eq=False)
class Pool:
    """Needs that share supplies, in the order in which they are served.

    `depth` is that of the need that is furthest from what is delivered in the end.
    """

    needs: list
    depth: int


class Snapshot:
    """The needs and supplies of some moves as they were before a change.

    All is read at once: the change itself removes moves and links, and what a need had
    must still be known afterwards. Quantities are in the units of the products.

    Built by `stock.move._get_change_snapshot`. Meant to be inherited: `_is_carried`,
    for the needs whose change goes down.
    """

    def __init__(self, moves):
        graph = moves._get_peg_graph()
        self.moves = graph.moves
        self.quantities = {move: graph.get_quantity(move) for move in self.moves}
        self.offers = {move: graph.get_offers(move) for move in self.moves}
        self.links = {move: list(offers) for move, offers in self.offers.items()}
        self.carried = dict.fromkeys(filter(self._is_carried, self.moves))
        self._depths = {}
        for move in self.moves:
            self._read_depth(move)
        self._siblings = self._read_siblings()
        self.pools = {}
        for move in self.moves:
            self._read_pool(move, graph)

    def get_depth(self, need):
        return self._depths[need]

    def get_siblings(self, need):
        """Return the needs that may take over each other's supplies: the deliveries of
        one product for one order line."""
        return self._siblings.get(need, [need])

    def get_changes(self):
        """Return {need: its quantity now} of the needs that have changed since."""
        living = set(self.moves.exists())
        changes = {}
        for need in self.carried:
            open_now = need in living and need.state != "cancel"
            now = need._get_peg_quantity() if open_now else 0
            if abs(now - self.quantities[need]) > DUST:
                changes[need] = now
        return changes

    def get_stage(self, supply):
        """Return how far a supply has come; for a step between two places, how far
        what feeds it has come. What it takes from stock is there already."""
        if get_stage(supply) == DONE or not self._is_step(supply):
            return get_stage(supply)
        feeding = [self.get_stage(before) for before in self.links.get(supply, ())]
        return max(feeding, default=DONE)

    def get_least(self, step):
        """Return what a step between two places carries in any case: what has arrived
        where nothing may stay. Of a place with stock, what is too much stays there."""
        if step.supply_policy:
            return 0
        return sum(
            self.quantities[before]
            for before in self.links[step]
            if before._name == "stock.move" and before.state == "done"
        )

    def _is_carried(self, move):
        """Tell whether changes of this need are carried to its supplies: those of a
        need that no policy decided are plain Odoo's business, unless it is the end of
        steps that the module carries."""
        supplies = self.links[move]
        if not supplies:
            return False
        return bool(move.supply_policy) or all(map(self._is_carried_step, supplies))

    def _is_carried_step(self, supply):
        if not self._is_step(supply):
            return False
        if self.links.get(supply):
            return self._is_carried(supply)
        return bool(supply.supply_policy)

    @staticmethod
    def _is_step(supply):
        """Tell whether a supply is a move between two places, no run or purchase."""
        return supply._name == "stock.move" and supply == get_document(supply)

    # === Reading ===

    def _read_depth(self, move):
        """The number of needs between this one and the last that it serves."""
        if move not in self._depths:
            self._depths[move] = 0
            production = move.raw_material_production_id
            after = production.move_finished_ids if production else move.move_dest_ids
            depths = [self._read_depth(next_move) for next_move in after]
            self._depths[move] = 1 + max(depths, default=-1)
        return self._depths[move]

    def _read_siblings(self):
        groups = {}
        for move in self.moves:
            if move._is_pull_need() and not move._is_pull_part_from_stock():
                key = (move.sale_line_id, move.product_id, move.location_id)
                groups.setdefault(key, []).append(move)
        return {move: group for group in groups.values() for move in group}

    def _read_pool(self, move, graph):
        """Put the needs that share supplies with this one, or with one of its siblings,
        into one pool."""
        if move in self.pools:
            return
        pool, found = {}, [move]
        while found:
            member = found.pop()
            if member in pool or member not in self.quantities:
                continue
            for sharer in graph.get_pool(member)[0]:
                pool[sharer] = None
                found += self.get_siblings(sharer)
        pool = sorted(pool, key=lambda need: (need.state != "done", need.id))
        pool = Pool(pool, max(self._depths[need] for need in pool))
        for member in pool.needs:
            self.pools[member] = pool
