from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..models.kanban.sizing.usage import get_usages
from .world import KanbanCommon


@tagged("post_install", "-at_install")
class TestKanbanPolicy(KanbanCommon):
    """Orders take a kanban part from the place of its cards; none is pegged to one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = cls._make_product("TABLE", "pull")
        cls._make_bom(cls.table, {cls.bolt: 4, cls.raw: 1})
        cls.loop = cls._make_loop(cls.bolt, stock=30, trigger="consumption")
        cls._add_stock_in(cls.warehouse.lot_stock_id, cls.raw, 100)
        cls.raw.standard_price = 3
        cls.bolt.standard_price = 2
        averaged = cls.env["product.category"].create(
            {"name": "Averaged", "property_cost_method": "average"}
        )
        (cls.table | cls.bolt | cls.raw).categ_id = averaged

    def test_a_pulled_run_takes_its_parts_from_the_cards(self):
        order = self._make_order([(self.table, 5)])
        run = self._get_runs(self.table)
        need = run.move_raw_ids.filtered(lambda move: move.product_id == self.bolt)
        self.assertRecordValues(
            need,
            [
                {
                    "supply_policy": "kanban",
                    "procure_method": "make_to_stock",
                    "location_id": self.bin.id,
                }
            ],
        )
        self.assertFalse(self._get_purchase_lines(self.bolt))
        nodes = [
            (node["model"], node["product_id"])
            for node in order.order_line._get_pull_chain()
        ]
        self.assertEqual(
            [node for node in nodes if node[0] != "stock.picking"][0],
            ("mrp.production", self.table.id),
        )
        self.assertNotIn("purchase.order.line", [model for model, _id in nodes])
        run.action_assign()
        self.assertEqual(need.state, "assigned")
        self.assertEqual(need.move_line_ids.location_id, self.bin)
        self._make_all(run)
        self.assertEqual(self.loop.ordered_count, 2)
        lines = self._get_purchase_lines(self.bolt)
        self.assertFalse(lines.pull_sale_line_ids, "no order is pegged to a card")
        delivery = order.sudo().picking_ids
        delivery.action_assign()
        delivery.move_ids.picked = True
        delivery._action_done()
        finished = run.move_finished_ids
        self.assertAlmostEqual(finished.value, 5 * (4 * 2 + 3))
        self.assertAlmostEqual(sum(finished.cost_line_ids.mapped("amount")), 55)

    def test_what_would_be_made_is_what_is_made(self):
        order = self._make_order([(self.table, 5), (self.bolt, 3)], confirm=False)
        self.assertFalse(order._get_pull_readiness())
        keys = ("model", "product_id", "quantity", "depth")
        explosion = [
            tuple(node[key] for key in keys) for node in order._get_pull_explosion()
        ]
        order.action_confirm()
        chain = [
            tuple(node[key] for key in keys)
            for node in order.order_line._get_pull_chain()
        ]
        self.assertEqual(sorted(explosion), sorted(chain))
        move = self._get_customer_moves(order).filtered(
            lambda move: move.product_id == self.bolt
        )
        self.assertEqual(move.location_id, self.bin)

    def test_another_quantity_merges_where_it_takes_from(self):
        order = self._make_order([(self.bolt, 5)])
        order.order_line.product_uom_qty = 3
        self.assertEqual(self._get_customer_moves(order).product_uom_qty, 3)
        order.order_line.product_uom_qty = 7
        moves = self._get_customer_moves(order)
        self.assertEqual(moves.mapped("product_uom_qty"), [7])
        self.assertEqual(moves.location_id, self.bin)

    def test_a_short_part_is_promised_after_the_time_of_its_loop(self):
        self.loop.replenishment_days = 6
        there = self._make_order([(self.table, 5)], confirm=False)
        short = self._make_order([(self.table, 20)], confirm=False)
        now = fields.Datetime.now()
        days = [
            (order.order_line.pull_earliest_date - now) / timedelta(days=1)
            for order in (there, short)
        ]
        self.assertLess(days[0], 5)
        self.assertGreater(days[1], 5.9)
        self.assertLess(days[1], 9)

    def test_a_part_without_a_loop_is_told_and_taken_from_stock(self):
        glue = self._make_product("GLUE", "kanban")
        self._add_stock_in(self.warehouse.lot_stock_id, glue, 5)
        self._make_bom(self.table, {glue: 1, self.bolt: 1}, sequence=-1)
        self.assertIn("No kanban loop", glue.product_tmpl_id.supply_policy_warning)
        exceptions = self.env["pull.exception"]
        told = [("product_id", "in", (glue | self.bolt).ids)]
        orders = [self._make_order([(self.table, 1)]) for _order in range(2)]
        found = exceptions.search(told)
        self.assertRecordValues(
            found,
            [{"kind": "kanban_no_loop", "state": "open", "severity": "warning"}],
        )
        self.assertIn("GLUE has the supply policy Kanban and no loop", found.message)
        self.assertIn("Make and start a loop for GLUE", found.remedy)
        self.assertEqual(found.action_open()["res_model"], "product.product")
        [need] = orders[0].order_line._get_pull_chain()[:1]
        run = self._get_runs(self.table)[0]
        run.action_assign()
        self.assertEqual(run.reservation_state, "assigned", need)
        loop = self._make_loop(glue, source="make", start=False)
        loop.action_start()
        self.assertEqual(found.state, "done")
        loop.action_stop()
        self._make_order([(self.table, 1)])
        again = exceptions.search([*told, ("state", "=", "open")])
        self.assertEqual(again.kind, "kanban_no_loop")
        glue.supply_policy = "push"
        exceptions._cron_retry()
        self.assertEqual(again.state, "done")

    def test_a_product_says_what_its_policy_does(self):
        template = self.bolt.product_tmpl_id
        self.assertIn("cards", template.supply_policy_summary)
        self.assertFalse(template.supply_policy_warning)
        category = self.env["product.category"].create(
            {"name": "Screws", "supply_policy": "kanban"}
        )
        screw = self._make_product("Screw", False, categ_id=category.id)
        self.assertEqual(screw.effective_supply_policy, "kanban")


@tagged("post_install", "-at_install")
class TestKanbanSizing(KanbanCommon):
    """How many cards a loop needs: worked out, decided by a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loop = cls._make_loop(cls.bolt, stock=30)

    def _use_weeks(self, quantities):
        """Take so much in each of the last weeks."""
        self._add_stock_in(self.bin, self.bolt, sum(quantities))
        for number, quantity in enumerate(reversed(quantities)):
            self._age(self._take(self.bolt, quantity), number)

    def _age(self, move, weeks):
        """Let a move be done so many full weeks ago."""
        date = fields.Datetime.now() - timedelta(days=7 * weeks + 3)
        move.move_line_ids.date = move.date = date

    def test_usage_is_read_week_by_week(self):
        self._use_weeks([70, 70, 70])
        customers = self.customer.property_stock_customer
        usage = get_usages(self.loop)[self.loop]
        self.assertEqual((usage.weeks, usage.largest), ([70, 70, 70], 70))
        box = self._make_location("Box", self.bin)
        tray = self._make_location("Tray", self.stock)
        for source, place in (
            (tray, customers),
            (self.bin, box),
            (tray, self.bin),
        ):
            self._age(self._take(self.bolt, 5, source, place), 0)
        self.assertEqual(get_usages(self.loop)[self.loop].weeks, [70, 70, 70])

    def test_a_person_accepts_or_keeps(self):
        self._use_weeks([70] * 10)
        suggestions = self.env["pull.kanban.suggestion"]
        mine = suggestions.with_user(self.kanban_planner)
        mine.action_work_out()
        [row] = suggestions.search([("loop_id", "=", self.loop.id)])
        # (10 a day x 4 days + 0 + 70) / 10
        self.assertEqual((row.card_count, row.suggested), (3, 11))
        self.assertIn("11 cards", row.reason)
        row.with_user(self.kanban_planner).action_keep()
        mine.action_work_out()
        self.assertEqual(
            suggestions.search([("loop_id", "=", self.loop.id)]).state, "kept"
        )
        self.loop.safety = 100
        mine.action_work_out()
        new = suggestions.search([("state", "=", "open")]) & suggestions.search(
            [("loop_id", "=", self.loop.id)]
        )
        self.assertEqual(new.suggested, 15)
        new.with_user(self.kanban_planner).action_accept()
        self.assertEqual((self.loop.card_count, new.state), (15, "accepted"))
        self.assertEqual(len(self._get_cards(self.loop)), 15)

    def test_it_follows_what_is_used_and_says_nothing_without(self):
        suggestions = self.env["pull.kanban.suggestion"]
        mine = [("loop_id", "=", self.loop.id)]
        self._use_weeks([70] * 3)
        suggestions.action_work_out()
        self.assertFalse(suggestions.search(mine))
        self._use_weeks([70] * 8)
        suggestions.action_work_out()
        first = suggestions.search(mine)
        self._take(self.bolt, 100)
        suggestions.action_work_out()
        second = suggestions.search([*mine, ("state", "=", "open")])
        self.assertEqual((first.state, len(second)), ("past", 1))

    def test_fewer_says_which_to_withdraw(self):
        self._use_weeks([7] * 10)
        self.loop.card_count = 8
        self.env["pull.kanban.suggestion"].action_work_out()
        [row] = self.env["pull.kanban.suggestion"].search(
            [("loop_id", "=", self.loop.id)]
        )
        self.assertEqual(row.suggested, 2)
        leaving = row._get_leaving()
        self.assertEqual(len(leaving), 6)
        self.assertIn(leaving[0].name, row.reason)
        row.action_accept()
        self.assertEqual(
            self._get_cards(self.loop).filtered("is_withdrawn"),
            leaving.filtered(lambda card: card.state != "obsolete"),
        )

    def test_reports_count_cards_by_day_and_days_by_card(self):
        self._get_cards(self.loop)[0].action_empty()
        rows = self.env["pull.kanban.report"].formatted_read_group(
            [("loop_id", "=", self.loop.id), ("day", "=", fields.Date.today())],
            ["state"],
            ["cards:sum"],
        )
        counts = {row["state"]: row["cards:sum"] for row in rows}
        self.assertEqual(counts, {"full": 2, "ordered": 1})
        card = self._get_cards(self.loop)[0]
        card.supply_id.date_ordered -= timedelta(days=6)
        self._receive(card)
        supply = card.supply_ids
        self.assertAlmostEqual(supply.days_actual, 6, 2)
        self.assertAlmostEqual(supply.days_late, 2, 2)
        self.loop.invalidate_recordset()
        self.assertAlmostEqual(self.loop.measured_days, 6, 2)

    def test_cards_are_printed_four_to_a_page(self):
        cards = self._get_cards(self.loop)
        action = cards.with_user(self.storekeeper).action_print()
        self.assertTrue(all(card.date_printed for card in cards))
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            action["report_name"], cards.ids
        )
        for card in cards:
            self.assertIn(f"value={card.name}".encode(), html)
        self.assertIn(b"BOLT", html)
        self.assertIn(b"10 units", html)
        self.assertIn(b"Vendor A", html)
