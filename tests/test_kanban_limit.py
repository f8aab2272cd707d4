from datetime import timedelta

from lxml import etree
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .world import PullCommon


class WorkLimitCommon(PullCommon):
    """FRAME <- WOOD is sawn and, after it, dried in the kiln; PLANK is sawn alone.
    Two frames at most are in process at the saw."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.saw, cls.kiln = (
            cls.env["mrp.workcenter"].create({"name": name}) for name in ("Saw", "Kiln")
        )
        cls.wood = cls._make_product("WOOD", False)
        cls._add_stock_in(cls.warehouse.lot_stock_id, cls.wood, 1000)
        cls.frame, cls.plank = (
            cls._make_product(name, "pull") for name in ("FRAME", "PLANK")
        )
        cls._make_sawn(cls.frame, (cls.saw, 30), (cls.kiln, 60))
        cls._make_sawn(cls.plank, (cls.saw, 10))
        cls.limit = cls.env["pull.work.limit"].create(
            {"workcenter_id": cls.saw.id, "most": 2}
        )
        cls.operator = new_test_user(
            cls.env, "limit_operator", groups="mrp.group_mrp_user"
        )
        cls.planner = new_test_user(
            cls.env, "limit_planner", groups="mrp.group_mrp_manager"
        )

    @classmethod
    def _make_sawn(cls, product, *operations):
        cls._make_bom(
            product,
            {cls.wood: 1},
            operation_ids=[
                Command.create(
                    {
                        "name": center.name,
                        "workcenter_id": center.id,
                        "time_mode": "manual",
                        "time_cycle_manual": minutes,
                    }
                )
                for center, minutes in operations
            ],
        )

    def _make_runs(self, slacks, product=None, begin=0, **values):
        """Return confirmed runs with so many minutes to spare, which are to begin in
        so many days."""
        date = fields.Datetime.now() + timedelta(days=begin)
        runs = self.env["mrp.production"].create(
            [
                {
                    "product_id": (product or self.frame).id,
                    "picking_type_id": self.warehouse.manu_type_id.id,
                    "date_start": date,
                    **values,
                }
                for _slack in slacks
            ]
        )
        runs.action_confirm()
        runs.action_assign()
        for run, slack in zip(runs, slacks, strict=True):
            if slack is not None:  # no order needs it
                run.pull_slack = slack
        return runs

    def _start(self, run):
        run.workorder_ids[0].with_user(self.operator).button_start()

    def _saw_all(self, run):
        run.workorder_ids[0].button_finish()

    def _get_held(self, runs):
        runs.invalidate_recordset(["pull_room", "pull_is_held"])
        return runs.filtered("pull_is_held")

    def _check_refused(self, run, text):
        with self.assertRaisesRegex(UserError, text), self.env.cr.savepoint():
            self._start(run)
        self.assertEqual(run.state, "confirmed")


@tagged("post_install", "-at_install")
class TestWorkLimit(WorkLimitCommon):
    """Runs wait for room in the order of their slack; nobody begins without."""

    def test_what_is_of_another_company_is_not_named(self):
        company = self.env["res.company"].create({"name": "Other"})
        values = {"name": "Hidden Saw", "company_id": company.id}
        values["resource_calendar_id"] = company.resource_calendar_id.id
        center = self.env["mrp.workcenter"].create(values)
        limits = self.env["pull.work.limit"].with_user(self.planner)
        for act in (
            lambda: limits.browse(self.limit.id).write({"workcenter_id": center.id}),
            lambda: limits.create([{"workcenter_id": center.id}]),
        ):
            with self.assertRaises(AccessError) as refused, self.env.cr.savepoint():
                act()
            self.assertNotIn("Hidden", str(refused.exception))

    def test_they_begin_by_their_slack_as_there_is_room(self):
        runs = self._make_runs([300, 100, 200, None])
        relaxed, urgent, second, free = runs
        self.assertEqual(self._get_held(runs), relaxed | free)
        self._check_refused(relaxed, f"There is room for {urgent.name} first")
        self._start(second)
        self._start(urgent)
        self.assertEqual(self.limit.in_process, 2)
        self.assertEqual(self.limit.waiting_ids, relaxed | free)
        self.assertEqual(
            relaxed.pull_room,
            "Waits for room at Saw (2 of 2 in process), number 1 in line",
        )
        self.assertIn("number 2", free.pull_room)
        self._check_refused(relaxed, "Finish or cancel one")
        # It goes on in the kiln: there is room at the saw.
        self._saw_all(urgent)
        self.assertEqual(self._get_held(runs), free)
        self._start(relaxed)
        second.action_cancel()
        self._start(free)
        self.assertEqual(set(runs.mapped("state")), {"progress", "cancel"})

    def test_no_way_to_begin_leads_past_it(self):
        first, held = self._make_runs([1, 2])
        self.limit.most = 1
        self._start(first)
        order = held.workorder_ids[0].with_user(self.operator)
        run = held.with_user(self.operator)
        for begin in (
            order.button_start,
            order.action_start_setup,
            order.button_finish,
            order.action_mark_as_done,
            lambda: order.set_state("progress"),
            lambda: order.write({"qty_producing": 1}),
            lambda: order.write({"duration": 5}),
            run.action_start,
            run.button_mark_done,
            lambda: run.write({"qty_producing": 1}),
        ):
            with (
                self.subTest(begin=begin),
                self.assertRaisesRegex(UserError, "Waits for room at Saw"),
                self.env.cr.savepoint(),
            ):
                begin()
        held.write({"product_qty": 2, "date_start": fields.Datetime.now()})
        self.assertEqual(held.state, "confirmed")
        first.with_context(skip_consumption=True).button_mark_done()
        run.with_context(skip_consumption=True).button_mark_done()
        self.assertEqual((first | held).mapped("state"), ["done", "done"])

    def test_several_at_once_have_room_for_all_or_for_none(self):
        runs = self._make_runs([1, 2, 3])
        with self.assertRaisesRegex(UserError, "number 3"), self.env.cr.savepoint():
            runs.workorder_ids.filtered(
                lambda order: order.workcenter_id == self.saw
            ).button_start()
        runs[:2].button_mark_done()
        self.assertEqual(runs.mapped("state"), ["done", "done", "confirmed"])

    def test_minutes_are_counted_and_what_is_larger_goes_alone(self):
        self.limit.write({"measure": "minutes", "most": 45})
        large, plank, other = (
            self._make_runs([10], product_qty=2),
            self._make_runs([20], self.plank),
            self._make_runs([30], self.plank),
        )
        runs = large | plank | other
        self.assertEqual(self._get_held(runs), plank | other)
        self._start(large)
        self.assertEqual(self._get_held(runs), plank | other)
        self.assertIn("(60 of 45 minutes in process)", plank.pull_room)
        self._saw_all(large)
        self.assertFalse(self._get_held(runs))

    def test_a_family_counts_runs_of_all_its_products_until_they_are_done(self):
        self.limit.unlink()
        wooden = self.env["product.category"].create({"name": "Wooden"})
        framed = wooden.create({"name": "Framed", "parent_id": wooden.id})
        self.frame.categ_id, self.plank.categ_id = framed, wooden
        limit = self.limit.create({"category_id": wooden.id, "most": 1})
        box = self._make_product("BOX", False, categ_id=wooden.id)
        self._make_bom(box, {self.wood: 1})
        first, held = self._make_runs([1]), self._make_runs([2], box)
        self._start(first)
        self._saw_all(first)
        with self.assertRaisesRegex(UserError, "Wooden"), self.env.cr.savepoint():
            held.action_start()
        first.button_mark_done()
        held.action_start()
        self.assertEqual((held.state, limit.begun_ids), ("progress", held))

    def test_who_cannot_begin_holds_no_place(self):
        self.limit.most = 1
        lacking = self._make_runs([1])
        lacking.do_unreserve()
        later = self._make_runs([2], begin=9)
        ready = self._make_runs([500])
        runs = lacking | later | ready
        self.assertEqual(self._get_held(runs), later)
        self._start(ready)
        self.assertEqual(self._get_held(runs), lacking | later)
        # What is late comes before what is in no hurry, whenever it begins.
        self.assertEqual(self.limit.waiting_ids.ids, (lacking | later).ids)
        later.pull_slack = -1
        self.limit.invalidate_recordset()
        self.assertEqual(self.limit.waiting_ids.ids, (later | lacking).ids)
        text = "Waits for components, and for room at Saw (1 of 1 in process)"
        self.assertEqual(lacking.pull_room, text)
        self._check_refused(lacking, "number 2 in line")

    def test_who_waits_elsewhere_holds_no_place(self):
        self.limit.create({"workcenter_id": self.kiln.id, "most": 1})
        self.limit.most = 2
        first, frame, plank, more = (
            self._make_runs([1]),
            self._make_runs([2]),
            self._make_runs([3], self.plank),
            self._make_runs([4], self.plank),
        )
        self._start(first)
        self.assertEqual(self._get_held(first | frame | plank | more), frame | more)
        self.assertIn("Kiln", frame.pull_room)

    def test_a_planner_lets_through_and_undoes_it(self):
        first, second, third = self._make_runs([1, 2, 3])
        self.limit.most = 1
        self._start(first)
        with self.assertRaises(AccessError):
            second.with_user(self.operator).action_pull_let_through()
        mine = third.with_user(self.planner)
        mine.action_pull_let_through()
        self.assertEqual(third.pull_let_through_by_id, self.planner)
        self.assertTrue(third.pull_let_through_on)
        self.assertIn("Let through", third.message_ids[:1].body)
        self.assertEqual(self._get_held(first | second | third), second)
        mine.action_pull_wait_again()
        self.assertFalse(third.pull_let_through_on or third.pull_let_through_by_id)
        self.assertEqual(self._get_held(first | second | third), second | third)
        mine.action_pull_let_through()
        self._start(third)
        self.assertEqual(self.limit.in_process, 2)
        with self.assertRaisesRegex(UserError, "begun already"):
            mine.action_pull_wait_again()

    def test_a_limit_is_of_one_thing_and_of_something(self):
        for values, text in (
            ({"workcenter_id": self.saw.id}, "one_per_workcenter"),
            ({}, "about_one"),
            ({"workcenter_id": self.kiln.id, "most": 0}, "most_positive"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(IntegrityError, text),
                self.env.cr.savepoint(),
                mute_logger("odoo.sql_db"),
            ):
                self.limit.create(values)


@tagged("post_install", "-at_install")
class TestWorkLimitShown(WorkLimitCommon):
    """Whoever waits is told: the order, the shop floor, the planner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.limit.most = 1
        cls.order = cls._make_order_from(
            cls.warehouse, [(cls.frame, 1)], user=cls.salesperson
        )

    def _get_own_run(self):
        run = self._get_runs(self.frame)[:1]
        run.action_assign()
        return run

    def test_the_order_and_the_work_order_say_it(self):
        run = self._get_own_run()
        self.assertEqual(run.pull_sale_line_ids, self.order.order_line)
        self.assertFalse(run.pull_is_held)
        [other] = self._make_runs([-9999], self.plank)
        self._start(other)
        self.env.invalidate_all()
        text = "Waits for room at Saw (1 of 1 in process), number 1 in line"
        self.assertEqual(run.workorder_ids.mapped("pull_room"), [text, text])
        order = self.order.with_user(self.salesperson)
        [wait] = order.order_line.pull_waits
        self.assertEqual(wait["text"], f"FRAME: {text}")
        self.assertIn(text, order.pull_summary)
        held = [("pull_is_held", "=", True)]
        self.assertEqual(self.env["mrp.production"].search(held), run)
        self.assertNotIn(run, run.search([("pull_is_held", "=", False)]))

    def test_orders_are_told_in_few_queries(self):
        counts = []
        for number in (2, 8):
            orders = self.env["sale.order"].union(
                *(self._make_order([(self.frame, 1)]) for _order in range(number))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            orders.mapped("pull_stage")
            start = self.cr.sql_log_count
            texts = orders.mapped("pull_summary")
            counts.append(self.cr.sql_log_count - start)
            self.assertIn("room at Saw", texts[-1])
        self.assertLessEqual(counts[1], counts[0] + 3)

    def test_nobody_is_asked_to_release_what_has_no_room(self):
        run = self._get_own_run()
        run.date_start = fields.Datetime.now()
        actions = self.env["pull.action"].with_user(self.planner)

        def find():
            self.env.invalidate_all()
            asked = [a.document for a in actions._find() if a.kind == "release"]
            return run in asked

        self.assertTrue(find())
        [other] = self._make_runs([-9999], self.plank)
        self._start(other)
        self.assertFalse(find())
        run.with_user(self.planner).action_pull_let_through()
        self.assertTrue(find())

    def test_what_is_late_by_it_becomes_an_exception(self):
        run = self._get_own_run()
        [other] = self._make_runs([-9999], self.plank)
        self._start(other)
        limits = self.env["pull.work.limit"]
        limits._cron_tell()
        exceptions = self.env["pull.exception"]
        self.assertFalse(exceptions._get_open_of(run))
        urgency = {str(self.order.id): ["2020-01-01 00:00:00", -60]}
        urgency[str(self.order.id)].append(self.order.order_line.id)
        run.write({"pull_slack": -60, "pull_urgencies": urgency})
        limits._cron_tell()
        limits._cron_tell()
        found = exceptions._get_open_of(run)
        self.assertRecordValues(
            found, [{"kind": "work_limit", "order_id": self.order.id}]
        )
        self.assertIn("(1 of 1 in process)", found.message)
        run.with_user(self.planner).action_pull_let_through()
        self.assertEqual(found.state, "done")
        run.with_user(self.planner).action_pull_wait_again()
        limits._cron_tell()
        [again] = exceptions._get_open_of(run)
        self.limit.unlink()
        limits._cron_tell()
        self.assertEqual(again.state, "done")

    def test_a_company_without_limits_notices_nothing(self):
        lists = self.env["mrp.workorder"]
        view = self.env.ref("mrp.mrp_production_workorder_tree_view").id

        def get_column():
            arch = lists.get_view(view, "list")["arch"]
            return etree.fromstring(arch).find(".//field[@name='pull_room']")

        self.assertIsNone(get_column().get("column_invisible"))
        self.limit.active = False
        self.assertEqual(get_column().get("column_invisible"), "True")
        runs = self._make_runs([1, 2, 3])
        runs.mapped("state")
        self.assertTrue(runs[0].pull_slack)
        with self.assertQueryCount(0):
            self.assertFalse(runs.filtered("pull_room"))
            runs._pull_take_room()

    def test_many_are_asked_as_few(self):
        counts = []
        for number in (2, 20):
            runs = self._make_runs(range(number), self.plank)
            self.env.flush_all()
            runs.mapped("state")
            runs.invalidate_recordset(["pull_room"])
            with self.subTest(number=number):
                start = self.cr.sql_log_count
                runs.mapped("pull_room")
                counts.append(self.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])

    def test_who_may(self):
        limit = self.limit.with_user(self.operator)
        self.assertEqual(limit.most, 1)
        with self.assertRaises(AccessError):
            limit.most = 3
        self.limit.with_user(self.planner).most = 3
        with self.assertRaises(AccessError):
            self.limit.with_user(self.salesperson).read(["most"])
