from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from .test_placing import PlacingCommon

SUITE = "@pull_through_production"


@tagged("post_install", "-at_install")
class TestChainTours(PlacingCommon, HttpCase):
    """The chain screen in a browser, with the rights that people have."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_operation(cls.fg_bom, cls.saw, 60)
        cls.planner = new_test_user(
            cls.env, "chain_planner", groups="mrp.group_mrp_manager"
        )

    def _make_late(self):
        """Return an order whose COMP comes ten days after it was planned."""
        asked = fields.Datetime.now() + timedelta(days=14)
        line = self._confirm(asked=asked)
        bought = self._get_purchase_lines(self.comp)[-1]
        bought.order_id.button_confirm()
        bought.date_planned = asked + timedelta(days=10)
        self._end_request()
        return line.order_id

    def test_salesperson_finds_out_why_an_order_is_late(self):
        order = self._make_late()
        self.start_tour(
            f"/odoo/sale.order/{order.id}",
            "pull_chain_salesperson",
            login=self.salesperson.login,
        )

    def test_planner_sees_whom_a_work_center_hits(self):
        self._make_late()
        self._make_late()
        self.start_tour(
            f"/odoo/mrp.workcenter/{self.saw.id}",
            "pull_chain_planner",
            login=self.planner.login,
        )


@tagged("post_install", "-at_install")
class TestChainUnit(HttpCase):
    """What the screen works out in the browser: HOOT's suite of this module."""

    def test_units(self):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={hash_of(SUITE)}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )


def hash_of(name):
    """Return the id that HOOT gives a suite of this name.

    >>> hash_of("@web/core")
    'e39ce9ba'
    """
    number = 0
    for char in name:
        number = ((number << 5) - number + ord(char)) & 0xFFFFFFFF
    return f"{number:08x}"
