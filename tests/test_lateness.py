from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_placing import PlacingCommon
from .test_promise import NOW, at

DAY = 24 * 60


class LatenessCommon(PlacingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_operation(cls.fg_bom, cls.saw, 60)

    def _check_causes(self, line, *causes):
        """Check [(document, minutes)], and that the minutes are the lateness."""
        found = line._get_pull_causes()
        self.assertEqual(
            [(cause["model"], cause["id"], cause["minutes"]) for cause in found],
            [(document._name, document.id, minutes) for document, minutes in causes],
        )
        self.assertEqual(sum(cause["minutes"] for cause in found), line.pull_lateness)

    def _get_late_activities(self, line):
        return line.order_id._get_pull_late_activities()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLateness(LatenessCommon):
    """Why an order is late: which step, by how much, and who is told."""

    def test_what_is_in_time_has_no_cause(self):
        line = self._confirm(asked=at(14, 12))
        self._check_causes(line)

    def test_a_late_vendor(self):
        line = self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        bought.date_planned = at(19, 11)
        self._end_request()
        self._check_causes(line, (bought, 5 * DAY))
        self.assertEqual(
            line._get_pull_causes()[0]["text"],
            "COMP from Vendor B arrives Mar 19, was planned for Mar 14.",
        )
        self.assertEqual(
            line.with_user(self.salesperson)._get_pull_causes()[0]["text"],
            "COMP arrives Mar 19, was planned for Mar 14.",
        )

    def test_seconds_are_nobodys_lateness(self):
        line = self._confirm(asked=at(14, 12) + timedelta(seconds=13))
        bought = self._confirm_purchase_of(self.comp)
        bought.date_planned = at(19, 9) + timedelta(seconds=40)
        self._end_request()
        self._check_causes(line, (bought, 5 * DAY - 119))

    def test_a_late_vendor_and_longer_work(self):
        line = self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        bought.date_planned = at(19, 11)
        self._end_request()
        work = self._get_runs(self.fg).workorder_ids
        work.duration_expected = 150
        self._end_request()
        # On the 19th from 11 to 12 and from 13 to 14:30.
        self._check_line(line, at(14, 12), at(19, 14, 30), 5 * DAY + 150, "late")
        self._check_causes(line, (bought, 5 * DAY), (work, 150))

    def test_what_is_late_and_not_too_late_is_no_cause(self):
        self.comp.categ_id = self.env["product.category"].create(
            {"name": "Bought", "pull_buffer_days": 5}
        )
        line = self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        self.assertEqual(bought.date_planned, at(9, 11))
        bought.date_planned = at(12, 11)
        self._end_request()
        self._check_line(line, at(14, 12))
        self._check_causes(line)

    def test_a_run_that_takes_longer(self):
        line = self._confirm(asked=at(14, 12))
        self._confirm_purchase_of(self.comp)
        self._confirm_purchase_of(self.raw)
        self._receive_all(line.order_id)
        self._produce(self._get_runs(self.sub))
        work = self._get_runs(self.fg).workorder_ids
        with freeze_time("2031-03-14 11:00:00"):
            work.duration_expected = 180
            self._end_request()
            self._check_line(line, at(14, 12), at(14, 15), 180, "late")
            self._check_causes(line, (work, 180))

    def test_late_at_once_is_the_root_of_the_path(self):
        line = self._confirm(asked=at(4, 6))
        self._check_line(line, at(4, 6), at(5, 9), DAY + 180, "late")
        causes = line._get_pull_causes()
        self.assertEqual(causes[0]["model"], "purchase.order.line")
        self.assertEqual(sum(cause["minutes"] for cause in causes), DAY + 180)

    def test_delivered_late(self):
        self.comp.seller_ids.delay = 0
        line = self._confirm(self.comp, asked=at(4, 12))
        self._confirm_purchase_of(self.comp)
        with freeze_time("2031-03-06 12:00:00"):
            self._receive_all(line.order_id)
            self._do_transfers(line.order_id.picking_ids)
            self._end_request()
        self._check_line(line, at(4, 12), at(6, 12), 2 * DAY, "late")
        self._check_causes(line, (line.move_ids, 2 * DAY))

    # === The other way round ===

    def test_whom_a_late_purchase_hits(self):
        soon, later = self._confirm(asked=at(14, 12)), self._confirm(asked=at(25, 12))
        for line in self._get_purchase_lines(self.comp):
            line.order_id.button_confirm()
        self._end_request()
        first, second = self._get_purchase_lines(self.comp)
        first.date_planned, second.date_planned = at(19, 11), at(20, 11)
        self._end_request()
        self.assertEqual(first._get_pull_affected_lines(), {soon: 5 * DAY})
        self.assertEqual(second._get_pull_affected_lines(), {})
        self.assertFalse(later.pull_lateness)
        order = first.order_id
        name = soon.order_id.name
        self.assertIn(f"{name} Customer: 5 days late", order.pull_hits or "")

    def test_whom_a_machine_hits(self):
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
        work = self._get_runs(self.fg).workorder_ids
        self._check_causes(line, (work, 93 * 60))
        self.assertEqual(self.saw._get_pull_affected_lines(), {line: 93 * 60})
        run = self._get_runs(self.fg)
        self.assertEqual(run._get_pull_affected_lines(), {line: 93 * 60})

    # === Who is told ===

    def test_ten_changes_make_one_activity(self):
        line = self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        for day in range(19, 29):
            bought.date_planned = at(day, 11)
            self._end_request()
        activity = self._get_late_activities(line)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.salesperson)
        self.assertIn("expected Mar 19, 5 days after", activity.note)
        self.assertNotIn("Vendor B", activity.note)

    def test_a_little_late_is_told_to_nobody(self):
        line = self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        bought.date_planned = at(14, 15)
        self._end_request()
        self.assertEqual(line.pull_lateness, 240)
        self.assertFalse(self._get_late_activities(line))
        self.company.pull_late_hours = 3
        bought.date_planned = at(14, 16)
        self._end_request()
        self.assertTrue(self._get_late_activities(line))

    def test_in_time_again_takes_it_back(self):
        line = self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        told = []
        for day in (19, 11, 20):
            bought.date_planned = at(day, 11)
            self._end_request()
            told.append(len(self._get_late_activities(line)))
        self.assertEqual(told, [1, 0, 1])

    def test_the_order_says_why(self):
        line = self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        bought.date_planned = at(19, 11)
        self._end_request()
        order = line.order_id.with_user(self.salesperson)
        self.assertEqual(order.pull_projected_date, at(19, 12))
        self.assertEqual(
            order.pull_late_text,
            "FG: expected Mar 19, 5 days after the promised Mar 14.\n"
            "COMP arrives Mar 19, was planned for Mar 14.",
        )
        late = self.env["sale.order"].search([("pull_lateness", ">", 0)])
        self.assertIn(line.order_id, late)

    def test_the_expected_date_is_promised(self):
        line = self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        bought.date_planned = at(19, 11)
        self._end_request()
        order = line.order_id.with_user(self.salesperson)
        order.action_pull_promise_projected()
        self._end_request()
        self._check_line(line, at(19, 12))
        self.assertFalse(self._get_late_activities(line))

    def test_the_customer_is_told(self):
        line = self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        bought.date_planned = at(19, 11)
        self._end_request()
        order = line.order_id.with_user(self.salesperson)
        action = order.action_pull_tell_customer()
        composer = (
            self.env[action["res_model"]]
            .with_user(self.salesperson)
            .with_context(**action["context"])
            .create({})
        )
        self.assertIn("03/19/2031", composer.body)
        self.assertIn("new delivery date", composer.subject)
        self.assertNotIn("Vendor", composer.body)
        self.raw.seller_ids.unlink()
        with self.assertRaisesRegex(UserError, "Nobody can say"):
            self._make_order([(self.raw, 1)]).action_pull_tell_customer()

    # === Before it is confirmed ===

    def test_who_confirms_is_told_before(self):
        self._add_operation(self.fg_bom, self.saw, 600, "Carve")
        order = self._quote([(self.fg, 1)], commitment_date=at(5, 8))
        text = "FG: ready Mar 6 at the earliest, asked for by Mar 5."
        self.assertEqual(order.get_pull_many_runs(), [text])
        [finding] = order._get_pull_readiness()
        self.assertEqual((finding["kind"], finding["message"]), ("later", text))
        # Too late to order, too: one reason is enough.
        order.commitment_date = at(4, 8)
        kinds = {finding["kind"] for finding in order._get_pull_readiness()}
        self.assertEqual(kinds, {"past"})
        self.assertEqual(len(order.get_pull_many_runs()), 1)
        order.commitment_date = at(14, 6)
        self.assertEqual(order.get_pull_many_runs(), [])
