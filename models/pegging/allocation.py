"""Arithmetic of pegs: which supply serves which need. Plain numbers, no records."""

from collections import defaultdict, deque
from itertools import pairwise

# Quantities below this are the dust of unit conversions.
DUST = 1e-6


def without_dust(quantity):
    """Return a quantity without what sums and differences of others leave in it, which
    would tip its rounding.

    >>> 0.3 - 0.1
    0.19999999999999998
    >>> without_dust(0.3 - 0.1)
    0.2
    """
    return round(quantity, 6)


def allocate(wants, offers, links, held=None):
    """Return {(need, supply): quantity}: the most that the supplies can serve.

    Needs are served in the order of `wants`, each from its supplies in the order of
    `links`. A need takes over another's supply only if the other has a further one: no
    need goes short for another's convenience (augmenting paths, Ford and Fulkerson
    1956).

    :param dict wants: {need: quantity wanted}
    :param dict offers: {supply: quantity offered}
    :param dict links: {need: supplies that may serve it}
    :param dict held: {need: (quantity, supplies)} that it has in its hands of what
        these supplies have brought: it keeps that, whoever is served before it

    >>> allocate({"a": 3, "b": 2}, {"run": 5}, {"a": ["run"], "b": ["run"]})
    {('a', 'run'): 3, ('b', 'run'): 2}
    >>> allocate({"a": 3}, {"old": 2, "new": 4}, {"a": ["old", "new"]})
    {('a', 'old'): 2, ('a', 'new'): 1}

    Here "b" can only be served by the run that "a" took first:

    >>> links = {"a": ["run", "other"], "b": ["run"]}
    >>> sorted(allocate({"a": 2, "b": 2}, {"run": 2, "other": 2}, links).items())
    [(('a', 'other'), 2), (('b', 'run'), 2)]

    And here it holds what "a", which has grown, would take:

    >>> links = {"a": ["run"], "b": ["run"]}
    >>> allocate({"a": 2, "b": 2}, {"run": 3}, links, {"b": (2, ["run"])})
    {('b', 'run'): 2, ('a', 'run'): 1}
    """
    return _Allocation(offers, links).serve(wants, held or {})


class _Allocation:
    """The flows of one pool while its needs are served."""

    def __init__(self, offers, links):
        self.spare = dict(offers)
        self.links = links
        self.flows = {}  # {(need, supply): quantity}
        self.takers = defaultdict(dict)  # {supply: {need: None}}, in their order

    def serve(self, wants, held):
        kept = {
            need: self._take_spare(need, min(quantity, wants[need]), supplies)
            for need, (quantity, supplies) in held.items()
        }
        left_over = sum(max(offer, 0) for offer in self.spare.values())
        for need, wanted in wants.items():
            wanted -= kept.get(need, 0)
            served = self._take_spare(need, wanted, self.links[need])
            while wanted - served > DUST and left_over - served > DUST:
                path = self._find_path(need)
                if not path:
                    break
                served += self._move_on(path, wanted - served)
            left_over -= served
        return {pair: flow for pair, flow in self.flows.items() if flow > DUST}

    def _take_spare(self, need, wanted, supplies):
        served = 0
        for supply in supplies:
            if wanted - served <= DUST:
                break
            taken = min(wanted - served, self.spare[supply])
            if taken > DUST:
                self._add(need, supply, taken)
                self.spare[supply] -= taken
                served += taken
        return served

    def _find_path(self, need):
        """Return the shortest [(need, supply)] along which each need but the first
        gives the supply before its own to the need before it, and takes its own; the
        last supply has some to spare. None if there is no such path."""
        came = {need: None}
        queue = deque([need])
        while queue:
            asking = queue.popleft()
            for supply in self.links[asking]:
                if self.spare[supply] > DUST:
                    return self._trace(came, asking, supply)
                for taker in self.takers[supply]:
                    if taker not in came and self.flows[taker, supply] > DUST:
                        came[taker] = (asking, supply)
                        queue.append(taker)
        return None

    @staticmethod
    def _trace(came, asking, supply):
        path = [(asking, supply)]
        while came[asking]:
            asking, supply = came[asking]
            path.append((asking, supply))
        return path[::-1]

    def _move_on(self, path, amount):
        """Let supplies change hands along a path; return by how much."""
        given = [(taker, supply) for (_, supply), (taker, _) in pairwise(path)]
        last = path[-1][1]
        moved = min([amount, self.spare[last], *(self.flows[pair] for pair in given)])
        for pair in given:
            self.flows[pair] -= moved
        for need, supply in path:
            self._add(need, supply, moved)
        self.spare[last] -= moved
        return moved

    def _add(self, need, supply, quantity):
        self.flows[need, supply] = self.flows.get((need, supply), 0) + quantity
        self.takers[supply][need] = None


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
