from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .test_promise import NOW, PromiseCommon, at


class PlacingCommon(PromiseCommon):
    """Confirmed orders of the same products."""

    def _confirm(self, product=None, quantity=1, asked=None, **values):
        """Return the line of an order that is confirmed; all is placed as at the end
        of a request."""
        order = self._make_order(
            [(product or self.fg, quantity)], commitment_date=asked, **values
        )
        self._end_request()
        return order.sudo().order_line

    def _end_request(self):
        self.env.cr.flush()

    def _confirm_purchase_of(self, product):
        line = self._get_purchase_lines(product)
        line.order_id.button_confirm()
        self._end_request()
        return line

    def _check_run(self, product, start, end):
        run = self._get_runs(product)
        self.assertEqual((run.date_start, run.date_finished), (start, end))

    def _check_line(self, line, promised, projected=None, late=0, state="on_time"):
        projected = projected or promised
        self.assertEqual(line.pull_promised_date, promised)
        self.assertEqual(line.pull_projected_date, projected)
        self.assertEqual(line.pull_lateness, late)
        self.assertEqual(line.pull_promise_state, state)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPlacing(PlacingCommon):
    """What confirming makes is placed backward from what is promised, to the minute."""

    def test_what_was_asked_for_is_promised_and_all_comes_just_in_time(self):
        self._add_operation(self.fg_bom, self.saw, 300)
        line = self._confirm(asked=at(14, 12))
        self._check_line(line, at(14, 12))
        self.assertEqual(line.pull_asked_date, at(14, 12))
        self.assertEqual(line.pull_first_projected_date, at(14, 12))
        # Friday 8 to 12 are 240 of the 300 minutes.
        self._check_run(self.fg, at(13, 16), at(14, 12))
        work = self._get_runs(self.fg).workorder_ids
        self.assertEqual(work.pull_date_start, at(13, 16))
        self.assertEqual(work.pull_date_finish, at(14, 12))
        self.assertEqual(self._get_purchase_lines(self.comp).date_planned, at(13, 16))
        self.assertEqual(
            self._get_purchase_lines(self.comp).order_id.date_order, at(11, 16)
        )

    def test_every_level_is_placed(self):
        self._add_operation(self.fg_bom, self.saw, 60)
        self.sub_bom.produce_delay = 2
        self._confirm(asked=at(14, 12))
        self._check_run(self.fg, at(14, 11), at(14, 12))
        self._check_run(self.sub, at(12, 11), at(14, 11))
        self.assertEqual(self._get_purchase_lines(self.raw).date_planned, at(12, 11))
        self.assertEqual(self._get_purchase_lines(self.comp).date_planned, at(14, 11))

    def test_what_runs_take_and_make_is_dated_with_them(self):
        self._add_operation(self.fg_bom, self.saw, 60)
        self.fg_bom.run_size = 1
        self._confirm(quantity=2, asked=at(14, 12))
        runs = self._get_runs(self.fg)
        self.assertEqual({*runs.mapped("date_deadline")}, {at(14, 11), at(14, 12)})
        for run in runs | self._get_runs(self.sub):
            self.assertEqual(run.move_finished_ids.date, run.date_finished)
            self.assertEqual(run.move_finished_ids.date_deadline, run.date_deadline)
            for component in run.move_raw_ids:
                self.assertEqual(component.date, run.date_start)
        bought = self._get_purchase_lines(self.comp)
        deadlines = bought.move_dest_ids.mapped("date_deadline")
        self.assertEqual({*deadlines}, {bought.date_planned})

    def test_without_an_asked_date_the_earliest_is_promised(self):
        self._add_operation(self.fg_bom, self.saw, 290)
        quoted = self._quote([(self.fg, 1)]).order_line.pull_earliest_date
        self.assertEqual(quoted, at(5, 13, 50))
        line = self._confirm()
        self.assertFalse(line.pull_asked_date)
        self.assertEqual(line.pull_promised_date, at(5, 14))
        self.assertEqual(line.pull_lateness, 0)

    def test_never_before_the_lead_time_of_the_line(self):
        self.comp.sale_delay = 9
        line = self._confirm(self.comp)
        self._check_line(line, at(12, 6))
        self.assertEqual(self._get_purchase_lines(self.comp).date_planned, at(12, 6))

    def test_a_company_may_promise_as_odoo_does(self):
        self.company.pull_promise = "lead_time"
        self.comp.sale_delay = 1
        line = self._confirm(self.comp)
        self._check_line(line, at(4, 6), at(5, 6), 24 * 60, "late")

    def test_the_promise_is_the_deadline_of_the_delivery(self):
        line = self._confirm(self.comp)
        self.assertEqual(line.move_ids.date_deadline, at(5, 6))
        self.assertEqual(line.order_id.expected_date, at(5, 6))

    # === Late at once ===

    def test_nothing_is_dated_in_the_past(self):
        self._add_operation(self.fg_bom, self.saw, 60)
        line = self._confirm(asked=at(3, 12))
        self._check_line(line, at(3, 12), at(5, 9), 45 * 60, "late")
        self._check_run(self.fg, at(5, 8), at(5, 9))
        for product in (self.raw, self.comp):
            bought = self._get_purchase_lines(product)
            self.assertGreaterEqual(bought.order_id.date_order, at(3, 6))

    # === Load ===

    def test_one_job_at_a_time(self):
        self._add_operation(self.fg_bom, self.saw, 60)
        self._confirm(asked=at(14, 12))
        second = self._confirm(asked=at(14, 12))
        starts = self._get_runs(self.fg).mapped("date_start")
        self.assertEqual(sorted(starts), [at(14, 10), at(14, 11)])
        self._check_line(second, at(14, 12), at(14, 12))

    def test_what_is_placed_is_no_persons_plan(self):
        self._add_operation(self.fg_bom, self.saw, 60)
        line = self._confirm(asked=at(14, 12))
        run = self._get_runs(self.fg)
        self.assertTrue(run.pull_is_placed)
        self.assertFalse(run.is_planned)
        self.assertFalse(run._is_pull_planned_by_person())
        line.order_id.commitment_date = at(13, 12)
        self._end_request()
        self._check_run(self.fg, at(13, 11), at(13, 12))
        self.assertEqual(line.pull_promised_date, at(13, 12))

    def test_what_a_person_planned_is_kept(self):
        self._add_operation(self.fg_bom, self.saw, 60)
        line = self._confirm(asked=at(14, 12))
        run = self._get_runs(self.fg)
        run.date_start = at(12, 8)
        run.button_plan()
        self._end_request()
        self.assertTrue(run.is_planned)
        self._check_run(self.fg, at(12, 8), at(12, 9))
        self.assertEqual(self._get_purchase_lines(self.comp).date_planned, at(12, 8))
        self._check_line(line, at(14, 12))

    def test_what_is_begun_keeps_its_dates(self):
        self._add_operation(self.fg_bom, self.saw, 60)
        press = self._make_center("Press")
        self._add_operation(self.fg_bom, press, 60, "Press")
        self.fg_bom.operation_ids[
            1
        ].blocked_by_operation_ids = self.fg_bom.operation_ids[0]
        line = self._confirm(asked=at(14, 12))
        for product in (self.comp, self.raw):
            self._confirm_purchase_of(product)
        self._receive_all(line.order_id)
        self._produce(self._get_runs(self.sub))
        run = self._get_runs(self.fg)
        first, second = run.workorder_ids
        with freeze_time("2031-03-14 08:00:00"):
            first.button_start()
            first.button_finish()
            self._end_request()
            start = run.date_start
            line.order_id.commitment_date = at(17, 12)
            self._end_request()
            self.assertEqual(run.date_start, start)
            self.assertEqual(second.pull_date_finish, at(17, 12))
            self._check_line(line, at(17, 12))

    def test_an_alternative_is_taken_where_there_is_no_room(self):
        other = self._make_center("Other saw")
        self.saw.alternative_workcenter_ids = other
        self._add_operation(self.fg_bom, self.saw, 240)
        self._confirm(asked=at(5, 12))
        line = self._confirm(asked=at(5, 12))
        self._check_line(line, at(5, 12))
        self.assertEqual(
            self._get_runs(self.fg).workorder_ids.workcenter_id, self.saw | other
        )

    # === Time to spare ===

    def test_the_company_spares_days(self):
        self.company.pull_buffer_days = 1
        line = self._confirm(asked=at(14, 12))
        self._check_line(line, at(14, 12))
        self.assertEqual(self._get_runs(self.fg).date_finished, at(13, 12))
        self.assertEqual(self._get_purchase_lines(self.comp).date_planned, at(12, 12))

    def test_a_category_and_a_work_center_have_their_own(self):
        self.company.pull_buffer_days = 1
        self.comp.categ_id = self.env["product.category"].create(
            {"name": "Bought", "pull_buffer_days": 3}
        )
        self.saw.pull_buffer_days = 2
        self._add_operation(self.fg_bom, self.saw, 60)
        self._confirm(asked=at(21, 12))
        # Two days after the saw, one of the run, three of what is bought.
        self._check_run(self.fg, at(18, 11), at(18, 12))
        self.assertEqual(self._get_purchase_lines(self.comp).date_planned, at(15, 11))

    def test_a_promise_is_kept_without_time_to_spare_where_there_is_none(self):
        self.company.pull_buffer_days = 5
        line = self._confirm(asked=at(6, 6))
        self._check_line(line, at(6, 6), state="tight")

    # === When life happens ===

    def test_a_vendor_who_is_late_makes_the_order_late(self):
        self._add_operation(self.fg_bom, self.saw, 60)
        line = self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        bought.date_planned = at(19, 11)
        self._check_line(line, at(14, 12), at(19, 12), 5 * 24 * 60, "late")
        self._end_request()
        self._check_run(self.fg, at(19, 11), at(19, 12))
        self.assertEqual(bought.move_ids.date, at(19, 11))

    def test_what_is_in_time_waits_for_what_is_late(self):
        self._add_operation(self.fg_bom, self.saw, 60)
        self._add_operation(self.sub_bom, self._make_center("Lathe"), 60)
        self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        bought.date_planned = at(19, 11)
        self._end_request()
        self._check_run(self.fg, at(19, 11), at(19, 12))
        self._check_run(self.sub, at(19, 9), at(19, 11))
        self.assertEqual(self._get_purchase_lines(self.raw).date_planned, at(19, 9))

    def test_a_vendor_who_comes_earlier_again_makes_it_right(self):
        line = self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        for day, late in ((19, True), (11, False)):
            bought.date_planned = at(day, 12)
            self._end_request()
            self.assertEqual(bool(line.pull_lateness), late)
        self._check_line(line, at(14, 12))

    def test_a_receipt_that_is_put_off_counts(self):
        line = self._confirm(self.comp, asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        bought.move_ids.picking_id.scheduled_date = at(20, 12)
        self._check_line(line, at(14, 12), at(20, 12), 6 * 24 * 60, "late")

    def test_a_machine_that_is_down(self):
        self._add_operation(self.fg_bom, self.saw, 60)
        line = self._confirm(asked=at(14, 12))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Broken",
                "resource_id": self.saw.resource_id.id,
                "calendar_id": self.calendar.id,
                "date_from": at(4),
                "date_to": at(18),
            }
        )
        self._check_line(line, at(14, 12), at(18, 9), 93 * 60, "late")

    def test_time_goes_by(self):
        line = self._confirm(self.comp, asked=at(5, 12))
        self.assertFalse(line.pull_lateness)
        with freeze_time("2031-03-05 06:00:00"):
            self.env["sale.order"]._place_pull_due()
            self._check_line(line, at(5, 12), at(7, 6), 42 * 60, "late")
            bought = self._get_purchase_lines(self.comp)
            self.assertEqual(bought.date_planned, at(7, 6))

    def test_what_is_delivered_has_its_day(self):
        self.comp.seller_ids.delay = 0
        line = self._confirm(self.comp, asked=at(14, 12))
        self._confirm_purchase_of(self.comp)
        with freeze_time("2031-03-10 10:00:00"):
            self._receive_all(line.order_id)
            self._do_transfers(line.order_id.picking_ids)
            self._end_request()
        self._check_line(line, at(14, 12), at(10, 10))
        self.assertFalse(line.order_id.pull_place_after)

    def test_another_quantity_is_placed_anew(self):
        self._add_operation(self.fg_bom, self.saw, 60)
        line = self._confirm(asked=at(14, 12))
        line.product_uom_qty = 4
        self._end_request()
        self.assertEqual(
            [(run.date_start, run.date_finished) for run in self._get_runs(self.fg)],
            [(at(14, 11), at(14, 12)), (at(14, 8), at(14, 11))],
        )
        self._check_line(line, at(14, 12))

    def test_a_line_that_is_added_is_promised(self):
        line = self._confirm(asked=at(14, 12))
        line.order_id.order_line = [
            Command.create({"product_id": self.comp.id, "product_uom_qty": 1})
        ]
        self._end_request()
        self._check_line(line.order_id.order_line - line, at(14, 12))

    def test_another_promise_by_a_person(self):
        line = self._confirm(asked=at(14, 12))
        line.with_user(self.salesperson).pull_promised_date = at(20, 12)
        self._end_request()
        self._check_line(line, at(20, 12))
        self.assertEqual(self._get_purchase_lines(self.comp).date_planned, at(20, 12))
        self.assertEqual(line.move_ids.date_deadline, at(20, 12))

    def test_a_cancelled_order_has_no_dates(self):
        line = self._confirm(asked=at(14, 12))
        line.order_id._action_cancel()
        self.assertFalse(line.pull_projected_date)
        self.assertFalse(line.pull_lateness)

    def test_what_nothing_supplies_is_promised_once_it_is(self):
        vendor = self.comp.seller_ids.partner_id
        self.comp.seller_ids.unlink()
        line = self._confirm(self.comp)
        self.assertFalse(line.pull_promised_date or line.pull_projected_date)
        self.assertEqual(line.pull_promise_state, "unknown")
        self.comp.seller_ids = [Command.create({"partner_id": vendor.id, "delay": 2})]
        self.env["pull.exception"].search(
            [("order_id", "=", line.order_id.id)]
        ).action_retry()
        self._end_request()
        self._check_line(line, at(5, 6))

    def test_what_is_quoted_again_is_promised_again(self):
        line = self._confirm(asked=at(14, 12))
        order = line.order_id
        order._action_cancel()
        order.action_draft()
        self.assertFalse(line.pull_promised_date or line.pull_asked_date)
        order.commitment_date = at(20, 12)
        order.action_confirm()
        self._end_request()
        self._check_line(line, at(20, 12))
        self.assertEqual(line.pull_asked_date, at(20, 12))

    def test_a_request_whose_day_has_passed_arrives_later(self):
        line = self._confirm(self.comp, asked=at(6, 12))
        self._get_purchase_lines(self.comp).order_id.state = "sent"
        with freeze_time("2031-03-07 06:00:00"):
            self.env["sale.order"]._place_pull_due()
            self._check_line(line, at(6, 12), at(9, 6), 66 * 60, "late")

    def test_plain_odoo_is_left_alone(self):
        plain = self._make_product("PLAIN", policy=False)
        line = self._confirm(plain)
        self.assertFalse(line.pull_promised_date or line.pull_projected_date)

    def test_a_purchase_for_two_orders_is_there_for_the_first(self):
        self.vendor_b.group_rfq = "all"
        self._confirm(self.comp, asked=at(14, 12))
        self._confirm(self.comp, asked=at(20, 12))
        bought = self._get_purchase_lines(self.comp)
        self.assertEqual(bought.product_qty, 2)
        self.assertEqual(bought.date_planned, at(14, 12))

    def test_filters(self):
        self.comp.seller_ids.delay = 0
        late, fine = self._confirm(asked=at(3, 5)), self._confirm(asked=at(14, 12))
        both = [("id", "in", (late | fine).ids)]
        for state, found in (("late", late), ("on_time", fine)):
            domain = [*both, ("pull_promise_state", "=", state)]
            self.assertEqual(self.env["sale.order.line"].search(domain), found)
