"""By when a placed order needs its documents, and with how much to spare."""

from collections import defaultdict
from datetime import timedelta

MINUTE = timedelta(minutes=1)


class Urgencies:
    """By when an order that has just been placed needs each run and purchase line.

    :param placing: `ChainPlacing`
    :ivar runs: {run id: (needed by, minutes to spare, order line id)}
    :ivar purchases: the same by purchase line

    Built by `sale.order._get_pull_urgencies`.
    """

    def __init__(self, placing):
        self._placing = placing
        self.runs, self.purchases = {}, {}
        self._slack = placing.placement.get_slack()
        self._left, self._next = {}, defaultdict(list)
        for key, step in placing.chain.steps.items():
            for before in step.after:
                self._next[before].append(key)
        for key in placing.chain.documents:
            if key in self._slack:
                self._add(key, self._get_slack(key))

    def _get_slack(self, key):
        """Return by how many minutes a step may slip. What is fixed by a person or a
        vendor has what those that wait for it leave."""
        if self._placing.chain.steps[key].fixed and key not in self._left:
            self._left[key] = self._get_slack_of_fixed(key)
        return self._left.get(key, self._slack[key])

    def _get_slack_of_fixed(self, key):
        placement = self._placing.placement
        waiting = [other for other in self._next[key] if other in self._slack]
        if not waiting:
            return -(placement.get_lateness(key) or 0)
        begin = min(placement[k].begin + self._get_slack(k) for k in waiting)
        return begin - placement[key].finish

    def _add(self, key, slack):
        document = self._placing.chain.documents[key]
        if document._name == "stock.move":
            document = document._is_pull_first_receipt() and document.purchase_line_id
        if not document:
            return
        known = self.runs if document._name == "mrp.production" else self.purchases
        urgency = self._get_urgency(key, slack)
        known[document.id] = min(
            known.get(document.id, urgency), urgency, key=get_slack
        )

    def _get_urgency(self, key, slack):
        """Return by when a step must be done so that its order keeps its promise; to
        spare is what is between that and when its document is to be done."""
        chain = self._placing.chain
        needed = self._placing.placement[key].end + slack * MINUTE
        spare = (needed - self._placing.dates[key].end) // MINUTE
        return needed, spare, chain.lines[chain.steps[key].group].id


def get_slack(urgency):
    return urgency[1]
