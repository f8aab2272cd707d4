"""What it takes that every run of a product has its own lot and its own cost."""

from typing import NamedTuple

# Obstacles: with one of these, the product is left as it is.
NOT_STORED = "not_stored"
STANDARD = "standard"
LOOSE = "loose"
TOGETHER = "together"
# Gaps: the lots are right all the same, the ledger lacks something.
PERIODIC = "periodic"
NO_ACCOUNT = "no_account"
# Nothing stands in the way, but somebody has taken the lots off again.
PENDING = "pending"


class Facts(NamedTuple):
    """What is known of a product, in one company; stock counts in all companies."""

    tracking: str = "none"
    by_lot: bool = False  # valued by lot
    stored: bool = True
    cost_method: str = "fifo"
    valuation: str = "real_time"
    has_account: bool = True  # of its production location
    in_stock: bool = False
    loose: bool = False  # stock, or units on their way out of it, without a lot


def get_obstacles(facts):
    """Return why the product must be left as it is, if anything.

    >>> get_obstacles(Facts())
    []
    >>> get_obstacles(Facts(in_stock=True, loose=True))
    ['loose']

    Valuing existing stock by lot could change its value, without a journal entry:

    >>> get_obstacles(Facts(tracking="lot", in_stock=True))
    ['together']
    >>> get_obstacles(Facts(tracking="lot", in_stock=True, by_lot=True))
    []
    """
    if not facts.stored:
        return [NOT_STORED]
    obstacles = []
    if facts.cost_method == "standard":
        obstacles.append(STANDARD)
    if facts.loose:
        obstacles.append(LOOSE)
    elif facts.in_stock and not facts.by_lot:
        obstacles.append(TOGETHER)
    return obstacles


def get_gaps(facts):
    """Return what keeps the cost of a run, or a part of it, out of the ledger.

    >>> get_gaps(Facts(valuation="periodic", has_account=False))
    ['periodic']
    >>> get_gaps(Facts(has_account=False))
    ['no_account']
    """
    if facts.valuation != "real_time":
        return [PERIODIC]
    return [] if facts.has_account else [NO_ACCOUNT]


def get_changes(facts):
    """Return the values to write on the product: {} once all is set, or must not be.

    >>> get_changes(Facts())
    {'tracking': 'lot', 'lot_valuated': True}
    >>> get_changes(Facts(tracking="serial"))
    {'lot_valuated': True}
    >>> get_changes(Facts(tracking="lot", by_lot=True))
    {}
    """
    if get_obstacles(facts):
        return {}
    changes = {} if facts.tracking != "none" else {"tracking": "lot"}
    return changes if facts.by_lot else {**changes, "lot_valuated": True}


def get_findings(facts):
    """Return what a person should know, worst first: [] if all is well.

    >>> get_findings(Facts(tracking="lot", by_lot=True))
    []
    >>> get_findings(Facts(cost_method="standard", valuation="periodic"))
    ['standard', 'periodic']
    >>> get_findings(Facts())
    ['pending']
    """
    pending = [PENDING] if get_changes(facts) else []
    return get_obstacles(facts) + pending + get_gaps(facts)


def is_ready(facts):
    """Tell whether each run has a cost of its own.

    >>> is_ready(Facts(tracking="lot", by_lot=True)), is_ready(Facts())
    (True, False)
    """
    return not get_obstacles(facts) and not get_changes(facts)


def get_free_name(name, taken):
    """Return the name, with a number behind it if it is taken.

    >>> get_free_name("MO/7", {"MO/8"})
    'MO/7'
    >>> get_free_name("MO/7", {"MO/7", "MO/7 (2)"})
    'MO/7 (3)'
    """
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free
