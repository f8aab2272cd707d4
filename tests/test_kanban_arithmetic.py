import doctest
from fractions import Fraction
from math import ceil

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..models.kanban import cards, contents, waiting
from ..models.kanban.cards import card_count
from ..models.kanban.sizing import usage
from ..models.kanban.waiting import line_up
from .examples import tried_with

COUNTS = st.integers(0, 10_000)
TENTHS = COUNTS.map(lambda number: Fraction(number, 10))
PLACES = st.sampled_from("ab")
LIMITS = st.dictionaries(PLACES, st.integers(1, 9), min_size=1)
JOBS = st.lists(
    st.tuples(
        st.dictionaries(PLACES, st.integers(1, 9), min_size=1),
        st.booleans(),
    ),
    max_size=8,
)


class TestKanbanArithmetic(BaseCase):
    """How many cards a loop needs."""

    def test_examples_of_the_module(self):
        for module in (cards, contents, waiting, usage):
            failed, tried = doctest.testmod(module)
            self.assertTrue(tried)
            self.assertFalse(failed)

    def test_worked_answers(self):
        self.assertEqual(card_count(100, 2, 10, safety_stock=20, largest=50), 27)
        self.assertEqual(card_count(2000, 0.10, 22, 0.1), 10)
        self.assertEqual(card_count(44, 1, 10), 5)
        self.assertEqual(card_count(12.18, 1, 1), 13)

    def test_the_largest_demand_is_a_term_of_its_own(self):
        without = card_count(100, 2, 10, safety_stock=20)
        self.assertEqual(card_count(100, 2, 10, safety_stock=20, largest=50), 5 + 22)
        self.assertEqual(without, 22)

    @settings(deadline=None)
    @given(TENTHS, TENTHS, st.integers(1, 999), TENTHS, TENTHS)
    def test_whole_results_have_no_dust(self, demand, time, quantity, stock, largest):
        """Exact arithmetic finds the same number of cards."""
        exact = (demand * time + stock + largest) / quantity
        numbers = [float(number) for number in (demand, time, stock, largest)]
        self.assertEqual(
            card_count(numbers[0], numbers[1], quantity, 0.0, *numbers[2:]),
            ceil(exact),
        )

    def test_bad_numbers_are_refused(self):
        good = {"demand": 1, "replenishment_time": 1, "card_quantity": 1}
        good |= {"safety": 0, "safety_stock": 0, "largest": 0}
        self.assertEqual(card_count(**good), 1)
        for name in good:
            for bad in (-1, float("nan"), float("inf"), "3", None, True):
                with self.subTest(name=name, bad=bad), self.assertRaises(ValueError):
                    card_count(**{**good, name: bad})
        with self.assertRaises(ValueError):
            card_count(1, 1, 0)


class TestWorkQueue(BaseCase):
    """Who of those that wait may begin."""

    @tried_with(LIMITS, st.dictionaries(PLACES, st.integers(0, 9)), JOBS)
    def test_no_more_than_allowed_nobody_passed_and_no_standstill(
        self, most, used, jobs
    ):
        line = [
            (number, {p: a for p, a in amounts.items() if p in most}, ready)
            for number, (amounts, ready) in enumerate(jobs)
        ]
        held = line_up(most, used, line)
        begin = [(a, n) for n, a, ready in line if ready and n not in held]
        for place in most:
            taken = used.get(place, 0)
            for amounts, _number in begin:
                if place in amounts:
                    # What is larger than the limit goes alone.
                    self.assertTrue(not taken or taken + amounts[place] <= most[place])
                    taken += amounts[place]
        # Whoever lacks room at one place only lets nobody behind him have it.
        for number, (place, _rank) in held.items():
            alone = list(line[number][1]) == [place] and line[number][2]
            for amounts, other in begin:
                self.assertFalse(alone and other > number and place in amounts)
        if any(ready and a for _n, a, ready in line) and not any(used.values()):
            self.assertTrue(begin)

    def test_places_are_counted_from_the_first_that_waits(self):
        jobs = [(number, {"saw": 1}, True) for number in range(4)]
        held = line_up({"saw": 3}, {"saw": 2}, jobs)
        self.assertEqual(held, {1: ("saw", 2), 2: ("saw", 3), 3: ("saw", 4)})
