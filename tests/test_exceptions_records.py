from ast import literal_eval
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .world import ExceptionsCommon


@tagged("post_install", "-at_install")
class TestExceptionsRecords(ExceptionsCommon):
    """What is reported, kept up to date, aged and closed."""

    def test_reporting_again_keeps_one_and_brings_it_up_to_date(self):
        first = self._report()
        again = self._report(message="3 FG are in progress", quantity=3)
        self.assertEqual(first, again)
        self.assertRecordValues(
            again, [{"message": "3 FG are in progress", "quantity": 3, "state": "open"}]
        )
        self.assertIn("3 FG", again.activity_ids.note)

    def test_two_reports_of_one_subject_in_one_call_are_one(self):
        model = self.env["pull.exception"]
        reports = [self._prepare_report(), self._prepare_report(quantity=2)]
        result = model._report(reports)
        self.assertEqual(len(result), 2)
        self.assertEqual(result[0], result[1])
        self.assertEqual(result[0].quantity, 2)

    def test_another_document_or_a_closed_one_is_a_new_subject(self):
        first = self._report()
        other = self._report(self.purchase_line, kind="sent")
        self.assertNotEqual(first, other)
        first.action_done()
        self.assertNotEqual(self._report(), first)

    def test_marking_as_done_says_who_and_ends_the_activity(self):
        exception = self._report()
        by_hand = exception.activity_schedule(
            summary="Call", automated=False, user_id=self.planner.id
        )
        exception.with_user(self.planner).action_done()
        self.assertEqual(exception.state, "done")
        self.assertIn(self.planner.name, exception.resolution)
        self.assertTrue(exception.date_done)
        self.assertEqual(exception.activity_ids, by_hand)

    def test_marking_the_activity_as_done_does_not_close_it(self):
        exception = self._report()
        exception.activity_ids.action_done()
        self.assertEqual(exception.state, "open")
        self._report()
        self.assertEqual(len(exception.activity_ids), 1)

    def test_what_lacks_supply_can_be_tried_again(self):
        self.assertTrue(self._report(kind="no_supply").can_retry)
        self.assertFalse(self._report().can_retry)

    def test_age_counts_days_of_the_calendar_and_stops_when_done(self):
        with self._freeze("2026-03-03 20:00"):
            exception = self._report()
        with self._freeze("2026-03-06 06:00"):
            exception.invalidate_recordset(["age"])
            self.assertEqual(exception.age, 3)
            self._check_age_found(exception, 3)
            exception.action_done()
        with self._freeze("2026-03-30 06:00"):
            exception.invalidate_recordset(["age"])
            self.assertEqual(exception.age, 3)
            self._check_age_found(exception, 3)

    def test_age_and_overdue_activity_say_one_number(self):
        with self._freeze("2026-03-03 20:00"):
            exception = self._report()
        with self._freeze("2026-03-05 06:00"):
            exception.invalidate_recordset(["age"])
            deadline = exception.activity_ids.date_deadline
            overdue = fields.Date.context_today(exception) - deadline
            self.assertEqual((exception.age, overdue.days), (2, 2))

    def test_age_is_counted_in_the_readers_time(self):
        with self._freeze("2026-03-03 20:00"):
            exception = self._report()
        reader = exception.with_context(tz="Pacific/Auckland")
        with self._freeze("2026-03-05 06:00"):  # opened on the 4th, there
            self.assertEqual(reader.age, 1)
            self._check_age_found(reader, 1)

    @contextmanager
    def _freeze(self, moment):
        """Hold Odoo's time and that of the transaction."""
        with freeze_time(moment), patch.object(self.env.cr, "_now", None):
            self.env.cr._now = fields.Datetime.now()
            yield

    def _check_age_found(self, exception, age):
        """Searching finds what is shown."""
        cases = {
            (">", age): False,
            (">=", age): True,
            ("<", age): False,
            ("<=", age): True,
            ("=", age): True,
            ("!=", age): False,
            ("in", (age, 99)): True,
        }
        for (operator, value), expected in cases.items():
            domain = [("id", "=", exception.id), ("age", operator, value)]
            found = bool(exception.search_count(domain))
            self.assertEqual(found, expected, f"age {operator} {value}")

    def test_age_filters_of_the_search(self):
        exception = self._report()
        view = self.env.ref("pull_through_production.pull_exception_view_search")
        arch = etree.fromstring(view.arch)
        filters = arch.xpath("//filter[contains(@domain, 'age')]")
        self.assertEqual(len(filters), 3)
        noon = exception.create_date.replace(hour=12)
        for node, days in zip(filters, (1, 7, 30), strict=True):
            domain = [("id", "=", exception.id), *literal_eval(node.get("domain"))]
            with freeze_time(noon + timedelta(days=days - 1)):
                self.assertFalse(exception.search_count(domain))
            with freeze_time(noon + timedelta(days=days)):
                self.assertTrue(exception.search_count(domain))

    def test_counts_on_order_run_and_purchase(self):
        purchase = self.purchase_line.order_id
        documents = (self.order, self.production, purchase)
        self.assertFalse(any(document.has_pull_exceptions for document in documents))
        surplus = self._report()
        self._report(self.purchase_line, kind="sent")
        self._report(self.purchase_line, kind="date")
        surplus.action_done()
        for document, count in zip(documents, (2, 0, 2), strict=True):
            document.invalidate_recordset()
            self.assertTrue(document.has_pull_exceptions)
            self.assertEqual(document.pull_exception_count, count)
            action = document.action_view_pull_exceptions()
            found = self.env["pull.exception"].search(action["domain"])
            self.assertEqual(len(found.filtered(lambda e: e.state == "open")), count)

    def test_counts_of_many_documents_take_one_query(self):
        self._report()
        orders = self.order | self._make_order([(self.fg, 1)])
        orders.invalidate_recordset()
        orders.mapped("name")
        with self.assertQueryCount(1):
            orders.mapped("pull_exception_count")

    def test_deleting_the_order_leaves_no_activity(self):
        exception = self._report()
        self.order.sudo()._action_cancel()
        self.order.sudo().unlink()
        self.assertFalse(exception.exists())
        self.assertFalse(
            self.env["mail.activity"].search(
                [("res_model", "=", "pull.exception"), ("res_id", "=", exception.id)]
            )
        )

    def test_many_new_exceptions_take_few_queries(self):
        counts = [self._count_queries_of_reports(number) for number in (1, 2, 20)]
        self.assertLess(counts[2] - counts[1], 18)

    def _count_queries_of_reports(self, number):
        reports = [
            self._prepare_report(res_id=self.production.id + 1000 * i)
            for i in range(number)
        ]
        exceptions = self.env["pull.exception"].with_user(self.salesperson)
        self.env.flush_all()
        before = self.cr.sql_log_count
        exceptions._report(reports)
        self.env.flush_all()
        count = self.cr.sql_log_count - before
        exceptions.sudo().search([("order_id", "=", self.order.id)]).unlink()
        return count


@tagged("post_install", "-at_install")
class TestExceptionsPeople(ExceptionsCommon):
    """Who sees an exception, and who must act."""

    def test_buyer_of_the_purchase_must_act(self):
        self.purchase_line.order_id.user_id = self.buyer
        exception = self._report(self.purchase_line, kind="sent")
        self.assertEqual(exception.user_id, self.buyer)
        self.assertEqual(exception.activity_ids.user_id, self.buyer)

    def test_buyer_of_the_vendor_must_act_on_a_purchase_without_buyer(self):
        self.purchase_line.order_id.user_id = False
        self.purchase_line.partner_id.buyer_id = self.buyer
        self.assertEqual(self._report(self.purchase_line).user_id, self.buyer)

    def test_responsible_of_the_run_must_act(self):
        self.production.user_id = self.planner
        exception = self._report(self.production)
        self.assertEqual(exception.activity_ids.user_id, self.planner)

    def test_supply_responsible_must_act_on_documents_without_their_own(self):
        """Not the salesperson, who can do nothing about a run or a purchase."""
        self.company.pull_supply_user_id = self.planner
        self.production.user_id = False
        self.purchase_line.order_id.user_id = False
        for document in (self.production, self.purchase_line):
            self.assertEqual(self._report(document).user_id, self.planner)
        self.assertEqual(self._report(self.order).user_id, self.salesperson)

    def test_order_without_salesperson_goes_to_the_team_leader(self):
        leader = new_test_user(
            self.env, "pull_leader", groups="sales_team.group_sale_salesman_all_leads"
        )
        self.company.pull_supply_user_id = self.planner
        team = self.env["crm.team"].create({"name": "Shop", "user_id": leader.id})
        self.order.sudo().write({"user_id": False, "team_id": team.id})
        self.assertEqual(self._report(self.order).user_id, leader)
        team.user_id = False
        without = self._report(self.order, kind="failed")
        self.assertEqual(without.user_id, self.planner)

    def test_undelivered_line_without_salesperson_has_a_responsible(self):
        self.company.pull_supply_user_id = self.planner
        self.order.user_id = self.order.team_id = False
        self.order.sudo().picking_ids.action_cancel()
        exception = self.order.sudo().pull_exception_ids
        self.assertEqual(exception.user_id, self.planner)
        self.assertEqual(exception.activity_ids.user_id, self.planner)

    def test_started_run_lowered_too_late_goes_to_the_supply_responsible(self):
        self.company.pull_supply_user_id = self.planner
        self.production.user_id = False
        self.production.qty_producing = 1
        self.assertEqual(self.production.state, "progress")
        self.order.order_line.product_uom_qty = 3
        surplus = self.order.sudo().pull_exception_ids.filtered(
            lambda exception: exception.kind == "surplus"
        )
        self.assertEqual(surplus.user_id, self.planner)

    def test_salesperson_must_act_where_nobody_else_does(self):
        self.production.user_id = False
        self.assertEqual(self._report().user_id, self.salesperson)

    def test_archived_responsible_gives_way_to_the_salesperson(self):
        self.production.user_id = self.planner
        self.planner.active = False
        self.assertEqual(self._report().user_id, self.salesperson)

    def test_without_anybody_whoever_caused_it_is_asked(self):
        causer = new_test_user(
            self.env, "pull_causer", groups="sales_team.group_sale_salesman_all_leads"
        )
        exception = self._report(user=causer, user_id=False)
        self.assertEqual(exception.activity_ids.user_id, causer)

    def test_only_the_responsible_follows(self):
        self.production.user_id = self.planner
        exception = self._report()
        self.assertEqual(exception.message_partner_ids, self.planner.partner_id)

    def test_handing_over_moves_the_activity(self):
        exception = self._report()
        exception.with_user(self.planner).user_id = self.buyer
        self.assertEqual(len(exception.activity_ids), 1)
        self.assertEqual(exception.activity_ids.user_id, self.buyer)

    def test_handing_over_a_done_one_asks_nobody(self):
        exception = self._report()
        exception.action_done()
        exception.user_id = self.buyer
        self.assertFalse(exception.activity_ids)

    def test_salesperson_sees_those_of_own_orders_only(self):
        colleague = new_test_user(
            self.env, "pull_colleague", groups="sales_team.group_sale_salesman"
        )
        self.production.user_id = self.planner
        exception = self._report()
        self.assertTrue(self._sees(self.salesperson, exception))
        self.assertFalse(self._sees(colleague, exception))
        with self.assertRaises(AccessError):
            exception.with_user(colleague).read(["message"])

    def test_salesperson_sees_what_is_assigned_and_may_hand_it_over(self):
        colleague = new_test_user(
            self.env, "pull_colleague", groups="sales_team.group_sale_salesman"
        )
        exception = self._report()
        exception.user_id = colleague
        self.assertTrue(self._sees(colleague, exception))
        values = exception.with_user(colleague).web_save(
            {"user_id": self.salesperson.id}, {"user_id": {}, "order_id": {}}
        )
        self.assertEqual(values[0]["user_id"], self.salesperson.id)

    def test_buyer_and_planner_see_all_and_read_names_without_the_order(self):
        exception = self._report()
        for user in (self.buyer, self.planner):
            self.assertTrue(self._sees(user, exception))
            values = exception.with_user(user).web_read(
                {
                    "display_name": {},
                    "order_id": {"fields": {"display_name": {}}},
                    "partner_id": {"fields": {"display_name": {}}},
                    "sale_line_id": {"fields": {"display_name": {}}},
                    "can_open": {},
                }
            )
            self.assertIn(self.order.name, values[0]["display_name"])
            self.assertEqual(values[0]["order_id"]["display_name"], self.order.name)

    def test_who_may_open_the_document_opens_it(self):
        exception = self._report(self.purchase_line, kind="sent")
        action = exception.with_user(self.buyer).action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            ("purchase.order", self.purchase_line.order_id.id),
        )
        self.assertFalse(exception.with_user(self.salesperson).can_open)
        with self.assertRaisesRegex(UserError, "no right to open"):
            exception.with_user(self.salesperson).action_open_document()

    def test_exception_without_document_opens_the_order(self):
        exception = self._report(res_model=False, res_id=False)
        action = exception.with_user(self.salesperson).action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("sale.order", self.order.id)
        )

    def test_exceptions_of_another_company_are_invisible(self):
        other = self.env["res.company"].create({"name": "Other"})
        exception = self._report(company_id=other.id)
        for user in (self.salesperson, self.buyer, self.planner):
            self.assertFalse(self._sees(user, exception))

    def test_nobody_else_creates_or_deletes_them(self):
        exception = self._report().with_user(self.planner)
        with self.assertRaises(AccessError):
            exception.unlink()
        with self.assertRaises(AccessError):
            exception.create(self._prepare_report())


@tagged("post_install", "-at_install")
class TestExceptionsViews(ExceptionsCommon):
    """The screens, with the rights that people have."""

    def test_form_opens_for_everybody_and_takes_a_new_responsible(self):
        exception = self._report()
        for user in (self.salesperson, self.buyer, self.planner):
            with Form(exception.with_user(user)) as form:
                form.user_id = user
            self.assertEqual(exception.user_id, user)

    def test_filters_cover_every_severity_and_so_every_kind(self):
        arch = self.env["pull.exception"].get_view(view_type="search")["arch"]
        for info in self.env["pull.exception"]._get_kind_infos().values():
            self.assertIn(f"('severity', '=', '{info.severity}')", arch)

    def test_open_ones_come_first(self):
        done, still_open = self._report(), self._report(self.purchase_line, kind="sent")
        done.action_done()
        found = self.env["pull.exception"].search([("order_id", "=", self.order.id)])
        self.assertEqual(found, still_open | done)

    def test_documents_show_their_button(self):
        for record, user in (
            (self.order, self.salesperson),
            (self.production, self.planner),
            (self.purchase_line.order_id, self.buyer),
        ):
            arch = record.with_user(user).get_view(view_type="form")["arch"]
            self.assertIn("action_view_pull_exceptions", arch)

    def test_orders_with_open_exceptions_are_found(self):
        orders = self.env["sale.order"].with_user(self.salesperson)
        domain = [("pull_exception_ids.state", "=", "open")]
        self.assertNotIn(self.order, orders.search(domain))
        self._report()
        self.assertIn(self.order, orders.search(domain))
        arch = orders.get_view(view_type="search")["arch"]
        self.assertIn("pull_open_exceptions", arch)

    def test_menus_stand_in_each_application(self):
        for user, menu in (
            (self.planner, "pull_exception_menu_manufacturing"),
            (self.buyer, "pull_exception_menu_purchase"),
            (self.salesperson, "pull_exception_menu_sale"),
        ):
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            own = self.env.ref(f"pull_through_production.{menu}")
            self.assertIn(own.id, visible)
