import doctest
from fractions import Fraction
from math import ceil

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..models.kanban import cards, contents
from ..models.kanban.cards import card_count
from ..models.kanban.sizing import usage

COUNTS = st.integers(0, 10_000)
TENTHS = COUNTS.map(lambda number: Fraction(number, 10))


class TestKanbanArithmetic(BaseCase):
    """How many cards a loop needs."""

    def test_examples_of_the_module(self):
        for module in (cards, contents, usage):
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
