"""The steps that a customer follows, without records.

Few enough to be understood on a phone, and nothing of how they come about.
"""

from dataclasses import dataclass

ORDERED, MATERIALS, PREPARATION = "ordered", "materials", "preparation"
PRODUCTION, READY, SHIPPED = "production", "ready", "shipped"

DONE, CURRENT, LATER = "done", "current", "later"

# What takes its time; the others are reached.
ACTIVITIES = {MATERIALS, PREPARATION, PRODUCTION}

# {how an order line is supplied: the steps that its customer follows}
MADE, BOUGHT, FROM_STOCK, DIRECT = "made", "bought", "stock", "direct"
STEPS = {
    MADE: (ORDERED, MATERIALS, PRODUCTION, READY, SHIPPED),
    BOUGHT: (ORDERED, PREPARATION, READY, SHIPPED),
    FROM_STOCK: (ORDERED, READY, SHIPPED),
    DIRECT: (ORDERED, PREPARATION, SHIPPED),
}


@dataclass(frozen=True)
class Step:
    """A step of an order line.

    :param state: done, current or later; current is only what takes its time
    :param date: when it was done, None where nobody knows or it is not
    """

    key: str
    state: str
    date: object = None


def get_steps(kind, done):
    """Return the steps of an order line.

    What is done before something that is missing is not told: the line is at the first
    activity that is not done, or at what it has reached before that, whatever has begun
    after it.

    :param kind: how it is supplied
    :param done: {step that is done: when, None where nobody knows}

    >>> [(step.key, step.state) for step in get_steps(DIRECT, {ORDERED: 3})]
    [('ordered', 'done'), ('preparation', 'current'), ('shipped', 'later')]
    >>> [step.date for step in get_steps(FROM_STOCK, {ORDERED: 3, SHIPPED: 5})]
    [3, None, 5]
    >>> [step.state for step in get_steps(FROM_STOCK, {ORDERED: 3, SHIPPED: 5})]
    ['done', 'done', 'done']
    >>> [step.state for step in get_steps(MADE, {ORDERED: 3, PRODUCTION: 4})]
    ['done', 'current', 'later', 'later', 'later']
    >>> [step.date for step in get_steps(MADE, {ORDERED: 3, PRODUCTION: 4})]
    [3, None, None, None, None]
    """
    keys = STEPS[kind]
    # Whoever has it asks no longer what was missing.
    count = len(keys)
    if SHIPPED not in done:
        count = next(n for n, key in enumerate(keys) if key not in done)
    return [
        Step(key, _get_state(key, n, count), done.get(key) if n < count else None)
        for n, key in enumerate(keys)
    ]


def _get_state(key, number, count):
    if number < count:
        return DONE
    return CURRENT if number == count and key in ACTIVITIES else LATER


def get_current(steps):
    """Return the key of the step that a line is at: what is going on, else what it has
    reached.

    >>> get_current(get_steps(MADE, {ORDERED: 3, MATERIALS: 4}))
    'production'
    >>> done = {ORDERED: 3, MATERIALS: 4, PRODUCTION: 5, READY: 5}
    >>> get_current(get_steps(MADE, done))
    'ready'
    >>> get_current(get_steps(FROM_STOCK, {ORDERED: 3}))
    'ordered'
    >>> get_current(get_steps(MADE, {ORDERED: 3, SHIPPED: 4}))
    'shipped'
    """
    return [step.key for step in steps if step.state != LATER][-1]
