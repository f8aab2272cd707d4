import doctest

from odoo.tests import BaseCase

from ..models import document_states
from ..models.supply import line_state


class TestScreensArithmetic(BaseCase):
    def test_doctests_hold(self):
        for module in (document_states, line_state):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0)
            self.assertEqual(result.failed, 0)
