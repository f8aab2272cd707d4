from collections import defaultdict

from odoo.fields import Domain

from ..change.kinds import SURPLUS_KINDS
from ..change.plan import ChangePlan
from ..change.stages import get_document
from ..pegging.allocation import DUST
from ..pegging.walks import DOWNSTREAM
from ..supply.needs import is_open

# What is made or bought for a place of ours, or brought there.
OWN_PLACES = ("internal", "transit")


class LeftPlan(ChangePlan):
    """The steps that give up what no need takes, as far as nobody was told of it.

    :param references: those of the orders whose supplies are looked at, sudoed
    :param freed: {product: (the most that may be given up, order lines)}
    """

    def __init__(self, references, freed):
        self.freed = freed
        self.env = references.env
        self.products = self.env["product.product"].union(*freed)
        lines = self._find_purchases(references)
        moves = self._find_outputs(references) | self._find_steps(references)
        receipts = {line: line._get_peg_receipts().filtered(is_open) for line in lines}
        moves = moves.union(*receipts.values())
        super().__init__(moves._get_change_snapshot())
        supplies = [move for move in moves if self._is_pulled(move)]
        supplies += [line for line in lines if not receipts[line]]
        graph = (moves | lines.move_dest_ids)._get_peg_graph(DOWNSTREAM)
        self._left = self._get_left(supplies, graph)

    # === Finding ===

    def _find_purchases(self, references):
        """Return what was bought for needs that are cancelled."""
        return self.env["purchase.order.line"].search(
            Domain("product_id", "in", self.products.ids)
            & Domain("order_id.reference_ids", "in", references.ids)
            & Domain("order_id.state", "!=", "cancel")
            & Domain("move_dest_ids.state", "=", "cancel")
        )

    def _find_outputs(self, references):
        runs = references.production_ids.filtered("supply_policy")
        return runs.move_finished_ids.filtered(
            lambda move: (
                is_open(move)
                and move.product_id == move.production_id.product_id
                and move.product_id in self.products
            )
        )

    def _find_steps(self, references):
        """Return the open steps between two places that serve no customer next."""
        steps = self.env["stock.move"].search(
            Domain("product_id", "in", self.products.ids)
            & Domain("reference_ids", "in", references.ids)
            & Domain("state", "not in", ["draft", "done", "cancel"])
            & Domain("location_id.usage", "in", OWN_PLACES)
            & Domain("location_dest_id.usage", "in", OWN_PLACES)
            & Domain("origin_returned_move_id", "=", False)
            & Domain("pull_goes_back", "=", False)
        )
        return steps.filtered(lambda step: not step._ends_at_pull_customer())

    def _is_pulled(self, move):
        """Tell whether a policy decided this supply, or the steps before it."""
        is_step = get_document(move) == move
        return not is_step or move.supply_policy or move in self.snapshot.carried

    # === Quantities ===

    def _get_left(self, supplies, graph):
        """Return {supply: what no need takes of it and nobody was told of}."""
        room = self._get_room({get_document(supply) for supply in supplies})
        left = {}
        for supply in supplies:
            document = get_document(supply)
            left[supply] = min(graph.get_surplus(supply), room[document])
            room[document] -= left[supply]
        return left

    def _get_room(self, documents):
        """Return {document: the most that may be given up of it}.

        What a buyer has added to a purchase is his, and what is told is a person's to
        decide.
        """
        told = self._get_told(documents)
        room = {}
        for document in documents:
            room[document] = document.product_uom_qty
            if document._name == "purchase.order.line":
                room[document] = document._get_pull_left_by_cancelled()
            room[document] = max(room[document] - told[document], 0)
        return room

    def _get_told(self, documents):
        told = defaultdict(float)
        by_model = defaultdict(list)
        for document in documents:
            by_model[document._name].append(document.id)
        for model, ids in by_model.items():
            records = self.env[model].browse(ids)
            for exception in self.env["pull.exception"]._get_open_of(records):
                if exception.kind in SURPLUS_KINDS:
                    told[records.browse(exception.res_id)] += exception.quantity
        return told

    # === Giving up ===

    def build_left(self):
        """Plan what follows when what is left over is given up; see `build`."""
        for product, (quantity, lines) in self.freed.items():
            own = [supply for supply in self._left if supply.product_id == product]
            for supply in sorted(own, key=self._get_keeping_order, reverse=True):
                taken = min(self._left[supply], quantity)
                if taken > DUST:
                    quantity -= taken
                    self._give_up(supply, taken, lines)
        self._plan_pending()
        return self
