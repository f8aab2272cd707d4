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

    def test_a_storekeeper_counts_cards(self):
        loop = self._make_loop(self.bolt, stock=30)
        cards = self._get_cards(loop)
        cards[0].name, cards[1].name = "KBTOUR1", "KBTOUR2"
        self.env.cr.flush()
        self.start_tour(
            f"/odoo/kanban-loops/{loop.id}",
            "pull_kanban_count",
            login=self.storekeeper.login,
        )
        self.env.invalidate_all()
        lines = self.env["pull.kanban.count.line"].search(
            [("card_id", "in", cards.ids)]
        )
        results = {line.card_name: line.result for line in lines}
        self.assertEqual(
            results,
            {"KBTOUR1": "to_count", "KBTOUR2": "replaced", cards[2].name: "to_count"},
        )
        self.assertNotEqual(cards[1].name, "KBTOUR2")
