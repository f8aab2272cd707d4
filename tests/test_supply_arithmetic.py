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
