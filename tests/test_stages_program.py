from random import Random
from unittest import skipUnless
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..models.advisor import decoupling
from ..models.advisor.decoupling import EXACT, HEURISTIC, PROGRAM, solve
from ..models.stages import program
from .test_advisor_arithmetic import FOUR, TEN, chains, examples, try_all


def make_chain(seed, count, extra):
    """Return the arguments of a product's chain of some levels, whose parts go into
    others too: more than all their times together can be tried."""
    chance = Random(seed)
    levels, edges = {0: 0}, set()
    for stage in range(1, count):
        level = chance.randint(1, 4)
        above = [other for other in levels if levels[other] == level - 1] or [0]
        other = chance.choice(above)
        levels[stage] = levels[other] + 1
        edges.add((stage, other))
    for _edge in range(extra):
        stage = chance.randrange(2, count)
        above = [other for other in levels if levels[other] < levels[stage]]
        edges.add((stage, chance.choice(above)))
    return {
        "times": {stage: chance.choice((1, 2, 5, 9, 14)) for stage in levels},
        "holding": {stage: chance.uniform(1, 90) for stage in levels},
        "edges": sorted(edges),
        "deviation": 3,
        "z": 1.6449,
        "outbound_max": {0: chance.choice((0, 4, 9))},
    }


class Unproven(program.Program):
    """What it finds is the best, and nobody says so."""

    def solve(self):
        services = super().solve()
        self.is_proven = False
        return services


class TestStagesLargeGraphs(BaseCase):
    """What is no tree and too large to try all, without an integer program."""

    def setUp(self):
        super().setUp()
        self.patch(program, "highspy", None)

    def test_without_the_package_the_best_of_a_search_is_called_so(self):
        for seed in range(3):
            chain = make_chain(seed, 25, 8)
            self.patch(decoupling, "MOST_PAIRS", 50)
            _services, cost, method = solve(**chain)
            self.assertEqual(method, HEURISTIC)
            self.patch(decoupling, "MOST_PAIRS_A_TURN", 0)
            self.assertGreaterEqual(solve(**chain)[1], cost - 1e-9)

    @examples(40)
    @given(st.integers(0, 10**6), st.integers(10, 60), st.integers(2, 20))
    def test_what_is_kept_of_a_graph_has_no_circle(self, seed, count, extra):
        chain = make_chain(seed, count, extra)
        arguments = (chain[name] for name in ("times", "holding", "edges", "z"))
        kept, cut = decoupling._Chain(*arguments)._get_forest()
        # All are part of one product's chain.
        self.assertEqual(len(kept), count - 1)
        self.assertCountEqual(kept + cut, chain["edges"])


@skipUnless(program.highspy, "the Python package highspy is not installed")
class TestStagesProgram(BaseCase):
    """The integer program against published answers, the tree's program, trying all
    service times, and the search."""

    def _solve_as_program(self, chain):
        """Return what the program answers, even for a tree."""
        with patch.object(decoupling, "Tree", program.Program):
            services, cost, _method = solve(**chain)
        return services, cost

    def _search(self, chain):
        with patch.object(program, "highspy", None):
            _services, cost, method = solve(**chain)
        self.assertEqual(method, HEURISTIC)
        return cost

    def test_published_answers(self):
        services, cost = self._solve_as_program(FOUR)
        self.assertAlmostEqual(cost, 8.277917, 6)
        self.assertEqual(services, {1: 0, 2: 0, 3: 0, 4: 1})
        services, cost = self._solve_as_program(TEN)
        self.assertAlmostEqual(cost, 18.824004, 6)
        self.assertLessEqual(services[10], 2)

    @examples(60)
    @given(chains(is_tree=True))
    def test_trees_cost_what_the_tree_program_says(self, chain):
        _services, cost, method = solve(**chain)
        self.assertEqual(method, EXACT)
        self.assertAlmostEqual(self._solve_as_program(chain)[1], cost, 6)

    def test_larger_trees_cost_what_the_tree_program_says(self):
        for seed in range(6):
            chain = make_chain(seed, 40, 0)
            _services, cost, method = solve(**chain)
            self.assertEqual(method, EXACT)
            self.assertAlmostEqual(self._solve_as_program(chain)[1], cost, 6)

    @examples(80)
    @given(chains(is_tree=False))
    def test_no_times_of_a_graph_are_cheaper(self, chain):
        self.patch(decoupling, "MOST_PAIRS", 0)
        _services, cost, method = solve(**chain)
        self.assertIn(method, (EXACT, PROGRAM))
        self.assertAlmostEqual(cost, try_all(**chain), 6)

    @examples(80)
    @given(st.data())
    def test_no_times_of_a_part_with_two_ways_are_cheaper(self, data):
        self.patch(decoupling, "MOST_PAIRS", 0)
        numbers = st.integers(0, 3)
        chain = {
            "times": {stage: data.draw(numbers) for stage in range(5)},
            "holding": {stage: data.draw(numbers) for stage in range(5)},
            "edges": [(0, 1), (0, 2), (1, 3), (2, 3), (4, 1), (4, 3)],
            "deviation": {0: 0, 1: 0, 2: data.draw(numbers), 3: 1, 4: 0},
            "z": 1,
            "inbound": {0: data.draw(numbers)},
            "outbound_max": {3: data.draw(numbers)},
        }
        _services, cost, method = solve(**chain)
        self.assertEqual(method, PROGRAM)
        self.assertAlmostEqual(cost, try_all(**chain), 6)

    def test_large_graphs_cost_no_more_than_the_search_finds(self):
        for seed in range(6):
            chain = make_chain(seed, 40, 15)
            services, cost, method = solve(**chain)
            self.assertEqual(method, PROGRAM)
            self.assertEqual(list(services), list(chain["times"]))
            self.assertLessEqual(cost, self._search(chain) + 1e-6)

    def test_what_is_too_large_for_the_program_is_searched(self):
        chain = make_chain(1, 40, 15)
        self.patch(program, "MOST_PAIRS", 10)
        _services, cost, method = solve(**chain)
        self.assertEqual(method, HEURISTIC)
        self.assertEqual(cost, self._search(chain))

    def test_the_cheaper_of_what_is_found_and_not_proven_is_taken(self):
        chain = make_chain(5, 40, 15)
        cost = solve(**chain)[1]

        def hold_everywhere(chain, *_how):
            return dict.fromkeys(chain.times, 0)

        self.patch(decoupling._Chain, "_search", hold_everywhere)
        self.assertGreater(self._search(chain), cost + 0.01)

        self.patch(decoupling, "Program", Unproven)
        _services, found, method = solve(**chain)
        self.assertEqual(method, HEURISTIC)
        self.assertAlmostEqual(found, cost, 6)

    def test_what_is_not_proven_is_called_a_search(self):
        chain = make_chain(1, 40, 15)
        self.patch(program, "MOST_NODES", 0)
        _services, cost, method = solve(**chain)
        self.assertEqual(method, HEURISTIC)
        self.assertLessEqual(cost, self._search(chain))
