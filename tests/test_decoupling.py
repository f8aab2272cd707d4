from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

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
