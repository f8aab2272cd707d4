"""What a smaller need does to the documents that supply it, level by level.

A plan only reads: the same plan is shown before a change and carried out after it.
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

from ..pegging.allocation import DUST, allocate
from . import stages


@dataclass
class Step:
    """What a change does to one document, or to one move of a transfer.

    `quantity` is what the document gives up, or has too much, of `whole`, in the
    product's unit. `lines` are the order lines whose change caused it.
    """

    document: object
    product: object
    stage: int
    quantity: float = 0
    whole: float = 0
    lines: set = field(default_factory=set)

    @property
    def is_undone(self):
        """Tell whether the document is resized or cancelled without a decision."""
        return self.stage in stages.UNDOABLE

    @property
    def is_cancelled(self):
        return self.is_undone and self.quantity >= self.whole - DUST

    @property
    def left(self):
        return self.whole - self.quantity


class ChangePlan:
    """The steps that follow when needs change.

    :param snapshot: needs and supplies as they were before the change

    Built by `stock.move._get_change_plan`. Meant to be inherited: `_get_keeping_order`
    (which supplies are given up first) and `_plan_components` (what a run frees).
    """

    def __init__(self, snapshot):
        self.snapshot = snapshot
        self.steps = []
        self.transfers = []
        self.links = []
        self.wanted = {}  # {need: what it wants once the plan is carried out}
        self._pending = {}
        self._queue = []
        self._turns = count()
        self._steps = {}
        self._lines = {}
        self._given = set()

    def build(self, changes, lines):
        """Plan what follows from {need: new quantity in the product's unit}.

        :param dict lines: {need: set of the order lines whose change it is}
        :return: the plan, with `steps` parents first, `transfers`, the steps of the
            moves between a need and its supply, and `links`, the pairs (need, supply)
            that are to be pegged because a need takes over a supply
        """
        self._lines = dict(lines)
        self._given = set(changes)
        if changes:
            stages.read_in_batch(self.snapshot.moves.exists())
        for need, quantity in changes.items():
            self._wait(need, quantity)
        self._plan_pending()
        return self

    def _plan_pending(self):
        while self._pending:
            self._plan_pool(heappop(self._queue)[-1].needs)

    def _wait(self, need, quantity):
        """Let a need wait for its pool's turn: first those next to the customer."""
        self.wanted[need] = self._pending[need] = quantity
        pool = self.snapshot.pools[need]
        heappush(self._queue, (pool.depth, next(self._turns), pool))

    # === One pool: needs that share supplies ===

    def _plan_pool(self, needs):
        changes = {n: self._pending.pop(n) for n in needs if n in self._pending}
        before = self.snapshot.quantities
        excess = sum(before[need] - now for need, now in changes.items())
        if excess <= DUST:
            return
        lines = set().union(*(self._lines.get(need, ()) for need in changes))
        spare = self._get_spare(needs, changes)
        for supply in sorted(spare, key=self._get_keeping_order, reverse=True):
            taken = min(spare[supply], excess)
            if taken > DUST:
                excess -= taken
                self._give_up(supply, taken, lines)

    def _get_spare(self, needs, changes):
        """Return {supply: what no need of the pool takes from it any more}."""
        offers, links = {}, {}
        for need in needs:
            offers.update(self.snapshot.offers[need])
            links[need] = self._get_links(need)
        wants = {
            need: changes.get(need, self.snapshot.quantities[need]) for need in needs
        }
        flows = allocate(wants, offers, links)
        for (need, supply), quantity in flows.items():
            offers[supply] -= quantity
            if supply not in self.snapshot.links[need]:
                self.links.append((need, supply))
        return offers

    def _get_links(self, need):
        """Return the supplies of this need and of its siblings, best kept first."""
        supplies = {
            supply
            for sibling in self.snapshot.get_siblings(need)
            for supply in self.snapshot.links[sibling]
        }
        return sorted(supplies, key=self._get_keeping_order)

    def _get_keeping_order(self, supply):
        """Return the sorting key of what a smaller need keeps first."""
        return self.snapshot.get_stage(supply), supply.id

    # === One supply that is given up ===

    def _give_up(self, supply, quantity, lines):
        document = stages.get_document(supply)
        stage = stages.get_stage(supply)
        if document == supply and supply._name == "stock.move":
            if stage != stages.DONE and supply not in self._given:
                self._pass_on(supply, quantity, lines)
            return
        step = self._get_step(document, supply.product_id, stage)
        step.quantity += quantity
        step.lines |= lines
        if document._name == "mrp.production" and step.is_undone:
            self._plan_components(document, step)

    def _pass_on(self, move, quantity, lines):
        """Let a step between two places carry less, and what feeds it bring less."""
        step = self._get_step(move, move.product_id, stages.DRAFT, self.transfers)
        step.whole = self.snapshot.quantities[move]
        least = self.snapshot.get_least(move)
        step.quantity += max(min(quantity, step.left - least), 0)
        step.lines |= lines
        self._shrink(move, step.left, lines)

    def _shrink(self, need, quantity, lines):
        self.wanted[need] = quantity
        if need not in self.snapshot.carried:
            return
        self._wait(need, quantity)
        self._lines[need] = self._lines.get(need, set()) | lines

    def _get_step(self, document, product, stage, steps=None):
        step = self._steps.get((document, stage))
        if not step:
            step = self._steps[document, stage] = Step(
                document=document,
                product=product,
                stage=stage,
                whole=document.product_uom_qty,
            )
            (self.steps if steps is None else steps).append(step)
        return step

    def _plan_components(self, run, step):
        factor = max(step.left, 0) / step.whole if step.whole else 0
        quantities = run._get_pull_raw_quantities(factor)
        for raw, quantity in quantities.items():
            uom = raw.product_id.uom_id
            wanted = raw.product_uom._compute_quantity(
                quantity, uom, rounding_method="HALF-UP"
            )
            self._shrink(raw, wanted, step.lines)
