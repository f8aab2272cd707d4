from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .common import PullCommon


@tagged("post_install", "-at_install")
class TestChangePreview(PullCommon, HttpCase):
    """What the order form asks before it saves, whatever the answer is made of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()
        cls.order = cls._make_order([(cls.fg, 5)])

    def _start(self, tour, needs_decision):
        """Return with which changes the preview was asked."""
        asked = []

        def preview(order, changes):
            asked.append((order.id, changes))
            return [self._prepare_entry(needs_decision)]

        orders = type(self.env["sale.order"])
        with patch.object(orders, "get_pull_change_preview", preview):
            url = f"/odoo/sale.order/{self.order.id}"
            self.start_tour(url, tour, login=self.salesperson.login)
        self.env.invalidate_all()
        return asked

    def _prepare_entry(self, needs_decision):
        run = self._get_runs(self.fg)
        return {
            "document": run.name,
            "product": run.product_id.display_name,
            "message": "It becomes smaller.",
            "needs_decision": needs_decision,
            "res_model": run._name,
            "res_id": run.id,
        }

    def test_change_without_decision_is_saved_without_asking(self):
        asked = self._start("pull_change_without_decision", needs_decision=False)
        line = self.order.order_line
        self.assertEqual(line.product_uom_qty, 3)
        [(order_id, changes)] = asked
        self.assertEqual(order_id, self.order.id)
        self.assertIn([1, line.id, {"product_uom_qty": 3}], changes["order_line"])

    def test_going_back_saves_nothing(self):
        self._start("pull_change_go_back", needs_decision=True)
        self.assertEqual(self.order.order_line.product_uom_qty, 5)

    def test_quotation_is_changed_without_asking(self):
        self.order = self._make_order([(self.fg, 5)], confirm=False)
        asked = self._start("pull_change_without_decision", needs_decision=True)
        self.assertEqual(self.order.order_line.product_uom_qty, 3)
        self.assertFalse(asked)
