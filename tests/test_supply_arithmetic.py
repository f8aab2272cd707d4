import doctest

from odoo.tests import BaseCase

from ..models.supply import runs


class TestSupplyArithmetic(BaseCase):
    def test_doctests_hold(self):
        result = doctest.testmod(runs)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)
