from odoo.tests import HttpCase, tagged

from .world import KanbanCommon


@tagged("post_install", "-at_install")
class TestKanbanTours(KanbanCommon, HttpCase):
    def test_a_storekeeper_empties_receives_and_prints(self):
        shelf = self._make_location("Shelf", self.stock)
        self._add_stock_in(shelf, self.bolt, 50)
        loop = self._make_loop(
            self.bolt, source="move", source_location_id=shelf.id, stock=30
        )
        card = self._get_cards(loop)[0]
        card.name = "KBTOUR1"
        self.env.cr.flush()
        self.start_tour(
            "/odoo/kanban-board",
            "pull_kanban_storekeeper",
            login=self.storekeeper.login,
        )
        self.env.invalidate_all()
        self.assertEqual((card.state, card.content), ("full", 10))
        self.assertTrue(card.date_printed)
        self.assertEqual(
            card.supply_ids.sorted("id").mapped("state"), ["cancel", "done"]
        )
