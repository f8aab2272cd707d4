"""How far an order line is, without records: one word, and a share of 100.

The stage says where a line stands and never that it is late: that is told by its dates.
It refines the state of its supply (`supply.line_state`), which knows what is delivered,
what nothing supplies and what is there.
"""

from ..document_states import DONE, ORDERED, PROGRESS, REQUEST
from ..supply.line_state import DELIVERED, PROBLEM, READY

BLOCKED = "blocked"
TO_ORDER = "to_order"
WAITING = "waiting"
IN_PRODUCTION = "in_production"

# In the order in which a line comes through them.
STAGES = [
    (BLOCKED, "Blocked"),
    (TO_ORDER, "To order"),
    (WAITING, "Waiting"),
    (IN_PRODUCTION, "In production"),
    (READY, "Ready to ship"),
    (DELIVERED, "Delivered"),
]
STAGES_HELP = (
    "Blocked: something needed has no supply.\n"
    "To order: something is still to be ordered from its vendor.\n"
    "Waiting: all is ordered, and something is still to come.\n"
    "In production: work has begun, or nothing but our own work is left.\n"
    "Ready to ship: all that is to be delivered is reserved for it.\n"
    "Delivered: the customer has it."
)
_RANKS = {stage: rank for rank, (stage, _label) in enumerate(STAGES)}
_BY_STATE = {DELIVERED: DELIVERED, PROBLEM: BLOCKED, READY: READY}


def decide_stage(state, documents):
    """Return the stage of a line.

    :param state: of its supply (`decide_line_state`), lateness left out
    :param documents: (whether it is a run, state) of each document that supplies it

    >>> decide_stage("problem", []), decide_stage("delivered", [(True, "progress")])
    ('blocked', 'delivered')
    >>> decide_stage("in_progress", [(True, "progress"), (False, "request")])
    'to_order'
    >>> decide_stage("in_progress", [(True, "waiting"), (False, "ordered")])
    'waiting'
    >>> decide_stage("in_progress", [(True, "waiting"), (False, "done")])
    'in_production'
    >>> decide_stage("in_progress", [(True, "progress"), (False, "ordered")])
    'in_production'
    >>> decide_stage("not_started", [])
    'waiting'
    """
    if state in _BY_STATE:
        return _BY_STATE[state]
    bought = {other for is_run, other in documents if not is_run}
    runs = {other for is_run, other in documents if is_run}
    if REQUEST in bought:
        return TO_ORDER
    is_ours = runs - {DONE} and ORDERED not in bought
    return IN_PRODUCTION if PROGRESS in runs or is_ours else WAITING


def get_first_stage(stages):
    """Return the stage of what consists of lines with these: the first of them.

    >>> get_first_stage(["ready", "waiting", "delivered"]), get_first_stage([])
    ('waiting', False)
    """
    return min(stages, key=_RANKS.get, default=False)


def get_progress(delivered, shares):
    """Return how much of a line is done, 0 to 100: each of its documents counts one,
    and so does delivering it. 100 is for what the customer has.

    :param delivered: share of the line that is delivered, 0 to 1
    :param shares: share of each document that is done

    >>> get_progress(0, [1, 0.5]), get_progress(1, [0]), get_progress(0.999, [1])
    (50, 100, 99)
    """
    if delivered >= 1:
        return 100
    parts = [delivered, *shares]
    return min(int(100 * sum(min(part, 1) for part in parts) / len(parts)), 99)
