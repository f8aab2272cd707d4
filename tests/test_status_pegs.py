from odoo.tests import tagged

from ..models.status import pull_pegged_mixin
from . import test_pegging, test_pegging_access, test_pegging_served


class OfMany:
    """However few there are, documents are asked whom they serve, as of many lines."""

    allow_inherited_tests_method = True

    def setUp(self):
        super().setUp()
        self.patch(pull_pegged_mixin, "FEW_LINES", 0)


@tagged("post_install", "-at_install")
class TestPeggingOfMany(OfMany, test_pegging.TestPegging):
    pass


@tagged("post_install", "-at_install")
class TestPeggingAccessOfMany(OfMany, test_pegging_access.TestPeggingAccess):
    pass


@tagged("post_install", "-at_install")
class TestScreensServedOfMany(OfMany, test_pegging_served.TestScreensServed):
    pass
