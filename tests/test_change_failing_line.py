from odoo import Command
from odoo.tests import tagged

from ..models.change.scope import change_scope
from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeFailingLine(ChangeCommon):
    """One line of an order that is changed fails, and what it did is rolled back: the
    other lines change as if it were not there, and once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.broken = cls._make_product("BROKEN", "pull", cls.vendor_b)
        cls.route = cls._make_broken_route()

    def _make_failing_order(self, quantities):
        """Return a confirmed order whose lines of BROKEN fail from now on."""
        order = self._make_order(quantities)
        self.assertFalse(self._get_exceptions(order))
        broken = order.order_line.filtered(lambda line: line.product_id == self.broken)
        broken.sudo().route_ids = self.route
        return order

    def _change(self, order, *quantities):
        """Change the quantities of all lines, in their order, as a form does."""
        order.write(
            {
                "order_line": [
                    Command.update(line.id, {"product_uom_qty": quantity})
                    for line, quantity in zip(order.order_line, quantities, strict=True)
                ]
            }
        )

    def _check_failed(self, order):
        """The line that failed is told, and nothing else is missing."""
        broken = order.order_line.filtered(lambda line: line.product_id == self.broken)
        exceptions = self._get_exceptions(order)
        self.assertEqual(set(exceptions.mapped("kind")), {"failed"})
        self.assertEqual(exceptions.sale_line_id, broken)

    def test_first_line_fails(self):
        order = self._make_failing_order([(self.broken, 1), (self.fg, 5)])
        self._change(order, 2, 3)
        self._check_chain(3)
        self._check_delivery(order, 4)
        self._check_failed(order)

    def test_last_line_fails(self):
        order = self._make_failing_order([(self.fg, 5), (self.broken, 1)])
        self._change(order, 3, 2)
        self._check_chain(3)
        self._check_failed(order)

    def test_line_in_the_middle_fails(self):
        order = self._make_failing_order(
            [(self.fg, 5), (self.broken, 1), (self.buy, 4)]
        )
        self._change(order, 3, 2, 1)
        self._check_chain(3)
        self._check_bought(self.buy, [1])
        self._check_failed(order)

    def test_two_lines_change_after_the_one_that_fails(self):
        order = self._make_failing_order(
            [(self.broken, 1), (self.fg, 5), (self.buy, 4)]
        )
        self._change(order, 2, 3, 2)
        self._check_chain(3)
        self._check_bought(self.buy, [2])
        self._check_failed(order)

    def test_one_line_decreases_and_one_increases(self):
        order = self._make_failing_order(
            [(self.broken, 1), (self.fg, 5), (self.buy, 4)]
        )
        self._change(order, 2, 3, 6)
        self._check_chain(3)
        self._check_bought(self.buy, [6])
        self._check_failed(order)

    def test_two_lines_fail(self):
        order = self._make_failing_order(
            [(self.broken, 1), (self.fg, 5), (self.broken, 2)]
        )
        self._change(order, 2, 3, 3)
        self._check_chain(3)
        self._check_failed(order)

    def test_failing_line_changes_alone(self):
        order = self._make_failing_order([(self.broken, 3), (self.fg, 5)])
        order.order_line[0].product_uom_qty = 2
        self._check_chain(5)
        self._check_bought(self.broken, [3])

    def test_order_is_told_of_each_line_once(self):
        order = self._make_failing_order([(self.broken, 1), (self.fg, 5)])
        before = order.message_ids
        self._change(order, 2, 3)
        told = [message.body for message in order.message_ids - before]
        self.assertEqual(len([body for body in told if "FG: 5 to 3" in body]), 1, told)

    def test_order_with_a_failing_line_is_cancelled(self):
        order = self._make_failing_order([(self.broken, 1), (self.fg, 5)])
        self._change(order, 2, 3)
        order.action_cancel()
        self._check_chain(0)
        self._check_bought(self.broken, [])
        self._check_delivery(order, 0)
        self.assertFalse(self._get_exceptions(order))

    def test_order_is_cancelled_in_the_change_in_which_a_line_failed(self):
        order = self._make_failing_order([(self.broken, 1), (self.fg, 5)])
        with change_scope(self.env):
            self._change(order, 2, 3)
            order.action_cancel()
        self._check_chain(0)

    def test_reordering_rule_that_fails_in_a_savepoint_of_core(self):
        """Core runs the reordering rules of a delivery in a savepoint of its own."""
        bought = self._make_product("FROM STOCK", "push")
        order = self._make_order([(bought, 1), (self.fg, 5)])
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": bought.id,
                "warehouse_id": self.warehouse.id,
                "location_id": self.stock.id,
                "product_min_qty": 4,
                "product_max_qty": 9,
                "trigger": "auto",
            }
        )
        self._change(order, 2, 3)
        warned = bought.product_tmpl_id.activity_ids
        self.assertTrue(warned, "The rule is to fail.")
        self._check_chain(3)
        self.assertFalse(self._get_exceptions(order))
