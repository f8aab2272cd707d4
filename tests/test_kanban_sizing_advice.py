from freezegun import freeze_time

from odoo.tests import tagged

from .test_advice import NOW, AdviceCommon
from .world import KanbanCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestKanbanAdvice(AdviceCommon, KanbanCommon):
    """What cards cost, beside the other policies."""

    def _add_loop(self, **values):
        values = {"card_count": 3, "card_quantity": 10, **values}
        return self._make_loop(self.product, **values)

    def test_cards_cost_what_they_hold_and_replace(self):
        """52.1 units a year by tens at 6; 30 less what is on its way in four days and
        half a card, at 2 a year."""
        self._sell_weekly(self.product, 10)
        self.assertEqual(self._work_out().cost_kanban, 0)
        loop = self._add_loop()
        advice = self._work_out()
        year = 20 / 20 * 365 / 7
        held = 30 - year * 4 / 365 - 5
        self.assertAlmostEqual(advice.cost_kanban, year / 10 * 6 + held * 2, 1)
        parts = advice.cost_parts["kanban"]
        self.assertAlmostEqual(parts["held"], held * 2, 1)
        self.assertAlmostEqual(sum(parts.values()), advice.cost_kanban, 1)
        self.assertEqual(advice.advice, "push")
        self.assertIn("By its kanban cards it costs", advice.reason)
        self.assertNotIn("do not last", advice.reason)
        loop.action_stop()
        self.assertEqual(self._work_out().cost_kanban, 0)

    def test_cards_that_move_it_hold_nothing_more(self):
        self._sell_weekly(self.product, 10)
        source = self.warehouse.lot_stock_id
        line_side = self._make_location("Line", source.location_id)
        self._add_loop(
            source="move", source_location_id=source.id, location_id=line_side.id
        )
        self.assertEqual(self._work_out().cost_kanban, 0)

    def test_cards_are_advised_where_they_cost_least(self):
        """Pushed, it takes safety for 60 days; its card is replaced within four."""
        self.product.seller_ids.delay = 60
        self._sell_weekly(self.product, 10)
        self.product.supply_policy = "kanban"
        loop = self._add_loop(
            card_count=1, card_quantity=18, trigger="one_card", reorder_at=3
        )
        advice = self._work_out()
        self.assertLess(advice.cost_kanban, advice.cost_push)
        self.assertEqual((advice.advice, advice.state), ("kanban", "same"))
        self.assertIn("by the cards of its loop", advice.reason)
        # Cheaper than ever, for there is hardly any stock: one card for half a year.
        loop.replenishment_days = 200
        few = self._work_out()
        self.assertLess(few.cost_kanban, few.cost_push)
        self.assertEqual((few.advice, few.state), ("push", "other"))

    def test_a_dear_policy_now_shows_what_it_costs_more(self):
        self._sell_weekly(self.product, 10)
        self.product.supply_policy = "kanban"
        self._add_loop()
        advice = self._work_out()
        self.assertEqual((advice.advice, advice.state), ("push", "other"))
        self.assertAlmostEqual(advice.saving, advice.cost_kanban - advice.cost_push, 1)
