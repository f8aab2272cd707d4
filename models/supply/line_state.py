"""The decision on an order line's supply state, without records.

What a line looks like to the person who promised it: one word, and why.
"""

from dataclasses import dataclass, field

NOT_STARTED = "not_started"
IN_PROGRESS = "in_progress"
READY = "ready"
DELIVERED = "delivered"
PROBLEM = "problem"

LINE_STATES = [
    (NOT_STARTED, "Not Started"),
    (IN_PROGRESS, "In Progress"),
    (READY, "Ready"),
    (DELIVERED, "Delivered"),
    (PROBLEM, "Problem"),
]


MADE = "made"
BOUGHT = "bought"

SUPPLY_KINDS = [(MADE, "Made to order"), (BOUGHT, "Bought to order")]


@dataclass
class Supply:
    """What supplies an order line, at any depth.

    :param kind: made or bought, False when nothing supplies it
    :param date: when the last of it is expected, False when nothing is any more
    :ivar documents: [(node of the chain, document, state)] of all of it that lives

    >>> supply = Supply()
    >>> supply.kind, supply.date
    (False, False)
    >>> supply.add(False, 3); supply.add(True, 2); supply.add(True, False)
    >>> supply.kind, supply.date
    ('made', 3)
    """

    kind: object = False
    date: object = False
    documents: list = field(default_factory=list)

    def add(self, is_made, expected):
        """Add a document: a run or a purchase, and when it is expected, or False."""
        if is_made or not self.kind:
            self.kind = MADE if is_made else BOUGHT
        if expected:
            self.date = max(self.date or expected, expected)


def decide_line_state(*, delivered, missing, late, reserved, started):
    """Return the supply state of a confirmed order line.

    :param bool delivered: the customer has the whole ordered quantity
    :param missing: what is needed and has no living supply, e.g. its run was cancelled
    :param late: documents that are past their deadline and not done
    :param bool reserved: all that is still to be delivered is there, for this line
    :param bool started: work on any of its documents has begun, or goods are ordered

    What is delivered has no problem any more. A problem wins over the rest: goods that
    wait in the warehouse after the promised day are late, not ready.

    >>> def decide(**facts):
    ...     nothing = dict.fromkeys(["delivered", "reserved", "started"], False)
    ...     return decide_line_state(**{"missing": [], "late": [], **nothing, **facts})
    >>> decide()
    'not_started'
    >>> decide(started=True)
    'in_progress'
    >>> decide(started=True, reserved=True)
    'ready'
    >>> decide(reserved=True, late=["OUT/1"]), decide(missing=["Leg"], started=True)
    ('problem', 'problem')
    >>> decide(delivered=True, late=["PO/1"])
    'delivered'
    """
    if delivered:
        return DELIVERED
    if missing or late:
        return PROBLEM
    if reserved:
        return READY
    return IN_PROGRESS if started else NOT_STARTED
