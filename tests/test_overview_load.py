import doctest
from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models.overview import weeks
from .test_placing import PlacingCommon
from .test_promise import NOW, at


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestOverviewLoad(PlacingCommon):
    """What a work center has to do in a week, against what it can do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = new_test_user(
            cls.env, "overview_planner", groups="mrp.group_mrp_manager", tz="UTC"
        )
        cls._add_operation(cls.fg_bom, cls.saw, 300)

    def _get_week(self, monday, center=None):
        rows = self.env["pull.load.week"].with_user(self.planner)
        action = rows.action_open_load()
        self.assertEqual(action["res_model"], "pull.load.week")
        return rows.search(
            [("workcenter_id", "=", (center or self.saw).id), ("week", "=", monday)]
        )

    def _check_week(self, monday, **values):
        self.assertRecordValues(self._get_week(monday), [values])

    def test_doctests_hold(self):
        result = doctest.testmod(weeks)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)

    def test_a_week_without_work(self):
        self._check_week(date(2031, 3, 10), capacity=40, load=0, free=40, used=0)
        self.assertEqual(
            len(
                self.env["pull.load.week"].search([("workcenter_id", "=", self.saw.id)])
            ),
            12,
        )

    def test_work_counts_where_it_is_placed(self):
        # 9 x 5 hours end on Monday the 17th at noon: 4 hours of them then.
        self._confirm(quantity=9, asked=at(17, 12))
        self._check_week(
            date(2031, 3, 17), capacity=40, load=4, late=0, free=36, used=10
        )
        self._check_week(date(2031, 3, 10), capacity=40, load=40, free=0, used=100)
        self._check_week(date(2031, 3, 3), load=1)

    def test_what_is_late_is_told_apart(self):
        line = self._confirm(asked=at(4, 12))
        self.assertGreater(line.pull_lateness, 0)
        self._check_week(date(2031, 3, 3), load=5, late=5, reserved=0)

    def test_what_is_reserved_is_told_apart(self):
        order = self._quote([(self.fg, 1)])
        order.action_pull_reserve()
        self._check_week(date(2031, 3, 3), load=5, late=0, reserved=5)
        order.action_pull_release()
        self._check_week(date(2031, 3, 3), load=0, reserved=0)

    def test_setups(self):
        self.saw.write({"time_start": 20, "time_stop": 10})
        self.fg_bom.run_size = 1
        self._confirm(quantity=2, asked=at(14, 17))
        self._check_week(date(2031, 3, 10), setups=2, setup=1, load=11)

    def test_this_week_counts_from_now_on(self):
        with freeze_time("2031-03-06 12:30:00"):
            self._check_week(date(2031, 3, 3), capacity=12)

    def test_a_work_center_that_is_down(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Broken",
                "resource_id": self.saw.resource_id.id,
                "calendar_id": self.calendar.id,
                "date_from": at(10),
                "date_to": at(15),
            }
        )
        self.assertFalse(self._get_week(date(2031, 3, 10)))

    def test_the_work_orders_of_a_week(self):
        self._confirm(asked=at(14, 17))
        self._confirm(asked=at(20, 17))
        action = self._get_week(date(2031, 3, 10)).action_open_workorders()
        found = self.env["mrp.workorder"].search(action["domain"])
        self.assertEqual(found, self._get_runs(self.fg)[0].workorder_ids)

    def test_queries_do_not_grow_with_the_work(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._get_week(date(2031, 3, 10))
            return self.env.cr.sql_log_count - before

        self._confirm(asked=at(14, 17))
        count()
        one = count()
        for _order in range(5):
            self._confirm(asked=at(14, 17))
        self.assertLessEqual(count(), one)

    def test_rows_are_ones_own(self):
        row = self._get_week(date(2031, 3, 10))
        other = new_test_user(
            self.env, "overview_other", groups="mrp.group_mrp_user", tz="UTC"
        )
        with self.assertRaises(AccessError):
            row.with_user(other).read(["load"])
        seller = new_test_user(
            self.env, "overview_seller", groups="sales_team.group_sale_salesman"
        )
        with self.assertRaises(AccessError):
            self.env["pull.load.week"].with_user(seller).action_open_load()

    def test_work_centers_of_other_companies_are_not_there(self):
        other = self.env["res.company"].create({"name": "Other"})
        center = self.env["mrp.workcenter"].create(
            {
                "name": "Theirs",
                "company_id": other.id,
                "resource_calendar_id": other.resource_calendar_id.id,
            }
        )
        self.assertTrue(self._get_week(date(2031, 3, 10)))
        self.assertFalse(self._get_week(date(2031, 3, 10), center))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestOverviewChains(PlacingCommon):
    """What is open, by week and stage."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = new_test_user(
            cls.env, "chains_planner", groups="mrp.group_mrp_user", tz="UTC"
        )

    def _open(self, user=None):
        rows = self.env["pull.open.chain"].with_user(user or self.planner)
        self.assertEqual(rows.action_open_chains()["res_model"], rows._name)
        return rows.search([("create_uid", "=", rows.env.uid)])

    def test_open_lines_by_week_and_stage(self):
        line = self._confirm(asked=at(14, 12))
        row = self._open()
        self.assertRecordValues(
            row,
            [
                {
                    "name": line.order_id.name,
                    "customer": self.customer.display_name,
                    "product_id": self.fg.id,
                    "quantity": line.product_uom_qty,
                    "stage": "to_order",
                    "promised": line.pull_promised_date,
                    "expected": line.pull_projected_date,
                    "week": date(2031, 3, 10),
                    "is_late": False,
                    "count": 1,
                }
            ],
        )
        screen = row.get_pull_chain_screen()
        self.assertEqual(screen["orders"], line.order_id.ids)
        self.assertEqual(row.action_view_chain()["tag"], "pull_chain")

    def test_it_is_read_anew(self):
        line = self._confirm(self.comp)
        self.assertEqual(self._open().stage, "to_order")
        bought = self._get_purchase_lines(self.comp)
        bought.order_id.button_confirm()
        bought.date_planned = line.pull_promised_date + timedelta(days=10)
        self._end_request()
        row = self._open()
        self.assertEqual(row.stage, "waiting")
        self.assertTrue(row.is_late)
        self.assertGreaterEqual(row.lateness, 9)
        self._receive_all(line.order_id)
        self._do_transfers(line.order_id.picking_ids)
        self._end_request()
        self.assertFalse(self._open())

    def test_whom_rules_tell_of(self):
        self._confirm(asked=at(14, 12))
        stranger = new_test_user(
            self.env, "chains_stranger", groups="sales_team.group_sale_salesman"
        )
        self.assertFalse(self._open(stranger))
        self.assertTrue(self._open(self.salesperson))
        with self.assertRaises(AccessError):
            self._open(self.salesperson).with_user(self.planner).read(["name"])

    def test_queries_do_not_grow_with_orders(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._open()
            return self.env.cr.sql_log_count - before

        self._confirm(asked=at(14, 12))
        count()
        one = count()
        for _order in range(5):
            self._confirm(asked=at(14, 12))
        self.assertLessEqual(count(), one)
