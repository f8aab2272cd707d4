from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .test_lateness import DAY, LatenessCommon
from .test_promise import NOW, at


class RecordCommon(LatenessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = new_test_user(
            cls.env, "pull_record_buyer", groups="purchase.group_purchase_user"
        )

    def setUp(self):
        super().setUp()
        self.report = self.env["pull.promise.record"]

    def _get_row(self, line):
        self.env.flush_all()
        self.report.invalidate_model()  # rows of a query stay as they were read
        return self.report.browse(line.id)

    def _check_row(self, line, **values):
        self.assertRecordValues(self._get_row(line), [values])

    def _check_cause(self, line, kind, minutes, partner=None, center=None):
        self.assertEqual(line.pull_cause_kind, kind)
        self.assertEqual(line.pull_cause_minutes, minutes)
        self.assertEqual(line.pull_cause_partner_id, partner or self.env["res.partner"])
        self.assertEqual(
            line.pull_cause_workcenter_id, center or self.env["mrp.workcenter"]
        )

    def _put_off(self, purchase_line, moment):
        purchase_line.date_planned = moment
        self._end_request()

    def _receive_at(self, line, moment):
        with freeze_time(moment):
            self._receive_all(line.order_id)
            self._end_request()

    def _make_at(self, product, moment):
        with freeze_time(moment):
            self._produce(self._get_runs(product))
            self._end_request()

    def _deliver_at(self, line, moment):
        with freeze_time(moment):
            self._do_transfers(line.order_id.picking_ids)
            self._end_request()

    def _make_late_vendor(self):
        """Return a line that its vendor makes five days late, and his purchase."""
        line = self._confirm(asked=at(14, 12))
        for product in (self.raw, self.comp):
            bought = self._confirm_purchase_of(product)
        self._put_off(bought, at(19, 11))
        return line, bought


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRecord(RecordCommon):
    """What was promised, what became of it, and what made it late at first."""

    def test_an_open_line_in_time(self):
        line = self._confirm(asked=at(14, 12))
        self._check_row(
            line,
            order_id=line.order_id.id,
            asked_date=at(14, 12),
            date=at(14, 12),
            first_projected_date=at(14, 12),
            projected_date=at(14, 12),
            delivered_date=False,
            state="open",
            kept="open",
            cause_kind=False,
            promised_days=11.25,
        )

    def test_delivered_in_time(self):
        self.comp.seller_ids.delay = 0
        line = self._confirm(self.comp, asked=at(14, 12))
        self._confirm_purchase_of(self.comp)
        self._receive_at(line, at(10, 6))
        self._deliver_at(line, at(10, 18))
        self.assertEqual(line.pull_projected_date, at(10, 18))
        self._check_row(
            line,
            delivered_date=at(10, 18),
            state="delivered",
            kept="yes",
            kept_share=1,
            late_days=0,
            promised_days=11.25,
            actual_days=7.5,
            cause_kind=False,
        )

    def test_what_is_due_and_not_there_is_not_kept(self):
        line = self._confirm(asked=at(14, 12))
        with freeze_time("2031-03-14 12:00:01"):
            self._check_row(line, state="open", kept="no", kept_share=0)

    def test_part_of_it_is_not_in_full(self):
        self.comp.seller_ids.delay = 0
        line = self._confirm(self.comp, 5, asked=at(14, 12))
        self._confirm_purchase_of(self.comp)
        self._receive_at(line, at(10, 6))
        with freeze_time("2031-03-10 18:00:00"):
            picking = line.order_id.picking_ids
            picking.move_ids.quantity = 3
            picking.move_ids.picked = True
            picking._action_done()
            self._end_request()
        self._check_row(line, delivered_date=False, state="open", kept="open")
        self._deliver_at(line, at(15, 12))
        self._check_row(line, delivered_date=at(15, 12), kept="no", late_days=1)

    def test_another_quantity_opens_it_again(self):
        self.comp.seller_ids.delay = 0
        line = self._confirm(self.comp, asked=at(14, 12))
        self._confirm_purchase_of(self.comp)
        self._receive_at(line, at(10, 6))
        self._deliver_at(line, at(10, 18))
        line.product_uom_qty = 2
        self._end_request()
        self._check_row(line, delivered_date=False, state="open")

    def test_what_the_customer_gives_back_changes_no_promise(self):
        self.comp.seller_ids.delay = 0
        line = self._confirm(self.comp, asked=at(14, 12))
        self._confirm_purchase_of(self.comp)
        self._receive_at(line, at(10, 6))
        self._deliver_at(line, at(10, 18))
        with freeze_time("2031-03-20 12:00:00"):
            self._give_back(line)
            line.order_id._place_pull_chain()
            self._end_request()
        self.assertEqual(line.qty_delivered, 0)
        self.assertEqual(line.pull_projected_date, at(10, 18))
        self._check_row(line, delivered_date=at(10, 18), kept="yes", late_days=0)

    def _give_back(self, line):
        picking = line.order_id.picking_ids
        wizard = Form(
            self.env["stock.return.picking"].with_context(
                active_id=picking.id, active_model="stock.picking"
            )
        ).save()
        wizard.product_return_moves.write({"quantity": 1, "to_refund": True})
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        self._do_transfers(back)

    # === Causes ===

    def test_a_vendor_who_is_late_stays_the_cause(self):
        line, _bought = self._make_late_vendor()
        self._check_cause(line, "vendor", 5 * DAY, self.vendor_b)
        self._receive_at(line, at(19, 11))
        self._check_cause(line, "vendor", 5 * DAY, self.vendor_b)
        self._make_at(self.sub, at(19, 11))
        self._make_at(self.fg, at(19, 12))
        self._deliver_at(line, at(19, 14))
        self._check_cause(line, "vendor", 5 * DAY, self.vendor_b)
        self._check_row(
            line,
            state="delivered",
            kept="no",
            late_days=5 + 2 / 24,
            cause_kind="vendor",
            cause_days=5,
            vendor_id=self.vendor_b.id,
        )

    def test_a_vendor_who_comes_earlier_than_feared(self):
        line, _bought = self._make_late_vendor()
        self._receive_at(line, at(17, 11))
        self._check_cause(line, "vendor", 3 * DAY, self.vendor_b)

    def test_a_vendor_who_comes_in_time_after_all_is_no_cause(self):
        line, _bought = self._make_late_vendor()
        self._receive_at(line, at(13, 11))
        self._check_cause(line, False, 0)
        self._check_row(line, cause_kind=False, kept="open")

    def test_another_vendor_is_the_cause_once_the_first_comes_in_time(self):
        line, bought = self._make_late_vendor()
        other = self._get_purchase_lines(self.raw)
        self._put_off(other, at(20, 11))
        self._check_cause(line, "vendor", 6 * DAY, self.vendor_a)
        self._put_off(bought, at(14, 11))
        self._put_off(other, at(14, 11))
        self._check_cause(line, False, 0)

    def test_a_work_center_is_the_cause(self):
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
        self._end_request()
        self._check_cause(line, "work_center", 93 * 60, center=self.saw)
        self._check_row(line, workcenter_id=self.saw.id, cause_days=93 / 24)

    def test_delivered_late_though_all_was_there(self):
        self.comp.seller_ids.delay = 0
        line = self._confirm(self.comp, asked=at(4, 12))
        self._confirm_purchase_of(self.comp)
        self._receive_at(line, at(4, 6))
        self._deliver_at(line, at(6, 12))
        self._check_cause(line, "delivery", 2 * DAY)

    def test_in_time_again_has_no_cause(self):
        line, bought = self._make_late_vendor()
        self._put_off(bought, at(11, 11))
        self._check_cause(line, False, 0)

    def test_promised_anew_has_no_cause(self):
        line, _bought = self._make_late_vendor()
        line.pull_promised_date = at(25, 12)
        self._check_row(line, kept="open", cause_kind=False, vendor_id=False)

    # === What is in it, and who reads it ===

    def test_what_is_not_promised_is_not_in_it(self):
        plain = self._confirm(self._make_product("PLAIN", policy=False))
        quoted = self._quote([(self.fg, 1)]).order_line
        cancelled = self._confirm(asked=at(14, 12))
        cancelled.order_id._action_cancel()
        lines = plain | quoted | cancelled
        self.assertFalse(self.report.search([("id", "in", lines.ids)]))

    def test_share_of_what_is_decided(self):
        self.comp.seller_ids.delay = 0
        lines = self.env["sale.order.line"]
        for _number in range(3):
            lines |= self._confirm(self.comp, asked=at(14, 12))
        for line in self._get_purchase_lines(self.comp):
            line.order_id.button_confirm()
        self._receive_at(lines, at(10, 6))
        self._deliver_at(lines[0], at(10, 18))
        self._deliver_at(lines[1], at(15, 18))
        lines |= self._confirm(asked=at(25, 12))
        with freeze_time("2031-03-16 06:00:00"):
            domain = [("id", "in", lines.ids)]
            [(share,)] = self.report._read_group(domain, [], ["kept_share:avg"])
        self.assertAlmostEqual(share, 1 / 3)

    def test_a_salesperson_sees_the_kind_and_not_the_vendor(self):
        line, _bought = self._make_late_vendor()
        row = self._get_row(line).with_user(self.salesperson)
        self.assertEqual(row.cause_kind, "vendor")
        self.assertNotIn(
            "vendor_id", self.report.with_user(self.salesperson).fields_get()
        )
        with self.assertRaises(AccessError):
            row.read(["vendor_id"])
        with self.assertRaises(AccessError):
            row.search([("vendor_id.name", "ilike", "Vendor")])
        with self.assertRaises(AccessError):
            line.with_user(self.salesperson).read(["pull_cause_partner_id"])
        bought = self._get_row(line).with_user(self.buyer)
        self.assertEqual(
            bought.read(["vendor_id"])[0]["vendor_id"][0], self.vendor_b.id
        )

    def test_a_row_opens_the_order(self):
        line = self._confirm(asked=at(14, 12))
        for user in (self.salesperson, self.buyer):
            opened = self._get_row(line).with_user(user).action_open()
            self.assertEqual(opened["res_model"], "sale.order")
            self.assertEqual(opened["res_id"], line.order_id.id)

    def test_each_view_is_one_query(self):
        self._make_late_vendor()
        self.env.flush_all()
        measures = ["__count", "kept_share:avg", "late_days:avg", "actual_days:avg"]
        groups = ["date:month", "partner_id", "product_id", "categ_id", "cause_kind"]
        groups += ["vendor_id", "workcenter_id", "user_id"]
        self.report._read_group([], ["date:month"], ["__count"])
        for group in groups:
            with self.assertQueryCount(1):
                self.report._read_group([], [group], measures)
