"""Arithmetic of pegs: which supply serves which need. Plain numbers, no records."""

from collections import defaultdict

# Quantities below this are the dust of unit conversions.
DUST = 1e-6


def allocate(wants, offers, links):
    """Return {(need, supply): quantity}: the most that the supplies can serve.

    Needs are served in the order of `wants`, each from its supplies in the order of
    `links`. A need takes over another's supply only if the other has a further one: no
    need goes short for another's convenience (augmenting paths, Ford and Fulkerson
    1956).

    :param dict wants: {need: quantity wanted}
    :param dict offers: {supply: quantity offered}
    :param dict links: {need: supplies that may serve it}

    >>> allocate({"a": 3, "b": 2}, {"run": 5}, {"a": ["run"], "b": ["run"]})
    {('a', 'run'): 3, ('b', 'run'): 2}
    >>> allocate({"a": 3}, {"old": 2, "new": 4}, {"a": ["old", "new"]})
    {('a', 'old'): 2, ('a', 'new'): 1}

    Here "b" can only be served by the run that "a" took first:

    >>> links = {"a": ["run", "other"], "b": ["run"]}
    >>> allocate({"a": 2, "b": 2}, {"run": 2, "other": 2}, links)
    {('a', 'other'): 2, ('b', 'run'): 2}
    """
    flows, spare = defaultdict(int), dict(offers)
    for need, wanted in wants.items():
        left = wanted
        while left > DUST:
            moved = _serve(need, left, flows, spare, links, {need})
            if not moved:
                break
            left -= moved
    return {pair: quantity for pair, quantity in flows.items() if quantity > DUST}


def _serve(need, amount, flows, spare, links, asking):
    """Serve up to `amount` of a need, from what is spare or by moving others on."""
    for supply in links[need]:
        if spare[supply] > DUST:
            moved = min(amount, spare[supply])
            spare[supply] -= moved
            flows[need, supply] += moved
            return moved
    for supply in links[need]:
        for other, used in list(flows):
            if used != supply or other in asking or flows[other, supply] <= DUST:
                continue
            asked = min(amount, flows[other, supply])
            moved = _serve(other, asked, flows, spare, links, asking | {other})
            if moved:
                flows[other, supply] -= moved
                flows[need, supply] += moved
                return moved
    return 0


def share_out(claims, available):
    """Return {claimant: what it gets}, the first served first.

    >>> share_out({"old": 3, "new": 3}, 4)
    {'old': 3, 'new': 1}
    >>> share_out({"old": 3}, -1)
    {'old': 0}
    """
    kept = {}
    left = max(available, 0)
    for claimant, claim in claims.items():
        kept[claimant] = min(claim, left)
        left -= kept[claimant]
    return kept
