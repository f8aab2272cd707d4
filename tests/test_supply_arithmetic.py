import doctest

from odoo.tests import BaseCase

from ..models.pegging import allocation as pegs
from ..models.supply import runs
from ..models.supply import stock_first as allocation


class TestSupplyArithmetic(BaseCase):
    def test_doctests_hold(self):
        for module in (allocation, pegs, runs):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0)
            self.assertEqual(result.failed, 0)

    def test_runs_are_full_and_the_last_holds_the_rest(self):
        for tenths in range(1, 100, 7):
            for size in (0.1, 0.3, 1, 2.5, 7):
                quantity = tenths / 10
                *full, last = runs.split_into_runs(quantity, size, 0.01)
                case = (quantity, size, full, last)
                self.assertEqual(full, [size] * len(full), case)
                self.assertTrue(0 < last <= size, case)
                self.assertAlmostEqual(sum(full) + last, quantity, msg=case)
