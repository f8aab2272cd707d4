from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .world import KanbanCommon


@tagged("post_install", "-at_install")
class TestKanbanCount(KanbanCommon):
    """Cards are counted at their place: found, not found or replaced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loop = cls._make_loop(cls.bolt, stock=30)
        cls.other = cls._make_loop(cls.part, stock=30)
        cls.cards = cls.loop.card_ids.sorted("number")

    def _begin(self, **values):
        counts = self.env["pull.kanban.count"].with_user(self.storekeeper)
        return counts.create(values or {"loop_id": self.loop.id})

    def _get_line(self, count, card):
        return count.line_ids.filtered(lambda line: line.card_id == card)

    def _get_exceptions(self, cards):
        return self.env["pull.exception"]._get_open_of(cards)

    def test_what_should_be_there_is_listed(self):
        first, second, third = self.cards
        first.action_empty()  # ordered: on its way
        second.action_use()
        count = self._begin()
        self.assertEqual(count.line_ids.card_id, second | third)
        self.assertEqual(count.left_count, 2)
        self.assertEqual(count.user_id, self.storekeeper)
        form = Form(self.env["pull.kanban.count"].with_user(self.storekeeper))
        form.location_id = self.stock
        area = form.save()
        self.assertEqual(len(area.line_ids), 5)
        self.loop.action_stop()
        self.assertEqual(len(self._begin(location_id=self.bin.id).line_ids), 3)
        self.other.card_ids.action_empty()
        with self.assertRaisesRegex(UserError, "on their way"):
            self._begin(location_id=self.bin.id)

    def test_scans_find_and_the_rest_becomes_exceptions(self):
        first, second, third = self.cards
        count = self._begin()
        told = count.scan_card(f" {first.name.lower()} ")
        self.assertEqual(told["kind"], "success")
        self.assertIn("2 to count", told["message"])
        line = self._get_line(count, first)
        self.assertRecordValues(
            line, [{"result": "found", "user_id": self.storekeeper.id}]
        )
        self.assertTrue(line.date)
        elsewhere = self.other.card_ids[:1]
        self.assertIn("belongs to PART", count.scan_card(elsewhere.name)["message"])
        self.assertIn("no card", count.scan_card("nothing")["message"])
        elsewhere.action_empty()
        self.assertIn("Ordered", count.scan_card(elsewhere.name)["message"])
        count.action_finish()
        self.assertRecordValues(
            count, [{"state": "done", "found_count": 1, "missing_count": 2}]
        )
        found = self._get_exceptions(second | third)
        self.assertEqual(found.mapped("kind"), ["kanban_lost"] * 2)
        # It lay under the bench.
        self._get_line(count, second).action_found()
        self.assertEqual(self._get_exceptions(second | third).res_id, third.id)
        self.assertEqual(len(self._get_cards(self.loop)), 3)

    def test_a_lost_card_is_replaced_and_found_again(self):
        card = self.cards[0]
        old = card.name
        count = self._begin()
        line = self._get_line(count, card)
        line.action_not_found()
        self.assertTrue(self._get_exceptions(card))
        line.action_replace()
        new = card.name
        self.assertNotEqual(new, old)
        self.assertEqual((line.card_name, line.new_name), (old, new))
        self.assertFalse(self._get_exceptions(card))
        self.assertEqual(len(self._get_cards(self.loop)), 3)
        void = self.env["pull.kanban.card"].search([("name", "=", old)])
        self.assertRecordValues(
            void, [{"state": "obsolete", "replaced_by_id": card.id}]
        )
        self.assertIn(new, count.scan_card(old)["message"])
        self.assertEqual(count.scan_card(new)["kind"], "success")
        self.assertEqual(line.result, "replaced")
        line.action_undo()
        self.assertEqual((card.name, void.name, void.state), (old, new, "obsolete"))
        self.assertRecordValues(
            line, [{"result": "to_count", "user_id": False, "new_name": False}]
        )
        self.assertEqual(len(self._get_cards(self.loop)), 3)

    def test_undo_restores_what_was_known_before(self):
        card = self.cards[0]
        card.action_not_found()
        count = self._begin()
        line = self._get_line(count, card)
        line.action_found()
        self.assertFalse(card.is_missing or self._get_exceptions(card))
        line.action_undo()
        self.assertTrue(card.is_missing and self._get_exceptions(card))
        line.action_replace()
        line.card_id.action_replace()  # again, by somebody else
        line.action_undo()
        self.assertEqual(card.name, line.card_name)

    def test_a_card_that_is_gone_is_not_counted(self):
        count = self._begin()
        self.cards[0].action_withdraw()
        self.cards[0].action_empty()
        line = self._get_line(count, self.cards[0])
        with self.assertRaisesRegex(UserError, "obsolete"):
            line.action_found()
        count.action_finish()
        self.assertEqual((line.result, count.state), ("to_count", "done"))

    def test_who_may(self):
        count = self._begin()
        with self.assertRaises(AccessError):
            count.with_user(self.salesperson).action_finish()
        with self.assertRaises(AccessError):
            count.line_ids.with_user(self.salesperson).action_found()
        with self.assertRaises(AccessError):
            count.line_ids.with_user(self.storekeeper).write({"result": "found"})
        with self.assertRaises(AccessError):
            count.write({"location_id": self.bin.id, "loop_id": False})
