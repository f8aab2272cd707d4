from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .world import KanbanCommon


@tagged("post_install", "-at_install")
class TestKanbanCards(KanbanCommon):
    """An empty card makes exactly one supply of exactly its quantity; what comes makes
    it full."""

    def _empty(self, card):
        card.with_user(self.storekeeper).action_empty()

    def test_a_loop_starts_with_what_is_there_and_orders_the_rest(self):
        loop = self._make_loop(self.bolt, stock=15)
        self.assertEqual(
            self._get_states(loop), [("full", 10), ("full", 5), ("ordered", 0)]
        )
        [line] = self._get_purchase_lines(self.bolt)
        self.assertEqual(line.product_qty, 10)

    def test_a_card_makes_one_run_of_its_quantity(self):
        self.part_bom.write({"enable_batch_size": True, "batch_size": 7})
        loop = self._make_loop(self.part, stock=30)
        self.assertFalse(self._get_runs(self.part))
        card = self._get_cards(loop)[0]
        self._empty(card)
        self._empty(card)
        run = self._get_runs(self.part)
        self.assertRecordValues(
            run, [{"product_qty": 10, "state": "confirmed", "kanban_card": card.name}]
        )
        self.assertEqual(card.supply_id.production_ids, run)
        self.assertEqual((card.state, card.stage), ("ordered", "ordered"))
        run.qty_producing = 5
        run._set_qty_producing()
        self.assertEqual(card.stage, "in_process")
        self._make_all(run)
        self.assertEqual((card.state, card.content, card.stage), ("full", 10, "full"))
        self.assertEqual(self.part.with_context(location=self.bin.id).qty_available, 40)
        self.assertEqual(
            [(log.state_from, log.state) for log in card.log_ids.sorted("id")],
            [
                ("empty", "full"),
                ("full", "empty"),
                ("empty", "ordered"),
                ("ordered", "full"),
            ],
        )
        emptied = card.log_ids.sorted("id")[1]
        self.assertEqual(emptied.user_id, self.storekeeper)

    def test_a_backorder_goes_on_for_its_card(self):
        loop = self._make_loop(self.part, stock=30)
        card = self._get_cards(loop)[0]
        self._empty(card)
        run = self._get_runs(self.part)
        self._make_all(run, 4)
        self.assertEqual((card.state, card.content), ("ordered", 4))
        backorder = self._get_runs(self.part) - run
        self.assertEqual(backorder.kanban_supply_id, card.supply_id)
        self._make_all(backorder)
        self.assertEqual((card.state, card.content), ("full", 10))

    def test_a_card_makes_one_purchase_line_of_its_quantity(self):
        self.bolt.seller_ids.product_uom_id = self.dozens
        loop = self._make_loop(self.bolt, stock=30)
        asked = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor_a.id,
                "user_id": False,
                "picking_type_id": self.warehouse.in_type_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.bolt.id,
                            "product_qty": 5,
                            "propagate_cancel": False,
                        }
                    )
                ],
            }
        )
        first, second, _third = self._get_cards(loop)
        self._empty(first | second)
        lines = asked.order_line[1:]
        self.assertEqual(asked.order_line[0].product_qty, 5)
        self.assertEqual(len(lines), 2)
        self.assertEqual(len(lines.order_id), 1, "requests to a vendor join")
        self.assertEqual(lines.order_id.partner_id, self.vendor_a)
        self.assertEqual(lines.mapped("kanban_card"), [first.name, second.name])
        for line in lines:
            self.assertEqual(
                line.product_uom_id._compute_quantity(line.product_qty, self.units), 10
            )
            self.assertAlmostEqual(line.price_subtotal, 10 / 12 * 10, 2)
        asked.button_confirm()
        self.assertEqual(first.stage, "in_transit")
        self.assertEqual(lines.move_ids.location_dest_id, self.bin)
        self._receive(first)
        self.assertEqual((first.state, second.state), ("full", "ordered"))

    def test_a_part_comes_then_the_rest(self):
        loop = self._make_loop(self.bolt, stock=30)
        card = self._get_cards(loop)[0]
        self._empty(card)
        self._receive(card, 4)
        self.assertEqual((card.state, card.content), ("ordered", 4))
        self._receive(card)
        self.assertEqual((card.state, card.content), ("full", 10))
        self.assertRecordValues(
            card.supply_ids, [{"received": 10, "quantity": 10, "state": "done"}]
        )

    def test_a_part_comes_and_the_rest_never(self):
        loop = self._make_loop(self.bolt, stock=30)
        card = self._get_cards(loop)[0]
        self._empty(card)
        self._receive(card, 4, backorder=False)
        self.assertEqual((card.state, card.content), ("full", 4))
        self.assertIn("4 of 10", card.content_text)

    def test_a_transfer_brings_a_card(self):
        shelf = self._make_location("Shelf", self.stock)
        self._add_stock_in(shelf, self.bolt, 50)
        loop = self._make_loop(
            self.bolt, source="move", source_location_id=shelf.id, stock=30
        )
        card = self._get_cards(loop)[0]
        self._empty(card)
        move = card.supply_id.move_ids
        self.assertRecordValues(
            move,
            [
                {
                    "location_id": shelf.id,
                    "location_dest_id": self.bin.id,
                    "product_uom_qty": 10,
                    "state": "assigned",
                }
            ],
        )
        move.picked = True
        move.picking_id._action_done()
        self.assertEqual((card.state, card.content), ("full", 10))
        self.assertFalse(self._get_purchase_lines(self.bolt))

    def test_a_cancelled_supply_waits_for_a_person(self):
        loop = self._make_loop(self.bolt, stock=30)
        card = self._get_cards(loop)[0]
        self._empty(card)
        card.supply_id.purchase_line_ids.order_id.button_cancel()
        self.assertRecordValues(
            card, [{"state": "empty", "is_cancelled": True, "supply_id": False}]
        )
        found = self.env["pull.exception"]._get_open_of(card)
        self.assertEqual(found.kind, "kanban_cancelled")
        loop._signal_daily()
        self.assertEqual(card.state, "empty")
        found.action_retry()
        self.assertEqual((card.state, found.state), ("ordered", "done"))

    def test_a_cancelled_run_and_a_deleted_line_free_their_cards(self):
        made = self._make_loop(self.part, stock=30)
        card = self._get_cards(made)[0]
        self._empty(card)
        card.supply_id.production_ids.action_cancel()
        self.assertEqual((card.state, card.is_cancelled), ("empty", True))
        bought = self._make_loop(self.bolt, stock=30)
        card = self._get_cards(bought)[0]
        self._empty(card)
        card.supply_id.purchase_line_ids.unlink()
        self.assertEqual((card.state, card.is_cancelled), ("empty", True))

    def test_what_is_for_cards_is_not_merged(self):
        loop = self._make_loop(self.bolt, stock=30)
        first, second, third = self._get_cards(loop)
        self._empty(first | second)
        order = first.supply_id.purchase_line_ids.order_id
        other = order.copy()
        other.order_line[0].product_qty = 5
        # Core merges what arrives on the same day, into the oldest request.
        other.order_line.date_planned = order.order_line[0].date_planned
        other.date_order = order.date_order + timedelta(hours=1)
        (order | other).action_merge()
        lines = self._get_purchase_lines(self.bolt)
        self.assertEqual(len(lines.order_id), 1)
        own = (first | second).supply_id.purchase_line_ids
        self.assertEqual(own.mapped("product_qty"), [10, 10])
        self.assertEqual(sum((lines - own).mapped("product_qty")), 15)
        runs = self._make_loop(self.part, stock=0).card_ids.supply_id.production_ids
        self.assertEqual(len(runs), 3)
        with self.assertRaisesRegex(UserError, "not merged"):
            runs.action_merge()
        self.assertEqual((second.state, third.state), ("ordered", "full"))

    def test_undo_takes_back_what_was_ordered(self):
        loop = self._make_loop(self.bolt, stock=30)
        card = self._get_cards(loop)[0]
        self._empty(card)
        mine = card.with_user(self.storekeeper)
        self.assertTrue(mine.may_undo)
        with self.assertRaisesRegex(UserError, "somebody else"):
            card.with_user(self.kanban_planner).action_undo()
        mine.action_undo()
        self.assertEqual((card.state, card.content), ("full", 10))
        self.assertFalse(self._get_purchase_lines(self.bolt))
        self._empty(card)
        later = fields.Datetime.now() + timedelta(seconds=61)
        with freeze_time(later), self.assertRaisesRegex(UserError, "over a minute"):
            mine.action_undo()
        card.supply_id.purchase_line_ids.order_id.button_confirm()
        mine.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "gone ahead"):
            mine.action_undo()

    def test_scans_empty_open_and_say_what_is(self):
        loop = self._make_loop(self.bolt, stock=30)
        card = self._get_cards(loop)[0]
        cards = self.env["pull.kanban.card"].with_user(self.storekeeper)
        self.assertEqual(cards.scan("nothing")["kind"], "warning")
        told = cards.scan(f" {card.name.lower()} ", opens=True)
        self.assertEqual((told["kind"], card.state), ("success", "in_use"))
        told = cards.scan(card.name)
        self.assertIn(card.supply_id.document, told["message"])
        self.assertEqual(cards.scan(card.name)["kind"], "info")
        self.assertEqual(len(self._get_purchase_lines(self.bolt)), 1)

    def test_late_cards_are_marked_and_come_first(self):
        loop = self._make_loop(self.bolt, stock=30)
        first, second, _third = self._get_cards(loop)
        self._empty(first | second)
        second.date_due -= timedelta(days=5)
        self.assertEqual((first.is_late, second.is_late), (False, True))
        cards = self.env["pull.kanban.card"]
        mine = [("loop_id", "=", loop.id)]
        self.assertEqual(cards.search([*mine, ("is_late", "=", True)]), second)
        self.assertEqual(cards.search([*mine, ("is_late", "=", False)])[0], first)
        self.assertEqual(cards.search(mine)[0], second)

    def test_who_may(self):
        loop = self._make_loop(self.bolt, stock=30)
        card = self._get_cards(loop)[0]
        for user in (self.salesperson,):
            with self.assertRaises(AccessError):
                card.with_user(user).action_empty()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            card.with_user(self.storekeeper).write({"state": "empty"})
        with self.assertRaises(AccessError):
            loop.with_user(self.storekeeper).card_count = 5
        loop.with_user(self.kanban_planner).card_count = 4
        self.assertEqual(len(self._get_cards(loop)), 4)


@tagged("post_install", "-at_install")
class TestKanbanLoops(KanbanCommon):
    """What is taken empties cards; signals, sizes and numbers; what is wrong."""

    def test_what_is_taken_empties_cards(self):
        loop = self._make_loop(self.bolt, stock=30, trigger="consumption")
        self._take(self.bolt, 4)
        self.assertEqual(self._get_states(loop)[0], ("in_use", 6))
        self._take(self.bolt, 8)
        first, second, third = self._get_cards(loop)
        self.assertEqual(first.state, "ordered")
        self.assertEqual((second.state, second.content), ("in_use", 8))
        self.assertEqual(third.state, "full")
        self._receive(first)
        self.assertEqual((first.state, first.content), ("full", 10))

    def test_too_much_that_came_is_used_before_a_card(self):
        loop = self._make_loop(self.bolt, stock=30, trigger="consumption")
        self._take(self.bolt, 10)
        card = self._get_cards(loop)[0]
        self._receive(card, 13)
        self.assertEqual((card.state, card.content), ("full", 10))
        self.assertEqual(loop.surplus, 3)
        self._take(self.bolt, 3)
        self.assertEqual((loop.surplus, loop.full_count), (0, 3))

    def test_more_taken_than_the_cards_hold_is_made_up_for(self):
        loop = self._make_loop(self.bolt, stock=30, trigger="consumption")
        self._take(self.bolt, 34)
        self.assertEqual(loop.ordered_count, 3)
        self.assertEqual(loop.surplus, -4)
        out = [("loop_id", "=", loop.id), ("is_stockout", "=", True)]
        self.assertEqual(self.env["pull.kanban.log"].search_count(out), 1)
        found = self.env["pull.exception"]._get_open_of(loop)
        self.assertEqual(found.kind, "kanban_excess")
        self.assertIn("4 units", found.message)
        card = self._get_cards(loop)[0]
        self._receive(card)
        self.assertEqual((loop.surplus, card.content), (0, 6))
        self.assertEqual(found.state, "done")

    def test_what_comes_back_lies_beside_the_cards(self):
        loop = self._make_loop(self.bolt, stock=30, trigger="consumption")
        customers = self.customer.property_stock_customer
        self._take(self.bolt, 5)
        self._take(self.bolt, 5, customers, self.bin)
        self.assertEqual(loop.surplus, 5)
        self._take(self.bolt, 10)
        self.assertEqual(loop.ordered_count, 1)

    def test_scrap_and_counts_are_taken_too(self):
        loop = self._make_loop(self.bolt, stock=30, trigger="consumption")
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.bolt.id, "scrap_qty": 4, "location_id": self.bin.id}
        )
        scrap.action_validate()
        self.assertEqual(self._get_states(loop)[0], ("in_use", 6))
        quant = self.bolt.stock_quant_ids.filtered(lambda q: q.location_id == self.bin)
        quant.inventory_quantity = 20
        quant.action_apply_inventory()
        self.assertEqual(loop.ordered_count, 1)
        # Past any move: the daily job sees it.
        self._add_stock_in(self.bin, self.bolt, -10)
        loop._signal_daily()
        self.assertEqual(loop.ordered_count, 2)

    def test_one_card_signals_before_it_is_empty(self):
        loop = self._make_loop(
            self.bolt, stock=10, trigger="one_card", card_count=1, reorder_at=4
        )
        self._take(self.bolt, 5)
        self.assertEqual(loop.in_use_count, 1)
        self._take(self.bolt, 1)
        card = self._get_cards(loop)
        self.assertEqual((card.state, loop.surplus), ("ordered", 4))
        self._receive(card)
        self.assertEqual((card.content, loop.surplus), (10, 4))

    def test_event_cards_come_and_go_with_a_demand(self):
        loop = self._make_loop(self.bolt, trigger="event", card_count=0)
        self.assertFalse(self._get_cards(loop))
        move = self.env["stock.move"].create(
            {
                "product_id": self.bolt.id,
                "product_uom": self.units.id,
                "product_uom_qty": 12,
                "location_id": self.stock.id,
                "location_dest_id": self.customer.property_stock_customer.id,
            }
        )
        move._action_confirm()
        cards = self._get_cards(loop)
        self.assertEqual(cards.mapped("state"), ["ordered", "ordered"])
        self.assertEqual(cards.demand_move_id, move)
        self._receive(cards[0])
        self._receive(cards[1])
        move._action_assign()
        move.picked = True
        move._action_done()
        self.assertEqual(cards.mapped("state"), ["obsolete", "in_use"])
        second = move.copy({"product_uom_qty": 12})
        second._action_confirm()
        new = self._get_cards(loop) - cards
        self.assertEqual(len(new), 2)
        second._action_cancel()
        self.assertEqual(new.mapped("state"), ["obsolete", "obsolete"])
        self.assertFalse(new.supply_ids.purchase_line_ids)

    def test_signals_are_collected(self):
        loop = self._make_loop(self.bolt, stock=30, signal="count", signal_count=2)
        first, second, third = self._get_cards(loop)
        first.action_empty()
        self.assertEqual(first.state, "empty")
        second.action_empty()
        self.assertEqual((first | second).mapped("state"), ["ordered", "ordered"])
        loop.signal = "daily"
        third.action_empty()
        self.assertEqual(third.state, "empty")
        loop._signal_daily()
        self.assertEqual(third.state, "ordered")

    def test_fewer_cards_leave_when_they_come_back_empty(self):
        loop = self._make_loop(self.bolt, stock=20)
        loop.card_count = 1
        first, second, third = self._get_cards(loop)
        self.assertEqual((first | second | third).mapped("is_withdrawn"), [1, 1, 0])
        second.action_empty()
        self.assertEqual((second.state, first.state), ("obsolete", "full"))
        self._receive(third)
        third.action_empty()
        self.assertEqual(third.state, "ordered")
        loop.card_count = 2
        self.assertEqual(len(self._get_cards(loop)), 2)

    def test_another_size_asks_for_new_cards(self):
        loop = self._make_loop(self.bolt, stock=30)
        cards = self._get_cards(loop)
        cards.action_print()
        self.assertEqual(loop.reprint_count, 0)
        loop.card_quantity = 8
        old = cards[0]
        old.action_empty()
        new = old.replaced_by_id
        self.assertEqual((old.state, new.state, new.size), ("obsolete", "ordered", 8))
        self.assertEqual(new.supply_id.purchase_line_ids.product_qty, 8)
        self.assertEqual(loop.reprint_count, 1)
        told = self.env["pull.kanban.card"].scan(old.name)
        self.assertIn(new.name, told["message"])

    def test_what_cannot_be_is_refused(self):
        for values, text in (
            ({"card_quantity": 0}, "holds_something"),
            ({"card_quantity": 0.001}, "holds_something"),
            ({"source": "move"}, "from where"),
            ({"trigger": "one_card"}, "one card"),
            ({"location_id": self.customer.property_stock_customer.id}, "own stock"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex((ValidationError, IntegrityError), text),
                self.env.cr.savepoint(),
                mute_logger("odoo.sql_db"),
            ):
                self._make_loop(self.bolt, start=False, **values)
        service = self._make_product("Advice", False, type="service", is_storable=False)
        with self.assertRaisesRegex(ValidationError, "kept in stock"):
            self._make_loop(service, start=False, source="make")
        self._make_loop(self.bolt)
        for place in (self.bin, self.stock):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._make_loop(self.bolt, location_id=place.id)

    def test_what_cannot_be_ordered_holds_the_loop_and_loses_nothing(self):
        lonely = self._make_product("Lonely", "kanban")
        for source, text in (
            ("make", "no bill of materials"),
            ("buy", "no vendor"),
            ("subcontract", "[Ss]ubcontract"),
        ):
            loop = self._make_loop(lonely, source=source)
            with self.subTest(source=source):
                self.assertEqual(loop.state, "hold")
                self.assertRegex(loop.hold_reason, text)
                self.assertEqual(loop.empty_count, 3)
            loop.action_stop()
        loop = self._make_loop(lonely, source="buy")
        found = self.env["pull.exception"]._get_open_of(loop)
        self.assertEqual(found.kind, "kanban_hold")
        with self.assertRaisesRegex(UserError, "no vendor"):
            loop.action_resume()
        lonely.seller_ids = [
            (0, 0, {"partner_id": self.vendor_a.id, "price": 5, "delay": 1})
        ]
        loop.action_resume()
        self.assertEqual((loop.state, loop.ordered_count), ("active", 3))
        self.assertEqual(found.state, "done")

    def test_a_product_that_changes_holds_its_loop(self):
        loop = self._make_loop(self.bolt, stock=30)
        self.env.cr.execute(
            "UPDATE product_template SET uom_id = %s WHERE id = %s",
            [self.dozens.id, self.bolt.product_tmpl_id.id],
        )
        self.env.invalidate_all()
        card = self._get_cards(loop)[0]
        card.action_empty()
        self.assertEqual((loop.state, card.state), ("hold", "empty"))
        self.assertIn("unit", loop.hold_reason)
        loop.action_resume()
        self.assertEqual((loop.state, card.state), ("active", "ordered"))
        self.bolt.active = False
        self._get_cards(loop)[1].action_empty()
        self.assertIn("archived", loop.hold_reason)

    def test_nothing_crosses_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self._make_product("Foreign", False, company_id=other.id)
        with self.assertRaisesRegex(UserError, "Foreign"), self.env.cr.savepoint():
            self._make_loop(foreign, source="make", start=False)
        loop = self._make_loop(self.bolt, stock=30)
        card = self._get_cards(loop)[0]
        self.env.cr.execute(
            "UPDATE product_template SET company_id = %s WHERE id = %s",
            [other.id, self.bolt.product_tmpl_id.id],
        )
        self.env.invalidate_all()
        card.action_empty()
        self.assertEqual((loop.state, card.state), ("hold", "empty"))
        self.assertIn("another company", loop.hold_reason)

    def test_stock_below_nothing_is_told_and_made_up_for(self):
        self._add_stock_in(self.bin, self.bolt, -4)
        loop = self._make_loop(self.bolt, trigger="consumption")
        self.assertEqual((loop.ordered_count, loop.surplus), (3, -4))
        found = self.env["pull.exception"]._get_open_of(loop)
        self.assertEqual(found.kind, "kanban_excess")
        self.assertIn("4 units more", found.message)
        self.assertIn("Count the stock", found.remedy)
        card = self._get_cards(loop)[0]
        self._receive(card)
        self.assertEqual((card.content, loop.surplus, found.state), (6, 0, "done"))

    def test_a_place_outside_the_stock_is_not_bought_for(self):
        side = self._make_location("Line side", self.warehouse.view_location_id)
        loop = self._make_loop(self.bolt, location_id=side.id)
        self.assertEqual(loop.state, "hold")
        self.assertIn("outside the stock", loop.hold_reason)

    def test_lost_cards_are_counted_and_replaced(self):
        loop = self._make_loop(self.bolt, stock=30)
        card = self._get_cards(loop)[0]
        old = card.name
        card.action_not_found()
        found = self.env["pull.exception"]._get_open_of(card)
        self.assertEqual(found.kind, "kanban_lost")
        card.action_replace()
        self.assertNotEqual(card.name, old)
        self.assertEqual((len(self._get_cards(loop)), found.state), (3, "done"))
        self.assertEqual(self.env["pull.kanban.card"].scan(old)["kind"], "warning")

    def test_serial_numbers_and_lots(self):
        self.bolt.tracking = "serial"
        with self.assertRaisesRegex(ValidationError, "whole numbers"):
            self._make_loop(self.bolt, card_quantity=2.5)
        loop = self._make_loop(self.bolt, card_quantity=2)
        self.assertEqual(loop.ordered_count, 3)

    def test_the_form_makes_a_loop(self):
        form = Form(self.env["pull.kanban.loop"].with_user(self.kanban_planner))
        form.product_id = self.bolt
        form.location_id = self.bin
        form.card_quantity = 12
        form.source = "buy"
        loop = form.save()
        loop.action_start()
        self.assertEqual(loop.ordered_count, 2)
        self.assertEqual(loop.uom_id, self.units)
        with self.assertRaisesRegex(UserError, "Stop the loop"):
            loop.location_id = self.stock
