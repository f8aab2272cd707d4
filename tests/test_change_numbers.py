from odoo.tests import tagged

from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeNumbers(ChangeCommon):
    """The runs of one need are numbered as they are, whatever has become of others."""

    def setUp(self):
        super().setUp()
        self.fg_bom.run_size = 1
        self.order = self._make_order([(self.fg, 3)])
        self._check_numbers("1/3", "2/3", "3/3")

    def _check_numbers(self, *expected):
        runs = self._get_runs(self.fg)
        shown = [run.name.partition(" (")[2].rstrip(")") for run in runs]
        self.assertEqual(shown, list(expected))
        numbers = [f"{run.run_number}/{run.run_count}" for run in runs]
        self.assertEqual(numbers, [number or "1/1" for number in expected])

    def test_smaller_quantity(self):
        self.order.order_line.product_uom_qty = 2
        self._check_numbers("1/2", "2/2")
        self.order.order_line.product_uom_qty = 1
        self._check_numbers("")

    def test_greater_quantity(self):
        self.order.order_line.product_uom_qty = 5
        self._check_numbers("1/5", "2/5", "3/5", "4/5", "5/5")

    def test_run_cancelled_by_hand_and_made_again(self):
        self._get_runs(self.fg)[0].action_cancel()
        self._check_numbers("1/2", "2/2")
        self._get_exceptions(self.order).action_retry()
        self._check_numbers("1/3", "2/3", "3/3")

    def test_one_alone_that_gets_another(self):
        self.order.order_line.product_uom_qty = 1
        self.order.order_line.product_uom_qty = 2
        self._check_numbers("1/2", "2/2")

    def test_done_run_keeps_the_name_that_its_goods_bear(self):
        self._receive_all(self.order)
        for run in self._get_runs(self.sub):
            self._produce(run)
        self._produce(self._get_runs(self.fg)[0])
        self._get_runs(self.fg)[2].action_cancel()
        names = self._get_runs(self.fg).mapped("name")
        self.assertEqual([name.partition(" (")[2] for name in names], ["1/3)", "2/2)"])

    def test_name_given_by_a_person_stays(self):
        self._get_runs(self.fg)[0].name = "For the fair"
        self.order.order_line.product_uom_qty = 2
        names = self._get_runs(self.fg).mapped("name")
        self.assertEqual(names[0], "For the fair")
        self.assertTrue(names[1].endswith("(2/2)"))

    def test_runs_of_another_need_are_not_counted(self):
        other = self._make_order([(self.fg, 2)])
        self.order.order_line.product_uom_qty = 2
        self._check_numbers("1/2", "2/2", "1/2", "2/2")
        other.order_line.product_uom_qty = 1
        self._check_numbers("1/2", "2/2", "")
