from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.advisor.safety_stock import service_factor
from .test_advice import NOW
from .test_switch import SwitchCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestMap(SwitchCommon):
    """Where to hold stock of a chain: TABLE <- TOP (<- BOARD, 30 days) + LEG x4."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.board = cls._make_old("BOARD", policy="pull", vendor=cls.vendor_a)
        cls.board.seller_ids.delay = 30
        cls.leg = cls._make_old("LEG", policy="pull", vendor=cls.vendor_b)
        cls.top = cls._make_old("TOP", policy="pull", standard_price=50)
        cls.table = cls._make_old("TABLE", policy="pull", standard_price=200)
        cls.top_bom = cls._make_bom(cls.top, {cls.board: 1}, produce_delay=3)
        cls.bom = cls._make_bom(cls.table, {cls.top: 1, cls.leg: 4}, produce_delay=2)
        cls.board.standard_price = 20

    def setUp(self):
        super().setUp()
        self._sell_weekly(self.table, 10, gives=7)
        self._work_out(self.table)

    def _open(self, product=None, user=None):
        product = (product or self.table).with_user(user or self.manager)
        action = product.action_open_pull_map()
        return (
            self.env["pull.decoupling.map"]
            .with_user(user or self.manager)
            .browse(action["res_id"])
        )

    def test_stock_is_held_where_it_is_cheapest(self):
        """Customers give 7 days: boards alone must be there, the rest takes 5."""
        opened = self._open()
        self.assertEqual(opened.days, 7)
        stages = opened._get_map().stages
        self.assertEqual(
            {stage.product.name: stage.proposed for stage in stages.values()},
            {"TABLE": "pull", "TOP": "pull", "BOARD": "push", "LEG": "pull"},
        )
        # The top may be served in five days: boards come two days after the order.
        self.assertEqual(stages[self.board].service, 2)
        deviation = 1 / 7**0.5
        safety = 1.6449 * deviation * 28**0.5
        self.assertAlmostEqual(opened.sudo().cost, safety * 20 * 0.2, 2)
        self.assertIn("28 days later", opened.message)
        self.assertIn("Stock here", opened.tree)

    def test_less_time_moves_the_stock(self):
        opened = self._open()
        with Form(opened) as form:
            form.days = 0
        stages = opened._get_map().stages
        self.assertEqual(stages[self.table].proposed, "push")
        self.assertEqual(stages[self.table].service, 0)

    def test_shared_parts_are_pooled(self):
        """Two tables of the same demand: the deviation of their boards is sqrt(2)."""
        other = self._make_old("DESK", policy="pull", standard_price=200)
        self._make_bom(other, {self.top: 2})
        alone = self._open()._get_map().stages[self.board].deviation
        self._sell_weekly(other, 10, gives=7)
        self._work_out(other)
        stage = self._open()._get_map().stages[self.board]
        self.assertAlmostEqual(stage.deviation, alone * 5**0.5)
        self.assertEqual(stage.users, 2)

    def test_a_part_that_others_have_in_stock_stays_there(self):
        self.leg.supply_policy = "push"
        self.assertEqual(self._open()._get_map().stages[self.leg].proposed, "pull")
        other = self._make_old("STOOL", policy="pull", standard_price=90)
        self._make_bom(other, {self.leg: 3})
        self._sell_weekly(other, 10, gives=7)
        self._work_out(other)
        self.assertEqual(self._open()._get_map().stages[self.leg].proposed, "push")

    def test_parts_kept_by_cards_stay_so(self):
        """Where stock is needed, and where others need it; they are there at once."""
        late = self._open()._get_map()
        self.assertEqual(late.late, 28)
        self.board.supply_policy = "kanban"
        found = self._open()._get_map()
        self.assertEqual(found.stages[self.board].proposed, "kanban")
        self.assertEqual(found.late, 0)
        self.leg.supply_policy = "kanban"
        other = self._make_old("STOOL", policy="pull", standard_price=90)
        self._make_bom(other, {self.leg: 3})
        self.assertEqual(self._open()._get_map().stages[self.leg].proposed, "pull")
        self._sell_weekly(other, 10, gives=7)
        self._work_out(other)
        self.assertEqual(self._open()._get_map().stages[self.leg].proposed, "kanban")

    def test_a_part_at_two_places_weighs_once_for_each(self):
        """No tree: the boards go into the table too; both places want them at once."""
        self.bom.bom_line_ids.create(
            {"bom_id": self.bom.id, "product_id": self.board.id, "product_qty": 2}
        )
        found = self._open()._get_map()
        stage = found.stages[self.board]
        self.assertEqual(stage.ratio, 3)
        self.assertAlmostEqual(stage.deviation, 3 / 7**0.5)
        safety = found.factor * stage.deviation * stage.net**0.5
        others = [row for row in found.stages.values() if row is not stage]
        rest = sum(row.holding * row.get_safety(found.factor) for row in others)
        self.assertAlmostEqual(found.cost, safety * stage.holding + rest)

    def test_seven_weeks_are_too_few(self):
        self._sell_weekly(self.top, 7, gives=7)
        self._work_out()
        opened = self._open(self.top)
        self.assertIn("fewer than 8 weeks have orders", opened.message)
        self.assertFalse(opened.is_known)

    def test_the_level_is_that_of_the_forecast(self):
        """Three larger orders of late weigh less in it than in the mean."""
        self._sell_weekly(self.table, 3, quantity=10, gives=7)
        advice = self._work_out(self.table)
        found = self._open()._get_map()
        stage = found.stages[self.board]
        self.assertGreater(advice.week_mean, advice.forecast * 2)
        self.assertAlmostEqual(stage.mean, advice.forecast / 7)
        level = advice.forecast / 7 * stage.net + stage.get_safety(found.factor)
        self.assertAlmostEqual(stage.get_level(found.factor), level)
        self.assertRegex(self._open().tree, r"expected in\s+28\s+days, safety stock")

    def test_applied_stock_has_a_rule_by_its_forecast(self):
        """28 days of boards, as the map says: not the 30 that their vendor takes."""
        self.company.write({"pull_order_cost": 6, "pull_order_line_cost": 0})
        found = self._open()._get_map()
        stage = found.stages[self.board]
        self.assertEqual(stage.net, 28)
        self.assertFalse(self._get_rules(self.board))
        switch = self._apply()
        rule = self._get_rules(self.board)
        self.assertEqual(rule.location_id, self.stock)
        low = stage.get_level(found.factor)
        self.assertEqual(rule.product_min_qty, -(-round(low, 6) // 1))
        year = stage.mean * 365
        lot = (2 * 6 * year / (20 * 0.2)) ** 0.5
        self.assertAlmostEqual(rule.product_max_qty, low + lot, delta=1)
        self.assertEqual(switch.net_days, 28)
        switch.action_undo()
        self.assertFalse(rule.active)

    def test_the_finished_product_lasts_as_long_as_the_map_says(self):
        """Nobody waits: five days of tables are in stock, not the 35 of their chain."""
        opened = self._open()
        with Form(opened) as form:
            form.days = 0
        found = opened._get_map()
        stage = found.stages[self.table]
        self.assertLess(stage.net, self._get_advice(self.table).lead_days)
        dialog = self.env["pull.switch.dialog"].with_user(self.manager)
        dialog.browse(opened.action_apply()["res_id"]).action_apply()
        low = stage.get_level(found.factor)
        rule = self._get_rules(self.table)
        self.assertEqual(rule.product_min_qty, -(-round(low, 6) // 1))

    def test_its_rule_is_kept_current(self):
        """Demand of the table alone moves the levels of its boards, for as many days as
        the map has said."""
        switch = self._apply()
        self.assertFalse(switch._get_reviewed())
        self._sell_weekly(self.table, 10, quantity=20, gives=7)
        advice = self._work_out(self.table)
        (line,) = switch._get_reviewed()
        stage = self._open()._get_map().stages[self.board]
        self.assertAlmostEqual(stage.mean, advice.forecast / 7)
        factor = service_factor(self.company.pull_service_level / 100)
        low = stage.mean * 28 + factor * stage.deviation * 28**0.5
        self.assertEqual(line["low"], -(-round(low, 6) // 1))

    def test_pushed_parts_serve_what_uses_them(self):
        """From the product itself: legs last while their vendor sends new ones, for
        four of each table; and for those sold alone."""
        self.leg.seller_ids.delay = 14
        advice = self._get_advice(self.table)
        self._switch(self.leg, "push")
        factor = service_factor(self.company.pull_service_level / 100)
        safety = factor * 4 * advice.week_deviation * 2**0.5
        rule = self._get_rules(self.leg)
        low = 4 * advice.forecast * 2 + safety
        self.assertEqual(rule.product_min_qty, -(-round(low, 6) // 1))
        rule.unlink()
        self.leg.supply_policy = "pull"
        self._sell_weekly(self.leg, 12, quantity=5)
        own = self._work_out(self.leg)
        self._switch(self.leg, "push")
        deviation = ((4 * advice.week_deviation) ** 2 + own.week_deviation**2) ** 0.5
        low = (4 * advice.forecast + own.forecast) * 2 + factor * deviation * 2**0.5
        rule = self._get_rules(self.leg)
        self.assertEqual(rule.product_min_qty, -(-round(low, 6) // 1))

    def test_a_rule_fills_up_for_a_year_at_most(self):
        self.board.standard_price = 0.01
        stage = self._open()._get_map().stages[self.board]
        year = stage.mean * 365
        self.assertLess(10 * year, (2 * 6 * year / (0.01 * 0.2)) ** 0.5)
        self._apply()
        rule = self._get_rules(self.board)
        lot = rule.product_max_qty - rule.product_min_qty
        self.assertAlmostEqual(lot, year, delta=1)

    def test_parts_have_a_rule_where_runs_use_them(self):
        """20 boards for the orders of one warehouse, 60 for a run in another."""
        second = self._make_warehouse("PT2")
        self._add_stock_in(second.lot_stock_id, self.board, 60)
        run = self.env["mrp.production"].create(
            {
                "product_id": self.top.id,
                "product_qty": 60,
                "picking_type_id": second.manu_type_id.id,
            }
        )
        run.action_confirm()
        run.qty_producing = 60
        run._set_qty_producing()
        run.button_mark_done()
        self.assertEqual(run.move_raw_ids.location_id, second.lot_stock_id)
        self._apply()
        rules = self._get_rules(self.board).grouped("warehouse_id")
        self.assertEqual(set(rules), {self.warehouse, second})
        found = self._open()._get_map()
        stage = found.stages[self.board]
        for warehouse, share in ((self.warehouse, 0.25), (second, 0.75)):
            low = share * stage.mean * 28
            low += share**0.5 * stage.get_safety(found.factor)
            level = -(-round(low, 6) // 1)
            self.assertEqual(rules[warehouse].product_min_qty, level)

    def _apply(self):
        action = self._open().action_apply()
        dialog = self.env["pull.switch.dialog"].with_user(self.manager)
        dialog = dialog.browse(action["res_id"])
        self.assertIn("Makes a reordering rule", dialog.line_ids.changes)
        shown = dialog.action_apply()
        return self.env["pull.switch"].search(shown["domain"])

    def test_apply_goes_through_the_dialog_and_back(self):
        chain = self.table | self.top | self.board | self.leg
        before = self._read_all(chain.product_tmpl_id)
        opened = self._open()
        action = opened.action_apply()
        dialog = self.env["pull.switch.dialog"].with_user(self.manager)
        dialog = dialog.browse(action["res_id"])
        self.assertEqual(dialog.line_ids.product_tmpl_id, self.board.product_tmpl_id)
        self.assertEqual(self._read_all(chain.product_tmpl_id), before)
        shown = dialog.action_apply()
        self.assertEqual(self.board.supply_policy, "push")
        with self.assertRaisesRegex(UserError, "so already"):
            self._open().action_apply()
        self.env["pull.switch"].search(shown["domain"]).action_undo()
        self.assertEqual(self._read_all(chain.product_tmpl_id), before)

    def test_who_makes_reads_it_without_amounts(self):
        planner = self.planner
        planner.group_ids = self.env.ref("mrp.group_mrp_user")
        opened = self._open(user=planner)
        self.assertIn("Stock here", opened.tree)
        self.assertNotIn("a year", opened.tree)
        with self.assertRaises(AccessError):
            opened.read(["cost"])
        with self.assertRaises(AccessError):
            opened.action_apply()

    def test_a_map_of_nothing_or_of_another_company_is_empty(self):
        other = self.env["res.company"].create({"name": "Other"})
        maps = self.env["pull.decoupling.map"].with_user(self.manager)
        fields = {name: {} for name in ("tree", "message", "is_known")}
        for said in ({}, {"product_id": self.product.id, "company_id": other.id}):
            answer = maps.onchange(said, list(said), fields)["value"]
            self.assertFalse(any(answer.get(name) for name in fields), said)

    def test_what_is_missing_is_said(self):
        self.assertIn("no bill of materials with goods", self._open(self.board).message)
        self.assertIn("nothing is known of its demand", self._open(self.top).message)
        self.leg.standard_price = 0
        self.assertIn("because of LEG: it has no cost", self._open().message)
        self.leg.standard_price = 10
        self.leg.seller_ids.unlink()
        self.assertIn("because of LEG: it has no bill", self._open().message)
        self.company.pull_carrying_rate = 0
        self.assertIn("no carrying rate", self._open().message)
        # Odoo refuses a circle; other programs have written one.
        query = "UPDATE mrp_bom_line SET product_id = %s WHERE bom_id = %s"
        self.env.flush_all()
        self.env.cr.execute(query, [self.table.id, self.top_bom.id])
        self.env.invalidate_all()
        opened = self._open()
        self.assertIn("round in a circle", opened.message)
        with self.assertRaisesRegex(UserError, "circle"):
            opened.action_apply()
