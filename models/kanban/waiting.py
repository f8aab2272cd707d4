"""Who of those that wait may begin, where only so much may be in process: plain
numbers, no records."""

from collections import Counter

# Amounts summed up in floating point are as much as a limit allows up to this.
DUST = 1e-6


def line_up(most, used, waiting):
    """Return {key: (limit, place in its line)} of those that have no room to begin.

    They begin in the order in which they come. One that is ready and has room takes
    its place at all its limits, though it has not begun; one that is not ready takes
    none from those behind it, and one that is kept out by another limit neither.

    >>> line_up({"saw": 2}, {"saw": 1}, [("a", {"saw": 1}, 1), ("b", {"saw": 1}, 1)])
    {'b': ('saw', 2)}
    >>> line_up({"saw": 2}, {"saw": 1}, [("a", {"saw": 1}, 0), ("b", {"saw": 1}, 1)])
    {}

    Nobody small passes who waits for more room; what is larger than its limit goes
    alone:

    >>> jobs = [("a", {"saw": 60}, True), ("b", {"saw": 10}, True)]
    >>> line_up({"saw": 90}, {"saw": 40}, jobs)
    {'a': ('saw', 1), 'b': ('saw', 2)}
    >>> line_up({"saw": 50}, {}, jobs)
    {'b': ('saw', 2)}
    >>> line_up({"saw": 1, "kiln": 1}, {"kiln": 1}, [
    ...     ("a", {"saw": 1, "kiln": 1}, True), ("b", {"saw": 1}, True)])
    {'a': ('kiln', 1)}

    :param dict most: {limit: the most in process there}
    :param dict used: {limit: what is in process there}
    :param waiting: [(key, {limit: amount}, whether it is ready)], the first first
    """
    taken, ahead, closed, held = Counter(used), Counter(), set(), {}
    for key, amounts, is_ready in waiting:
        full = [
            limit
            for limit, amount in amounts.items()
            if limit in closed or not _has_room(most[limit], taken[limit], amount)
        ]
        if full:
            last = max(full, key=lambda limit: ahead[limit])
            held[key] = (last, ahead[last] + 1)
        if is_ready:
            closed.update(full)
            ahead.update(amounts.keys())
            taken.update({} if full else amounts)
    return held


def _has_room(most, taken, amount):
    return taken + amount <= most + DUST or not taken
