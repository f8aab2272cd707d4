from odoo.tests import Form, HttpCase, tagged

from .world import PullCommon


@tagged("post_install", "-at_install")
class TestChangeTours(PullCommon, HttpCase):
    """A salesperson changes an order whose run has started, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()
        cls.order = cls._make_order_from(cls.warehouse, [(cls.fg, 5)])
        cls.started_run = cls._start_run()

    @classmethod
    def _start_run(cls):
        """Return the order's run with 5 units begun and 2 of them made."""
        run = cls.env["mrp.production"].search([("product_id", "=", cls.fg.id)])
        for component in run.move_raw_ids.product_id:
            cls._add_stock_in(cls.warehouse.lot_stock_id, component, 100)
        run.action_assign()
        form = Form(run)
        form.qty_producing = 2
        return form.save()

    def _start(self, tour):
        url = f"/odoo/sale.order/{self.order.id}"
        self.start_tour(url, tour, login=self.salesperson.login)
        self.env.invalidate_all()

    def test_started_run(self):
        self.assertEqual(self.started_run.state, "progress")

    def test_salesperson_lowers_the_quantity_and_keeps_the_surplus_as_stock(self):
        self._start("pull_change_apply")
        self.assertEqual(self.order.order_line.product_uom_qty, 3)
        self.assertRecordValues(
            self.order.pull_exception_ids,
            [{"kind": "surplus", "state": "done", "res_id": self.started_run.id}],
        )

    def test_salesperson_goes_back_and_nothing_is_saved(self):
        self._start("pull_change_go_back")
        self.assertEqual(self.order.order_line.product_uom_qty, 5)
        self.assertFalse(self.order.pull_exception_ids)

    def test_salesperson_reads_the_preview_before_cancelling(self):
        self._start("pull_change_cancel")
        self.assertEqual(self.order.state, "cancel")
        self.assertEqual(self.order.pull_exception_ids.kind, "surplus")


@tagged("post_install", "-at_install")
class TestChangeTourWithoutDecision(PullCommon, HttpCase):
    """What is simply resized is saved without a question."""

    def test_change_without_decision_is_saved_without_asking(self):
        self._make_chain()
        for confirm in (True, False):
            order = self._make_order([(self.fg, 5)], confirm=confirm)
            self.start_tour(
                f"/odoo/sale.order/{order.id}",
                "pull_change_without_decision",
                login=self.salesperson.login,
            )
            self.env.invalidate_all()
            self.assertEqual(order.order_line.product_uom_qty, 3)
