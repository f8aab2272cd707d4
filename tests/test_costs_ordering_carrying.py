import doctest
from pathlib import Path

from odoo.modules.migration import load_script
from odoo.tests import tagged

from ..models.costs.ordering import carrying
from ..models.costs.ordering.carrying import get_carrying_cost
from .books import OrderingCommon


@tagged("post_install", "-at_install")
class TestCogsCarrying(OrderingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.pull_carrying_rate = 20
        cls.company.pull_push_days = 73

    def _hold(self, move, days):
        """Have the goods of a move lain in stock for so many days."""
        move.sudo().pull_value_days = move.value * days

    def test_doctests_hold(self):
        result = doctest.testmod(carrying)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)

    def test_a_year_in_stock_costs_the_rate(self):
        self.assertEqual(get_carrying_cost(500 * 365, 10), 50)
        self.assertEqual(get_carrying_cost(500 * 73, 10), 10)
        self.assertEqual(get_carrying_cost(500, 0), 0)

    def test_the_rate_is_the_sum_of_its_parts(self):
        company = self.company
        company.write({"pull_carrying_storage": 5, "pull_carrying_obsolescence": 4})
        self.assertEqual(
            (company.pull_carrying_rate, company.pull_carrying_capital), (29, 20)
        )
        company.pull_carrying_rate = 25
        self.assertEqual(
            (company.pull_carrying_rate, company.pull_carrying_capital), (25, 16)
        )
        self.assertEqual(company.pull_carrying_storage, 5)

    def test_a_rate_of_the_version_before_is_capital(self):
        self.env.flush_all()
        query = "UPDATE res_company SET pull_carrying_capital = NULL WHERE id = %s"
        self.env.cr.execute(query, [self.company.id])
        folder = Path(__file__).parents[1] / "migrations" / "19.0.1.1.0"
        script = load_script(str(folder / "pre-migration.py"), "pre-migration")
        script.part_carrying_rate(self.env.cr)
        self.env.invalidate_all()
        self.assertEqual(self.company.pull_carrying_capital, 20)
        self.assertEqual(self.company.pull_carrying_rate, 20)

    def test_delivered_goods_cost_what_they_lay(self):
        sale = self._make_sale([(self.component, 10)])
        line = sale.order_line
        self.assertEqual((line.pull_carrying_cost, line.pull_carrying_push), (0, 0))
        delivery = self._deliver(sale)
        self._hold(delivery, 7.3)
        self.assertEqual(delivery.value, 100)
        # 100 x 20 % x 7.3 / 365, and what 73 days would have cost
        self.assertEqual(line.pull_carrying_cost, 0.4)
        self.assertEqual(line.pull_carrying_push, 4)

    def test_returned_goods_are_taken_off(self):
        sale = self._make_sale([(self.component, 10)])
        delivery = self._deliver(sale)
        self._hold(delivery, 73)
        back = self._make_return(delivery, 5)
        self.assertEqual(back.pull_value_days, 50 * 73)
        self.assertEqual(sale.order_line.pull_carrying_cost, 2)
        self.assertEqual(sale.order_line.pull_carrying_push, 2)

    def test_what_a_run_made_counts_when_delivered(self):
        self.table.supply_policy = "pull"
        sale = self._make_sale([(self.table, 1)])
        run = sale.order_line.move_ids.production_id
        run = run or self.env["mrp.production"].search(
            [("product_id", "=", self.table.id)]
        )
        self._finish(run)
        self.assertEqual(sale.order_line.pull_carrying_push, 0)
        delivery = self._deliver(sale)
        self._hold(delivery, 1)
        self.assertAlmostEqual(delivery.value, 63)
        self.assertEqual(sale.order_line.pull_carrying_push, 2.52)

    def test_lines_are_read_together(self):
        sale = self._make_sale([(self.component, 1)] * 3)
        self._deliver(sale)
        lines = sale.order_line
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            lines.mapped("pull_carrying_push")
        self.assertEqual(lines.mapped("pull_carrying_push"), [0.4] * 3)
