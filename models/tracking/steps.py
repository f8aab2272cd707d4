"""The steps that a customer follows, without records.

Few enough to be understood on a phone, and nothing of how they come about.
"""

from dataclasses import dataclass

ORDERED, MATERIALS, PREPARATION = "ordered", "materials", "preparation"
PRODUCTION, READY, SHIPPED = "production", "ready", "shipped"

DONE, CURRENT, LATER = "done", "current", "later"

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

    :param state: done, current or later; one step of a line is the current one, or all
        of them are done
    :param date: when it was done, None where nobody knows or it is not
    """

    key: str
    state: str
    date: object = None


def get_steps(kind, done):
    """Return the steps of an order line.

    What is done before something that is missing is not told: the first step that is
    not done is the current one, whatever has begun after it.

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
        Step(key, _get_state(n, count), done.get(key) if n < count else None)
        for n, key in enumerate(keys)
    ]


def _get_state(number, count):
    if number < count:
        return DONE
    return CURRENT if number == count else LATER


def get_current(steps):
    """Return the key of the step that something is at: the last one when all is done.

    >>> get_current(get_steps(MADE, {ORDERED: 3, MATERIALS: 4}))
    'production'
    >>> get_current(get_steps(MADE, {ORDERED: 3, SHIPPED: 4}))
    'shipped'
    """
    return next((step.key for step in steps if step.state == CURRENT), steps[-1].key)
