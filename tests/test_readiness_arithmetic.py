import doctest

from odoo.tests import BaseCase

from ..models.exceptions import kinds
from ..models.readiness import findings


class TestReadinessArithmetic(BaseCase):
    """Findings without records."""

    def test_doctests_hold(self):
        for module in (findings, kinds):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0)
            self.assertEqual(result.failed, 0)
