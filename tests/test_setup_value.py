from odoo import Command
from odoo.tests import tagged

from .common_setup import SetupCommon


@tagged("post_install", "-at_install")
class TestSetupValue(SetupCommon):
    def test_run_of_one(self):
        run = self._produce(1)
        # 10 component + 45 min at 60/h + 8 fixed
        self.assertEqual(self._get_value(run), 63)
        self._check_books(absorbed=8)

    def test_run_of_ten(self):
        run = self._produce(10)
        # 100 components + (15 + 300) min at 60/h + 8 fixed
        self.assertEqual(self._get_value(run), 423)
        self._check_books(absorbed=8)

    def test_setup_and_run_logged(self):
        run = self._make_run(1)
        order = run.workorder_ids
        self._log(order, 0, 25, setup=True)
        self._log(order, 25, 30)
        self._finish(run)
        # 10 component + 25 setup + 30 run + 8 fixed
        self.assertEqual(self._get_value(run), 73)
        self._check_books(absorbed=8)
        self.assertRecordValues(
            order,
            [
                {
                    "setup_minutes_planned": 15,
                    "setup_cost_planned": 23,
                    "setup_minutes": 25,
                    "setup_measured": True,
                    "setup_cost": 33,
                    "setup_variance": 10,
                }
            ],
        )
        self.assertRecordValues(
            run,
            [
                {
                    "setup_minutes": 25,
                    "setup_cost": 33,
                    "setup_cost_unit": 33,
                    "run_cost": 73,
                    "setup_variance": 10,
                }
            ],
        )
        self.assertAlmostEqual(run.setup_share, 33 / 73)

    def test_by_product_takes_its_share(self):
        self.bom.byproduct_ids = [
            Command.create(
                {
                    "product_id": self._make_product(
                        "Offcut", self.category_fifo_auto
                    ).id,
                    "product_qty": 1,
                    "cost_share": 33.33,
                }
            )
        ]
        run = self._make_run(1)
        # 63 + 25: 88 in all, of which 33.33 % goes to the by-product
        self._log(run.workorder_ids, 0, 40, setup=True)
        self._log(run.workorder_ids, 40, 30)
        self._finish(run)
        self.assertEqual(sorted(run.move_finished_ids.mapped("value")), [29.33, 58.67])
        self._check_books(absorbed=8)

    def test_average_cost(self):
        self.component.categ_id = self.table.categ_id = self.category_avco_auto
        self._produce(1)
        self._produce(10)
        # the 63 and 423 of the runs, on 11 units
        self.assertAlmostEqual(self.table.standard_price, 44.18, places=2)
        self.assertAlmostEqual(self.table.total_value, 486)
        self._check_books(absorbed=16)
