from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .world import PullCommon


@tagged("post_install", "-at_install")
class TestSupplyRuns(PullCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()

    def _get_run_quantities(self, run_size, quantity, uom=None):
        self.fg_bom.run_size = run_size
        order = self._make_order([(self.fg, quantity)], confirm=False)
        if uom:
            order.order_line.product_uom_id = uom
        before = self._get_runs(self.fg)
        order.action_confirm()
        runs = self._get_runs(self.fg) - before
        dest = self._get_customer_moves(order)
        for run in runs:
            self.assertEqual(run.move_finished_ids.move_dest_ids, dest)
            self.assertEqual(run.state, "confirmed")
        return runs.mapped("product_qty")

    def test_seven_units(self):
        self.assertEqual(self._get_run_quantities(3, 7), [3, 3, 1])
        self.assertEqual(self._get_run_quantities(1, 7), [1] * 7)
        self.assertEqual(self._get_run_quantities(0, 7), [7])

    def test_two_dozen(self):
        self.assertEqual(self._get_run_quantities(3, 2, self.dozens), [3] * 8)
        self.assertEqual(self._get_run_quantities(1, 2, self.dozens), [1] * 24)
        self.assertEqual(self._get_run_quantities(0, 2, self.dozens), [24])
        self.assertEqual(self._get_run_quantities(7, 2, self.dozens), [7, 7, 7, 3])

    def test_run_size_in_the_unit_of_the_bill_of_materials(self):
        self.fg_bom.write({"product_uom_id": self.dozens.id})
        self.assertEqual(self._get_run_quantities(1, 36), [1, 1, 1])

    def test_runs_of_one_need_are_told_apart(self):
        self._get_run_quantities(1, 7)
        names = self._get_runs(self.fg).mapped("name")
        self.assertEqual(
            [name.split(" ")[1] for name in names],
            [f"({number}/7)" for number in range(1, 8)],
        )
        self.assertEqual(len(set(names)), 7)

    def test_runs_of_one_need_are_confirmed_together_whatever_a_client_says(self):
        self.fg_bom.run_size = 1
        model = self.env.registry["mrp.production"]
        confirm, confirmed = model.action_confirm, []

        def note(runs):
            confirmed.append(len(runs))
            return confirm(runs)

        self.patch(model, "action_confirm", note)
        order = self._make_order([(self.fg, 7)], confirm=False)
        order.with_context(pull_confirm_runs=True).action_confirm()
        self.assertEqual(confirmed, [7, 7])

    def test_each_finished_run_is_reserved_for_its_delivery(self):
        self.fg_bom.run_size = 3
        order = self._make_order([(self.fg, 7)]).with_user(self.env.user)
        self._receive_all(order)
        for run in self._get_runs(self.sub):
            self._produce(run)
        delivery = self._get_customer_moves(order)
        reserved = []
        for run in self._get_runs(self.fg):
            self._produce(run)
            reserved.append(delivery.quantity)
        self.assertEqual(reserved, [3, 6, 7])
        self.assertEqual(delivery.state, "assigned")

    def test_small_runs_pull_through_all_levels(self):
        self.fg_bom.run_size = 1
        order = self._make_order([(self.fg, 3)])
        self.assertEqual(self._get_runs(self.sub).mapped("product_qty"), [2, 2, 2])
        raw = self._get_purchase_lines(self.raw)
        self.assertEqual(raw.product_qty, 18)
        self.assertEqual(raw._get_pull_quantities(), {order.order_line: 18})
        node_quantity = sum(
            node["quantity"]
            for node in order.order_line._get_pull_chain()
            if node["product_id"] == self.raw.id
        )
        self.assertEqual(node_quantity, 18)

    def test_batch_size_beside_a_run_size_is_refused(self):
        self.fg_bom.run_size = 3
        with self.assertRaisesRegex(ValidationError, "run size"):
            self.fg_bom.write({"enable_batch_size": True, "batch_size": 3})

    def test_negative_run_size_is_refused(self):
        from psycopg2.errors import CheckViolation

        from odoo.tools import mute_logger

        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.fg_bom.run_size = -1
            self.env.flush_all()

    def test_batch_size_alone_keeps_every_order_linked(self):
        self.fg_bom.write({"enable_batch_size": True, "batch_size": 3})
        order = self._make_order([(self.fg, 7)])
        runs = self._get_runs(self.fg)
        self.assertEqual(runs.mapped("product_qty"), [3, 3, 3])
        dest = self._get_customer_moves(order)
        for run in runs:
            self.assertEqual(run.move_finished_ids.move_dest_ids, dest)

    def test_specification_reaches_every_run_of_the_line(self):
        order = self._make_order([(self.fg, 1), (self.fg, 1)], confirm=False)
        order.order_line[0].pull_specification = "Engraved: Anna"
        order.action_confirm()
        runs = self._get_runs(self.fg) | self._get_runs(self.sub)
        self.assertEqual(
            runs.mapped(lambda run: run.pull_specification or ""),
            ["Engraved: Anna", ""] * 2,
        )
