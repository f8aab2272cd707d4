import doctest

from odoo.tests import BaseCase

from ..models.exceptions.kinds import BLOCKING_KINDS, FINDING_KINDS
from ..models.readiness import findings


class TestReadinessArithmetic(BaseCase):
    """Findings without records."""

    def test_doctests_hold(self):
        result = doctest.testmod(findings)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)

    def test_exactly_the_blocking_kinds_block(self):
        blocking = [
            kind
            for kind, _name in FINDING_KINDS
            if findings.get_severity(kind) == findings.BLOCKING
        ]
        self.assertEqual(set(blocking), set(BLOCKING_KINDS))
