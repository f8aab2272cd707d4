"""Guaranteed service on a chain that is no tree: an exact integer program.

It is solved by HiGHS where the Python package `highspy` is installed; nothing else of
the module needs it.
"""

from bisect import bisect_left
from itertools import accumulate
from math import inf, sqrt

try:
    import highspy
except ImportError:
    highspy = None

# A program of more pairs is not tried (about five seconds), and one is given up after
# so many branches: sizes, not seconds, so that the answer is the same on all machines.
MOST_PAIRS, MOST_NODES = 300_000, 200
# HiGHS is content with a millionth; costs are to agree to the cent.
TOLERANCE = 1e-9


class Program:
    """The cheapest service times of any graph of stages without circles.

    The model of guaranteed service of Graves and Willems 2000, over times as in
    Magnanti, Shen, Shu, Simchi-Levi and Teo 2006, "Inventory placement in acyclic
    supply chain networks", but with a column for each pair of a stage's inbound and
    outbound time: its cost is that of the pair, so that nothing is approximated.

    - a pair's share: how far the stage takes it; those of a stage sum to 1
    - steps: "waits at least so long", "serves after at least so long", 0 or 1: the sums
      of the pairs of which that is true
    - an edge: where a supplier serves after at least so long, its customer waits at
      least so long

    Whole steps make whole pairs. On a tree the steps come out whole by themselves,
    else few are branched on.

    :param times: {stage: own time}
    :param weights: {stage: money a year for a net time of one period}
    :param edges: [(from, to)]
    :param waits: {stage: the inbound times that it may have}, each sorted
    :param services: {stage: the outbound times that it may promise}, each sorted
    """

    def __init__(self, times, weights, edges, waits, services):
        self.times = times
        self.weights = weights
        self.edges = edges
        self.waits = waits
        self.services = services
        # Whether no other times are cheaper.
        self.is_proven = False
        # Of each column what it costs, and whether it is a step.
        self.costs, self.is_step = [], []
        # Of each row {column: factor}, the least and the most that it may sum to.
        self.rows = []
        # Steps: {stage: {time: column}}.
        self.waiting, self.serving = {}, {}

    @property
    def is_solvable(self):
        """Whether it may be solved: the package is there, the program not too large."""
        return highspy is not None and self._count_pairs() <= MOST_PAIRS

    def _count_pairs(self):
        return sum(
            len(self.waits[stage]) * len(self.services[stage]) for stage in self.times
        )

    def solve(self):
        """Return {stage: outbound service time}, or None where it has found none."""
        for stage in self.times:
            self._add_stage(stage)
        for supplier, customer in self.edges:
            self._add_edge(supplier, customer)
        solver = self._get_solver()
        solver.run()
        self.is_proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        solution = solver.getSolution()
        if not solution.value_valid:
            return None
        values = solution.col_value
        return {
            stage: max([0, *(time for time in steps if values[steps[time]] > 0.5)])
            for stage, steps in self.serving.items()
        }

    def _add_stage(self, stage):
        """Add the pairs and steps of a stage; the first of its times have no step."""
        waits, services = self.waits[stage], self.services[stage]
        self.waiting[stage] = {time: self._add_column(0, True) for time in waits[1:]}
        self.serving[stage] = {time: self._add_column(0, True) for time in services[1:]}
        by_wait, by_service = (
            {time: {} for time in kind} for kind in (waits, services)
        )
        for wait in waits:
            net = wait + self.times[stage]
            for service in services:
                if service <= net:
                    cost = self.weights[stage] * sqrt(net - service)
                    pair = self._add_column(cost, False)
                    by_wait[wait][pair] = by_service[service][pair] = 1
        self._add_sums(by_wait, self.waiting[stage])
        self._add_sums(by_service, self.serving[stage])

    def _add_sums(self, pairs, steps):
        """Say that the pairs of a time are what its step has more than the next."""
        columns = [None, *steps.values(), None]
        for number, row in enumerate(pairs.values()):
            this, following = columns[number : number + 2]
            if this is not None:
                row[this] = -1
            if following is not None:
                row[following] = 1
            total = 1 if this is None else 0
            self.rows.append((row, total, total))

    def _add_edge(self, supplier, customer):
        waits, steps = self.waits[customer], self.waiting[customer]
        for time, serves in self.serving[supplier].items():
            place = bisect_left(waits, time)
            if place == len(waits):
                self.rows.append(({serves: 1}, 0, 0))
            elif place:
                self.rows.append(({serves: 1, steps[waits[place]]: -1}, -inf, 0))

    def _add_column(self, cost, is_step):
        self.costs.append(cost)
        self.is_step.append(is_step)
        return len(self.costs) - 1

    def _get_solver(self):
        solver = highspy.Highs()
        for name, value in self._get_options().items():
            solver.setOptionValue(name, value)
        count = len(self.costs)
        scale = max(self.costs) or 1
        kinds = highspy.HighsVarType
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = count, len(self.rows)
        program.col_cost_ = [cost / scale for cost in self.costs]
        program.col_lower_, program.col_upper_ = [0] * count, [1] * count
        program.integrality_ = [
            kinds.kInteger if is_step else kinds.kContinuous for is_step in self.is_step
        ]
        program.row_lower_ = [least for _row, least, _most in self.rows]
        program.row_upper_ = [most for _row, _least, most in self.rows]
        matrix = program.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        starts = accumulate((len(row) for row, _least, _most in self.rows), initial=0)
        matrix.start_ = list(starts)
        matrix.index_ = [column for row, _least, _most in self.rows for column in row]
        matrix.value_ = [
            factor for row, _least, _most in self.rows for factor in row.values()
        ]
        solver.passModel(program)
        return solver

    def _get_options(self):
        return {
            "output_flag": False,
            # More would wait for a pool of threads that another process has forked.
            "threads": 1,
            "parallel": "off",
            # The relaxed program is nearly whole: what is for others costs time here.
            "presolve": "off",
            "mip_heuristic_effort": 0.0,
            "mip_max_nodes": MOST_NODES,
            "mip_rel_gap": TOLERANCE,
            "mip_abs_gap": TOLERANCE,
            "mip_feasibility_tolerance": TOLERANCE,
            "primal_feasibility_tolerance": TOLERANCE,
            "dual_feasibility_tolerance": TOLERANCE,
        }
