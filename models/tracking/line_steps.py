"""Where the lines of an order are, as their customer is told."""

from collections import defaultdict

from ..document_states import CANCEL, DONE, WAITING, get_document_state
from ..supply.line_state import MADE as MADE_KIND
from ..supply.needs import are_reserved
from . import steps

RUN, PURCHASE = "mrp.production", "purchase.order.line"


class LineSteps:
    """The steps of order lines, from the documents of their chains.

    Names and quantities of documents stay in here: what comes out are steps with days.

    :param lines: order lines of one order, sudoed

    Built by `sale.order.line._get_pull_line_steps`.
    """

    def __init__(self, lines):
        self.lines = lines
        self.needs, graph = lines._get_pull_graph()
        self.direct = lines._get_pull_direct_supply()
        self.missing = lines._get_pull_missing_products(graph, self.direct)
        self._nodes = defaultdict(list)
        nodes = lines._get_pull_chain(graph)
        documents = lines._get_pull_documents(nodes)
        open_parents = set()
        for index, node in enumerate(nodes):
            document = documents[node["model"], node["id"]]
            state = get_document_state(node, document)
            self._nodes[node["sale_line_id"]].append((index, node, document, state))
            if state not in (DONE, CANCEL):
                open_parents.add(node["parent"])
        self._open_parents = open_parents

    def get(self, line):
        """Return the steps of a line: see `Step`."""
        return steps.get_steps(self._get_kind(line), self._get_done(line))

    # === How it is supplied ===

    def _get_kind(self, line):
        if self._is_direct(line):
            return steps.DIRECT
        kinds = {node["model"] for _i, node, _d, _s in self._get_living(line)}
        if RUN in kinds:
            return steps.MADE
        if PURCHASE in kinds:
            return steps.BOUGHT
        if self.missing[line.id]:
            return self._get_kind_without_supply(line)
        return steps.FROM_STOCK

    def _is_direct(self, line):
        roots = [item for item in self._get_living(line) if item[1]["depth"] == 0]
        bought = {item[1]["parent"] for item in self._get_living(line)}
        return bool(roots) and all(
            node["model"] == PURCHASE or index in bought and self._is_drop(document)
            for index, node, document, _state in roots
        )

    @staticmethod
    def _is_drop(document):
        moves = document if document._name == "stock.move" else document.move_ids
        return all(move._is_pull_direct() for move in moves)

    def _get_kind_without_supply(self, line):
        how = line._get_pull_quoted_kinds()[line]
        return steps.MADE if how and how == MADE_KIND else steps.BOUGHT

    def _get_living(self, line):
        return [item for item in self._nodes[line.id] if item[3] != CANCEL]

    def _get_supplies(self, line, model):
        """Return [(index, document, state)] of its living documents of a model."""
        return [
            (index, document, state)
            for index, node, document, state in self._get_living(line)
            if node["model"] == model
        ]

    # === What is done ===

    def _get_done(self, line):
        """Return {step that is done: when, or None}."""
        done = {steps.ORDERED: line.order_id.date_order}
        if self._is_shipped(line):
            done[steps.SHIPPED] = line._get_pull_last_delivery().date or None
        if self._has_materials(line):
            day = self._get_last_receipt(line)
            done.update({steps.MATERIALS: day, steps.PREPARATION: day})
        runs = self._get_supplies(line, RUN)
        if all(state == DONE for _index, _run, state in runs):
            days = [run.date_finished for _index, run, _state in runs]
            done[steps.PRODUCTION] = max(days, default=None)
        if steps.SHIPPED in done or self._is_ready(line):
            days = [done.get(steps.MATERIALS), done.get(steps.PRODUCTION)]
            done[steps.READY] = max(filter(None, days), default=None)
        return done

    def _is_shipped(self, line):
        """Tell whether all of it has gone to the customer: what he gave back since
        then was shipped all the same."""
        delivered = line.product_uom_id.compare(
            line.qty_delivered, line.product_uom_qty
        )
        if delivered >= 0:
            return True
        roots = [item[3] for item in self._get_living(line) if not item[1]["depth"]]
        return (
            bool(roots)
            and not self.missing[line.id]
            and not self.direct.is_waited_for(line)
            and all(state == DONE for state in roots)
        )

    def _is_ready(self, line):
        own = self.needs & line.move_ids
        return are_reserved(own) and not self.direct.is_waited_for(line)

    def _has_materials(self, line):
        """Tell whether all that is bought for it has come, and what its runs take from
        stock is there."""
        bought = self._get_supplies(line, PURCHASE)
        return (
            not self.missing[line.id]
            and all(state == DONE for _index, _purchase, state in bought)
            and not any(
                state == WAITING and index not in self._open_parents
                for index, _run, state in self._get_supplies(line, RUN)
            )
        )

    def _get_last_receipt(self, line):
        bought = self._get_supplies(line, PURCHASE)
        days = [
            move.date
            for _index, purchase, _state in bought
            for move in purchase.move_ids
            if move.state == "done"
        ]
        return max(days, default=None)
