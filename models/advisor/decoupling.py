"""Where in a chain to hold stock: guaranteed service (Graves and Willems 2000).

Every stage promises its customers a service time. It waits for its suppliers, takes
its own time, and holds stock against the demand of what is left: the net time
`inbound + own time - outbound`. A stage whose net time is 0 holds none; where it is
not, there the chain is decoupled. Demand within that time is bounded by z deviations,
so that a stage's stock costs `holding * z * deviation * sqrt(net time)` a year.

Times are whole periods (days), deviations those of the demand of one period, in units,
holding costs money for one unit held for a year. One unit of a stage goes into one unit
of the next: scale deviation and holding where it is not so.
"""

from collections import defaultdict
from itertools import product
from math import prod, sqrt

from ..stages.program import Program
from ..stages.service_times import possible_times
from ..stages.tree import Tree
from .numbers import check_number

# All is tried, or an integer program has proven that nothing is cheaper, or neither.
EXACT, PROGRAM, HEURISTIC = "exact", "program", "heuristic"
# A graph that is no tree is solved exactly if that takes no more pairs of times than
# this: about two seconds.
MOST_PAIRS = 4_000_000
# The heuristic looks at each fixed time in turn: so many pairs a turn, so many turns.
MOST_PAIRS_A_TURN, MOST_TURNS = 5_000_000, 5


def guaranteed_service(
    times, holding, edges, deviation, z, inbound=None, outbound_max=None
):
    """Return the outbound service times that make the safety stock of a chain cheapest,
    and what it costs a year.

    Exact on trees, with edges in either direction, by dynamic programming. On other
    graphs exact while they are small, or by an integer program where `highspy` is
    installed, else a heuristic: :func:`solve` says which.

    :param times: {stage: its own time, whole periods}
    :param holding: {stage: money for one unit held there for a year}
    :param edges: [(from, to)]: the goods' way from supplier to customer
    :param deviation: standard deviation of the demand of one period, in units, at the
        stages without successor: one number for each of them, or {stage: number}, where
        other stages may be too that sell to customers of their own. Pooled upstream as
        independent
    :param z: how many deviations are covered
    :param inbound: {stage: periods that it waits for what is beyond the chain}, else 0
    :param outbound_max: {stage: the longest service time that it may promise}; 0 for a
        stage without successor that is not in it, no limit for the others
    :return: ({stage: outbound service time}, money a year)
    :raise ValueError: a number that it cannot be, an unknown stage, a circle

    >>> edges = [(1, 3), (3, 2), (3, 4)]
    >>> services, cost = guaranteed_service(
    ...     {1: 2, 2: 1, 3: 1, 4: 1}, {1: 1, 2: 3, 3: 2, 4: 3}, edges,
    ...     deviation=1, z=1, inbound={1: 1}, outbound_max={2: 0, 4: 1},
    ... )
    >>> services, round(cost, 6)
    ({1: 0, 2: 0, 3: 0, 4: 1}, 8.277917)
    """
    services, cost, _method = solve(
        times, holding, edges, deviation, z, inbound, outbound_max
    )
    return services, cost


def solve(times, holding, edges, deviation, z, inbound=None, outbound_max=None):
    """Return ({stage: outbound service time}, money a year, how it was found):
    "exact", "program" (exact as well) or "heuristic".

    All as in :func:`guaranteed_service`.
    """
    chain = _Chain(times, holding, edges, z)
    chain.set_limits(inbound or {}, outbound_max or {})
    chain.set_deviations(deviation)
    services, method = chain.solve()
    return services, chain.get_cost(services), method


class _Chain:
    """A checked graph of stages, and the search over it.

    A graph that is no tree is made one: the edges beyond a spanning forest are taken
    out, and the service time of their suppliers is fixed instead, as a limit to the
    supplier and as a time that its customers wait. All fixed times together are tried
    where they are few, and one by one in turns where not.
    """

    def __init__(self, times, holding, edges, z):
        if not times:
            raise ValueError("times is empty: give the time of at least one stage.")
        self.times = {stage: _check_time("times", stage, times) for stage in times}
        z = check_number("z", z, at_least=0, remedy="1.6449 covers 95 %.")
        self.weights = {
            stage: z * self._check_holding(holding, stage) for stage in times
        }
        self.edges = list(dict.fromkeys(map(tuple, edges)))
        self.suppliers, self.customers = defaultdict(list), defaultdict(list)
        for supplier, customer in self.edges:
            self._check_edge(supplier, customer)
            self.suppliers[customer].append(supplier)
            self.customers[supplier].append(customer)
        self.order = self._sort()

    def _check_holding(self, holding, stage):
        if stage not in holding:
            raise ValueError(f"holding lacks stage {stage!r}: say what a unit costs.")
        name = f"holding of stage {stage!r}"
        return check_number(name, holding[stage], at_least=0)

    def _check_edge(self, *edge):
        for stage in edge:
            if stage not in self.times:
                raise ValueError(
                    f"edges: {edge!r} has stage {stage!r}, which has no time. Give it "
                    "one, or leave the edge out."
                )

    def _sort(self):
        """Return the stages, suppliers first."""
        left = {stage: len(self.suppliers[stage]) for stage in self.times}
        order = [stage for stage, count in left.items() if not count]
        for stage in order:
            for customer in self.customers[stage]:
                left[customer] -= 1
                if not left[customer]:
                    order.append(customer)
        if len(order) < len(left):
            names = ", ".join(repr(stage) for stage in left if left[stage])
            raise ValueError(
                f"edges go round in a circle, at or before {names}: leave one out."
            )
        return order

    def set_limits(self, inbound, outbound_max):
        self._check_known("inbound", inbound)
        self._check_known("outbound_max", outbound_max)
        self.inbound, self.longest, self.outbound = {}, {}, {}
        for stage in self.order:
            self.inbound[stage] = _check_time("inbound", stage, inbound, 0)
            waits = [self.longest[supplier] for supplier in self.suppliers[stage]]
            wait = max([self.inbound[stage], *waits])
            self.longest[stage] = wait + self.times[stage]
            default = self.longest[stage] if self.customers[stage] else 0
            limit = _check_time("outbound_max", stage, outbound_max, default)
            self.outbound[stage] = min(limit, self.longest[stage])

    def _check_known(self, name, numbers):
        for stage in numbers:
            if stage not in self.times:
                raise ValueError(
                    f"{name} has stage {stage!r}, which has no time. Leave it out."
                )

    def set_deviations(self, deviation):
        """Weigh each stage with the deviation of all demand that it serves."""
        variances = defaultdict(float)
        for stage in reversed(self.order):
            variances[stage] += self._get_own_deviation(deviation, stage) ** 2
            for supplier in self.suppliers[stage]:
                variances[supplier] += variances[stage]
            self.weights[stage] *= sqrt(variances[stage])

    def _get_own_deviation(self, deviation, stage):
        if isinstance(deviation, dict):
            if stage not in deviation and not self.customers[stage]:
                raise ValueError(
                    f"deviation lacks stage {stage!r}, which has no successor: give "
                    "that of its demand, 0 where there is none."
                )
            deviation = deviation.get(stage, 0)
        elif self.customers[stage]:
            return 0.0
        return check_number(f"deviation of stage {stage!r}", deviation, at_least=0)

    def get_cost(self, services):
        """Return what the stock costs with these outbound service times."""
        cost = 0.0
        for stage in self.order:
            waits = [services[supplier] for supplier in self.suppliers[stage]]
            net = max([self.inbound[stage], *waits]) + self.times[stage]
            cost += self.weights[stage] * sqrt(net - services[stage])
        return cost

    def solve(self):
        """Return ({stage: outbound service time}, how it was found)."""
        kept, cut = self._get_forest()
        self.waits, self.services = possible_times(
            self.times, self.edges, self.inbound, self.outbound
        )
        fixed = sorted({edge[0] for edge in cut}, key=self.order.index)
        choices = [self.services[stage] for stage in fixed]
        trees = prod(len(choice) for choice in choices)
        if cut and trees * self._count_pairs() > MOST_PAIRS:
            return self._solve_large(kept, cut, fixed, choices)
        found = (self._solve_tree(kept, cut, fixed, each) for each in product(*choices))
        return min(found, key=self.get_cost), EXACT

    def _solve_large(self, kept, cut, fixed, choices):
        """Return the service times of a graph that has too many trees, and how they
        were found."""
        program = Program(
            self.times, self.weights, self.edges, self.waits, self.services
        )
        planned = program.solve() if program.is_solvable else None
        if program.is_proven:
            return self._shorten(planned), PROGRAM
        found = self._search(kept, cut, fixed, choices)
        if planned and self._is_cheaper(self._shorten(planned), found):
            found = self._shorten(planned)
        return found, HEURISTIC

    def _count_pairs(self):
        """Return how many pairs of inbound and outbound time one tree looks at."""
        return sum(
            len(self.waits[stage]) * len(self.services[stage]) for stage in self.order
        )

    def _get_forest(self):
        """Return the edges of a spanning forest, and those beyond it."""
        roots, kept, cut = {stage: stage for stage in self.times}, [], []

        def find(stage):
            while roots[stage] != stage:
                stage = roots[stage]
            return stage

        # Suppliers of many customers last: theirs are the edges that are cut.
        many = {stage: len(self.customers[stage]) for stage in self.times}
        for supplier, customer in sorted(self.edges, key=lambda edge: many[edge[0]]):
            one, other = find(supplier), find(customer)
            (cut if one == other else kept).append((supplier, customer))
            roots[one] = other
        return kept, cut

    def _solve_tree(self, kept, cut, fixed, chosen):
        """Return the best service times with those of these stages at most so long."""
        waits, services = dict(self.waits), dict(self.services)
        for stage, most in zip(fixed, chosen, strict=True):
            services[stage] = [time for time in services[stage] if time <= most]
        limits = dict(zip(fixed, chosen, strict=True))
        for supplier, customer in cut:
            least = limits[supplier]
            waits[customer] = [time for time in waits[customer] if time >= least]
        tree = Tree(self.times, self.weights, kept, waits, services)
        return self._shorten(tree.solve())

    def _shorten(self, services):
        """Return service times that no stage exceeds: where waiting costs nothing, the
        tree may have let stages wait for what comes sooner."""
        short = {}
        for stage in self.order:
            waits = [short[supplier] for supplier in self.suppliers[stage]]
            net = max([self.inbound[stage], *waits]) + self.times[stage]
            short[stage] = min(services[stage], net)
        return {stage: short[stage] for stage in self.times}

    def _search(self, kept, cut, fixed, choices):
        """Return good service times: those of the fixed stages are improved from all
        at their longest, and from none at all."""
        pairs = self._count_pairs() * len(choices)
        most = max(MOST_PAIRS_A_TURN // pairs, 2)
        choices = [_thin_out(choice, most) for choice in choices]
        starts = ([choice[-1] for choice in choices], [0] * len(choices))
        found = (self._improve(kept, cut, fixed, choices, start) for start in starts)
        return min(found, key=self.get_cost)

    def _improve(self, kept, cut, fixed, choices, chosen):
        """Return the service times where each fixed one in turn has been set to its
        best, until none gets better."""
        services = self._solve_tree(kept, cut, fixed, chosen)
        for _turn in range(MOST_TURNS):
            before = services
            for index, choice in enumerate(choices):
                for each in choice:
                    tried = [*chosen[:index], each, *chosen[index + 1 :]]
                    found = self._solve_tree(kept, cut, fixed, tried)
                    if self._is_cheaper(found, services):
                        services, chosen = found, tried
            if services is before:
                break
        return services

    def _is_cheaper(self, services, others):
        return self.get_cost(services) < self.get_cost(others) * (1 - 1e-9)


def _thin_out(times, most):
    """Return at most so many of these times, the first and the last among them.

    >>> _thin_out([0, 2, 3, 5, 7, 9, 11], 4)
    [0, 3, 7, 11]
    """
    step = -(-(len(times) - 1) // (most - 1)) or 1
    return sorted({*times[::step], times[-1]})


def _check_time(name, stage, times, default=None):
    """Return the time of a stage as a whole number."""
    name = f"{name} of stage {stage!r}"
    time = check_number(name, times.get(stage, default), at_least=0)
    if time != int(time):
        raise ValueError(f"{name} is {time:g}: round it up to whole periods.")
    return int(time)
