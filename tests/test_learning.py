import doctest
from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..models.learning import quantiles
from ..models.learning.observations import ARRIVALS, WORKED
from .test_promise import NOW, PromiseCommon, at

DAY = timedelta(days=1)
LATE = (0, 0, 1, 1, 1, 2, 3, 4, 9)  # the median is 1, four of five within 4


class LearningCommon(PromiseCommon):
    """COMP comes from vendor B within 2 days, so the prices say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["pull.lead.time"].search([]).unlink()
        cls.now = datetime.fromisoformat(NOW)
        cls.buyer, cls.purchase_manager, cls.operator, cls.planner = (
            new_test_user(cls.env, login, groups=group)
            for login, group in (
                ("learn_buyer", "purchase.group_purchase_user"),
                ("learn_purchases", "purchase.group_purchase_manager"),
                ("learn_operator", "mrp.group_mrp_user"),
                ("learn_planner", "mrp.group_mrp_manager"),
            )
        )

    # === What happened ===

    @classmethod
    def _buy(cls, products, took=2, **values):
        """Order some days ago, receive it after so many."""
        return cls._buy_each(products, [took], **values)

    @classmethod
    def _buy_each(cls, products, took, ago=30, ahead=0, vendor=None, receive=True):
        """Order these products some days ago, so many days ahead of the order-by day,
        as often as there are numbers of days after which they are received."""
        ordered = cls.now - ago * DAY
        values = {
            "partner_id": (vendor or cls.vendor_b).id,
            "picking_type_id": cls.warehouse.in_type_id.id,
            "order_line": [
                Command.create({"product_id": product.id, "product_qty": 2})
                for product in products
            ],
        }
        orders = cls.env["purchase.order"].create([dict(values) for _days in took])
        with freeze_time(ordered):
            orders.button_confirm()
        orders.write({"date_approve": ordered, "date_order": ordered + ahead * DAY})
        if receive:
            for order, days in zip(orders, took, strict=True):
                cls._receive(order, ordered + days * DAY)
        return orders

    @classmethod
    def _receive(cls, order, moment, quantity=None):
        with freeze_time(moment):
            moves = order.order_line.move_ids.filtered(lambda m: m.state == "assigned")
            for move in moves:
                move.quantity = quantity or move.product_uom_qty
            moves.picked = True
            moves._action_done()

    @classmethod
    def _buy_late(cls, days=LATE):
        return cls._buy_each(cls.comp, [2 + late for late in days])

    @classmethod
    def _work(cls, minutes, **values):
        """Have a work order of an hour on the saw take so many minutes."""
        return cls._work_each([minutes], **values)

    @classmethod
    def _work_each(cls, minutes, ago=30):
        """Have work orders of an hour on the saw take so many minutes; None: nobody
        logs any."""
        product = cls.env["product.product"].create({"name": "MADE", "type": "consu"})
        bom = cls._make_bom(product, {})
        cls._add_operation(bom, cls.saw, 60)
        values = {"product_id": product.id, "product_qty": 1, "bom_id": bom.id}
        runs = cls.env["mrp.production"].create([dict(values) for _took in minutes])
        runs.action_confirm()
        done = cls.now - ago * DAY
        with freeze_time(done):
            for work, took in zip(runs.workorder_ids, minutes, strict=True):
                if took is not None:
                    work.duration = took
            for run in runs:
                run.qty_producing = 1
            runs.button_mark_done()
        return runs.workorder_ids

    @classmethod
    def _work_long(cls):
        factors = (0.9, 1, 1.1, 1.2, 1.2, 1.3, 1.4, 1.5, 3)
        cls._work_each([60 * factor + 0.02 for factor in factors])

    # === What is learnt ===

    def _refresh(self):
        self.env["pull.lead.time"]._refresh()

    def _get_vendor(self, vendor=None):
        vendor = vendor or self.vendor_b
        return self.env["pull.lead.time"].search([("partner_id", "=", vendor.id)])

    def _learn_vendor(self, vendor=None):
        self._refresh()
        return self._get_vendor(vendor)

    def _learn_center(self):
        self._refresh()
        return self.env["pull.lead.time"].search([("workcenter_id", "=", self.saw.id)])

    def _check(self, learnt, count, planned, median, most):
        self.assertEqual(
            (learnt.count, learnt.planned, learnt.actual_median, learnt.actual_most),
            (count, planned, median, most),
        )


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLearning(LearningCommon):
    """What receipts and work orders say about the next ones."""

    def test_doctests_hold(self):
        result = doctest.testmod(quantiles)
        self.assertGreater(result.attempted, 10)
        self.assertEqual(result.failed, 0)

    # === Vendors ===

    def test_half_and_four_of_five_arrive_within_these_days(self):
        self._buy_late()
        learnt = self._learn_vendor()
        self._check(learnt, 9, 2, 3, 6)
        self.assertEqual((learnt.more_median, learnt.more_most), (1, 4))
        self.assertEqual(
            learnt.summary,
            "Vendor B: planned 2 days, half arrive within 3, four of five within 6. "
            "Promises use 2.",
        )

    def test_seven_say_nothing_and_eight_do(self):
        self._buy_late([0] * 7)
        learnt = self._learn_vendor()
        self._check(learnt, 7, 0, 0, 0)
        self.assertFalse(learnt.is_enough)
        self.assertIn("too little data (7 of 8)", learnt.summary)
        with self.assertRaisesRegex(UserError, "too little data"):
            learnt.action_use_most()
        self._buy(self.comp, took=5)
        self._check(self._learn_vendor(), 8, 2, 2, 5)

    def test_goods_of_an_order_are_one_delivery_and_the_last_decides(self):
        other = self._make_product("OTHER", vendor=self.vendor_b)
        other.seller_ids.delay = 2
        orders = self._buy_each(self.comp + other, [0] * 8, receive=False)
        ordered = orders[0].date_approve
        self._receive(orders, ordered + 2 * DAY, quantity=1)
        self._receive(orders, ordered + 7 * DAY)
        self._check(self._learn_vendor(), 8, 2, 7, 7)

    def test_what_is_not_all_there_is_no_observation_yet(self):
        order = self._buy(self.comp, receive=False)
        self._receive(order, self.now - 20 * DAY, quantity=1)
        self.assertFalse(self._learn_vendor())
        self._receive(order, self.now - 19 * DAY)
        self.assertEqual(self._learn_vendor().count, 1)

    def test_what_is_ordered_ahead_is_not_late_before_it_is_wanted(self):
        """Ordered 20 days before the order-by day, there when it was wanted: in time,
        not 20 days late."""
        self._buy_each(self.comp, [22] * 8, ahead=20)
        self._check(self._learn_vendor(), 8, 2, 2, 2)

    def test_returns_and_what_replaces_them_are_no_delivery(self):
        order = self._buy(self.comp)
        move = order.order_line.move_ids
        for number in (1, 2):
            wizard = self.env["stock.return.picking"].create(
                {"picking_id": move.picking_id.id}
            )
            wizard.product_return_moves.quantity = 1
            picking = self.env["stock.picking"].browse(
                wizard.action_create_returns()["res_id"]
            )
            picking.move_ids.picked = True
            picking.button_validate()
            move = picking.move_ids
            self.assertEqual(move.purchase_line_id, order.order_line, number)
        observed = self.env["pull.lead.time"]._get_observations().get_vendors()
        self.assertEqual(observed[self.company.id, self.vendor_b.id], [(2, 2, 0)])

    def test_products_that_are_planned_differently(self):
        self.raw.seller_ids.write({"partner_id": self.vendor_b.id, "delay": 9})
        self._buy_late([1] * 5)
        self._buy_each(self.raw, [12] * 4)
        learnt = self._learn_vendor()
        self.assertTrue(learnt.is_mixed)
        self.assertEqual((learnt.more_median, learnt.more_most), (1, 3))
        self.assertIn(
            "half arrive within 1 days more than planned, four of five within 3 more",
            learnt.summary,
        )

    def test_only_the_period_counts(self):
        self._buy(self.comp, ago=200)
        self._buy(self.comp, ago=400)
        self.assertEqual(self._learn_vendor().count, 1)
        self.company.pull_learning_months = 24
        self.assertEqual(self._learn_vendor().count, 2)
        self.company.pull_learning_months = 3
        self.assertFalse(self._learn_vendor(), "nothing is left to tell")
        for months in (0, 61):
            with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
                self.company.pull_learning_months = months
                self.env.flush_all()
            self.company.invalidate_recordset()

    def test_another_address_of_the_vendor_is_the_vendor(self):
        address = self.env["res.partner"].create(
            {"name": "Yard", "parent_id": self.vendor_b.id, "type": "delivery"}
        )
        self._buy(self.comp, vendor=address)
        self.assertEqual(self._learn_vendor().count, 1)
        self.assertFalse(self._get_vendor(address))

    def test_companies_learn_apart(self):
        self._buy(self.comp)
        learnt = self._learn_vendor()
        self.assertEqual(learnt.company_id, self.company)
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "learn_stranger",
            groups="purchase.group_purchase_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        seen = self.env["pull.lead.time"].with_user(stranger)
        self.assertFalse(seen.search([("id", "=", learnt.id)]))

    # === Work centers ===

    def test_work_orders_against_their_planned_minutes(self):
        self._work_long()
        learnt = self._learn_center()
        self.assertEqual((learnt.count, learnt.planned), (9, 60))
        self.assertEqual((learnt.more_median, learnt.more_most), (1.2, 1.5))
        self.assertEqual(
            learnt.summary,
            "Saw: half of the work orders take up to 1.2 times the planned minutes, "
            "four of five up to 1.5 times. Promises use the planned time.",
        )

    def test_setup_is_part_of_what_was_planned(self):
        self.saw.time_start = 30
        work = self._work(99)
        self.assertEqual(work.duration_expected, 90)
        observed = self.env["pull.lead.time"]._get_observations().get_workcenters()
        self.assertEqual(observed[self.company.id, self.saw.id], [(90, 99, 1.1)])

    def test_time_that_nobody_logged_says_nothing(self):
        work = self._work(None)
        self.assertEqual(work.duration, 60, "Odoo takes the expected minutes")
        self.assertFalse(self._learn_center())

    def test_only_work_of_the_period_counts(self):
        self._work(70, ago=400)
        self.assertFalse(self._learn_center())

    # === Refreshed ===

    def test_older_work_and_receipts_are_not_read(self):
        """Both are found by an index on their day, however many there are."""
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        observations = self.env["pull.lead.time"]._get_observations()
        for query, index in ((WORKED, "pull_finished_index"), (ARRIVALS, "move")):
            sql = observations._get_sql(query)
            rows = self.env.execute_query(SQL("EXPLAIN %s", sql))
            plan = "\n".join(line for (line,) in rows)
            self.assertRegex(plan, rf"Index Scan (using|on) \S*{index}")
            self.assertNotIn("Seq Scan on stock_move", plan)
            self.assertNotIn("Seq Scan on mrp_workorder", plan)

    def test_refreshing_changes_what_changed_and_nothing_else(self):
        self._buy_late()
        learnt = self._learn_vendor()
        self.assertEqual(self._learn_vendor(), learnt)
        self._buy(self.comp, took=2)
        self.assertEqual(self._learn_vendor(), learnt)
        self.assertEqual(learnt.count, 10)

    def test_queries_do_not_grow_with_vendors_or_orders(self):
        counts = []
        for vendors in (2, 10):
            for number in range(vendors):
                vendor = self.env["res.partner"].create({"name": f"V{number}"})
                product = self._make_product(f"P{number}", vendor=vendor)
                self._buy_each(product, [2, 2], vendor=vendor)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._refresh()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_the_buttons_refresh_and_the_schedule_too(self):
        self._buy(self.comp)
        self.env["pull.lead.time"].with_user(self.operator).action_refresh()
        self.assertEqual(self._get_vendor().count, 1)
        self._buy(self.comp)
        cron = self.env.ref("pull_through_production.pull_lead_time_cron")
        cron.ir_actions_server_id.run()
        self.assertEqual(self._get_vendor().count, 2)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLearningTaken(LearningCommon):
    """What promises use, once a person takes it: vendor B is late, the saw slow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(NOW):
            cls._buy_late()
            cls._work_long()

    def test_nothing_is_taken_by_itself(self):
        self._learn_vendor()
        self.assertFalse(self.vendor_b.pull_promise_days)
        self._check_date([(self.comp, 1)], at(5, 6))

    def test_promises_use_what_was_taken_until_it_is_undone(self):
        learnt = self._learn_vendor().with_user(self.purchase_manager)
        for act, taken, date in (
            (learnt.action_use_most, "most", at(9, 6)),
            (learnt.action_use_median, "median", at(6, 6)),
            (learnt.action_undo, "most", at(9, 6)),
            (learnt.action_undo, "median", at(6, 6)),
            (learnt.action_use_planned, "planned", at(5, 6)),
            (learnt.action_undo, "median", at(6, 6)),
        ):
            act()
            self.assertEqual(learnt.taken, taken)
            self._check_date([(self.comp, 1)], date)
        self.assertEqual(learnt.taken_by_id, self.purchase_manager)
        self.assertEqual(learnt.date_taken, self.now)

    def test_it_is_said_in_words_and_on_the_vendor(self):
        learnt = self._learn_vendor()
        learnt.with_user(self.purchase_manager).action_use_most()
        self.assertIn("Promises use 6.", learnt.summary)
        note = self.vendor_b.message_ids[0]
        self.assertIn("80 % (+4 days more than the lead times", note.body)
        self.assertEqual(note.author_id, self.purchase_manager.partner_id)
        notes = self.vendor_b.message_ids
        learnt.with_user(self.purchase_manager).action_use_most()
        self.assertEqual(self.vendor_b.message_ids, notes, "once is enough")

    def test_early_vendors_never_deliver_before_they_are_asked(self):
        price = self.raw.seller_ids
        self._buy_each(self.raw, [0] * 8, vendor=price.partner_id)
        self._learn_vendor(price.partner_id).action_use_most()
        self.assertEqual(price.partner_id.pull_promise_days, -2)
        price.delay = 1
        self._check_date([(self.raw, 1)], at(3, 6))

    def test_what_is_ordered_keeps_the_lead_time_of_its_price(self):
        self._learn_vendor().action_use_most()
        self._make_order([(self.comp, 1)])
        line = self._get_purchase_lines(self.comp).filtered(
            lambda line: line.order_id.state == "draft"
        )
        self.assertEqual(line.date_planned - line.order_id.date_order, 2 * DAY)

    def test_what_is_replenished_takes_as_long(self):
        self.comp.supply_policy = "push"
        [before] = self._get_dates([(self.comp, 50)])
        self._learn_vendor().action_use_most()
        [after] = self._get_dates([(self.comp, 50)])
        self.assertEqual(after - before, 4 * DAY)

    def test_another_company_promises_as_planned(self):
        self._learn_vendor().action_use_most()
        other = self.env["res.company"].create({"name": "Other"})
        price = self.comp.seller_ids
        self.assertEqual(price._get_pull_promise_days(self.company), 6)
        self.assertEqual(price._get_pull_promise_days(other), 2)

    def test_work_centers_take_their_factor(self):
        self.comp.seller_ids.delay = self.raw.seller_ids.delay = 0
        self._add_operation(self.fg_bom, self.saw, 60)
        learnt = self._learn_center().with_user(self.planner)
        self._check_date([(self.fg, 1)], at(3, 9))
        learnt.action_use_most()
        self._check_date([(self.fg, 1)], at(3, 9, 30))
        self.assertIn("Promises use 1.5 times.", learnt.summary)
        self.assertIn("1.5 times the planned minutes", self.saw.message_ids[0].body)
        self._make_order([(self.fg, 1)])
        run = self._get_runs(self.fg)
        self.assertEqual(run.workorder_ids.duration_expected, 60)
        learnt.action_undo()
        self.assertEqual(self.saw.pull_promise_factor, 1)

    def test_what_was_taken_and_is_no_longer_so_is_told_not_changed(self):
        learnt = self._learn_vendor()
        learnt.action_use_most()
        self.assertFalse(learnt.is_outdated)
        self._buy_late([9] * 5)
        self._refresh()
        self.assertTrue(learnt.is_outdated)
        self.assertEqual(self.vendor_b.pull_promise_days, 4)
        learnt.action_use_most()
        self.assertFalse(learnt.is_outdated)
        self.assertEqual(self.vendor_b.pull_promise_days, 9)

    def test_what_was_taken_stays_when_nothing_is_seen_any_more(self):
        learnt = self._learn_vendor()
        learnt.action_use_most()
        self.company.pull_learning_months = 1
        with freeze_time(self.now + 100 * DAY):
            self._refresh()
        self.assertEqual((learnt.count, learnt.taken), (0, "most"))
        self.assertIn("Promises add 4 days.", learnt.summary)

    # === Who ===

    def test_managers_of_their_kind_decide(self):
        center, vendor = self._learn_center(), self._get_vendor()
        for record, user in ((vendor, self.buyer), (center, self.operator)):
            self.assertFalse(record.with_user(user).may_take)
            with self.assertRaisesRegex(AccessError, "Ask a manager"):
                record.with_user(user).action_use_most()
        for record, user in ((vendor, self.planner), (center, self.purchase_manager)):
            with self.assertRaises(AccessError):
                record.with_user(user).action_use_most()
        self.assertEqual((vendor.taken, center.taken), ("planned", "planned"))
        both = new_test_user(
            self.env,
            "learn_policies",
            groups="purchase.group_purchase_user,mrp.group_mrp_user,"
            "pull_through_production.group_pull_manager",
        )
        (vendor + center).with_user(both).action_use_most()
        self.assertEqual((vendor.taken, center.taken), ("most", "most"))

    def test_who_makes_sees_no_vendors(self):
        self._refresh()
        rows = self.env["pull.lead.time"]
        kinds = set(rows.with_user(self.planner).search([]).mapped("kind"))
        self.assertEqual(kinds, {"workcenter"})
        kinds = set(rows.with_user(self.buyer).search([]).mapped("kind"))
        self.assertEqual(kinds, {"vendor"})
        with self.assertRaises(AccessError):
            self.vendor_b.with_user(self.planner).read(["pull_promise_days"])

    def test_nobody_writes_it_by_hand(self):
        learnt = self._learn_vendor()
        with self.assertRaises(AccessError):
            learnt.with_user(self.purchase_manager).used = 1
        with self.assertRaises(AccessError):
            self.vendor_b.with_user(self.purchase_manager).pull_promise_days = 1
        with self.assertRaises(AccessError):
            self.saw.with_user(self.planner).pull_promise_factor = 1

    # === Screens ===

    def test_the_screens_open(self):
        learnt = self._learn_vendor().with_user(self.purchase_manager)
        form = Form(learnt)
        self.assertIn("four of five within 6", form.summary)
        for name in ("vendor", "workcenter"):
            action = self.env.ref(
                f"pull_through_production.pull_lead_time_action_{name}"
            )
            views = action._get_action_dict()["views"]
            self.assertEqual([kind for _id, kind in views][0], "list")
            learnt.get_views(views)
