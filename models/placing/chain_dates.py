"""Gives the documents of a confirmed chain the dates of their steps."""

from datetime import timedelta

from ..supply.needs import is_open

MINUTE = timedelta(minutes=1)


class ChainDates:
    """Writes where the steps of a chain come into their documents, those that get the
    same dates together. What a person has dated keeps its dates.

    :param placing: :class:`~.chain_placing.ChainPlacing`
    :ivar moved: {document: (date before, date now)} of what was dated anew

    Built by `sale.order._carry_out_pull_placing`. Meant to be inherited.
    """

    def __init__(self, placing):
        self.placing, self.chain = placing, placing.chain
        self.moved = {}
        self._runs, self._moves, self._purchases = {}, {}, {}
        self._workorders = []
        self._collect()

    def _collect(self):
        for key, step in self.chain.steps.items():
            placed = self.placing.dates[key]
            if placed.problem or step.fixed:
                continue
            if key in self.chain.workorders:
                self._workorders.append((self.chain.workorders[key], placed))
                continue
            document = self.chain.documents[key]
            if document._name == "mrp.production":
                self._add_run(key, document, placed)
            elif document._name == "purchase.order.line":
                self._add_purchase(document, placed)
            elif document.date != placed.start:
                self._moves.setdefault(placed.start, []).append(document)

    def _set_workorder(self, order, placed):
        values = {"pull_date_start": placed.start, "pull_date_finish": placed.end}
        if placed.center and placed.center != order.workcenter_id:
            order._take_pull_center(placed.center)
        if any(order[name] != value for name, value in values.items()):
            order.write(values)

    def _add_run(self, key, run, placed):
        """A run ends with its last operation; the time to spare is after it. One that
        is begun, or that a person planned, keeps its dates."""
        if run.is_planned or run.state not in ("draft", "confirmed"):
            return
        dates = self.placing.dates
        ends = [dates[other].end for other in self.chain.steps[key].after]
        ends = [end for end in ends if end]
        end = max(ends) if run.workorder_ids and ends else placed.end
        is_same = (run.date_start, run.date_finished) == (placed.start, end)
        if is_same and run.pull_is_placed:
            return
        self.moved[run] = (run.date_start, placed.start)
        is_late = key in self.placing.placement.turned
        needed = run.date_deadline if is_late else self._get_needed(key, placed)
        group = (placed.start, end, needed or end)
        self._runs.setdefault(group, []).append(run)

    def _get_needed(self, key, placed):
        spared = 0 if key in self.placing.tight else self.chain.steps[key].buffer
        return placed.end + spared * MINUTE

    def _add_purchase(self, line, placed):
        """A purchase for several orders arrives in time for the first of them."""
        date = min([placed.end, *self._get_others(line)])
        if line.date_planned != date:
            self.moved[line] = (line.date_planned, date)
            self._purchases[line] = date

    def _get_others(self, line):
        """Return when others need what this line buys."""
        return [
            need.date
            for need in line.move_dest_ids
            if is_open(need) and need.date and need not in self.chain.served
        ]

    def carry_out(self):
        """Write what was worked out."""
        for order, placed in self._workorders:
            self._set_workorder(order, placed)
        for date, moves in self._moves.items():
            self._protect(moves).date = date
        for dates, runs in self._runs.items():
            self._protect(runs)._place_pulled(*dates)
        if self._purchases:
            lines = self._protect(self._purchases)
            lines._move_pulled_to(self._purchases)

    def _protect(self, documents):
        """Return documents as one, to be dated without their deliveries: what is
        promised is the deadline of those, and core would shift it by as much as a run
        is shifted."""
        documents = list(documents)
        together = documents[0].browse(document.id for document in documents)
        deliveries = {move.id for move in self.chain.needs}
        return together.with_context(date_deadline_propagate_ids=deliveries)
