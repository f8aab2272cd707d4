from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeDates(ChangeCommon):
    """A delivery promised for another day moves what has not begun yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor_a.buyer_id = cls.env.user
        cls.day = fields.Datetime.now() + timedelta(days=30)

    def _make_dated(self, product=None, days=0):
        return self._make_order(
            [(product or self.fg, 5)], commitment_date=self.day + timedelta(days=days)
        )

    def _get_dates(self):
        runs = self._get_runs(self.fg) | self._get_runs(self.sub)
        lines = self._get_purchase_lines(self.raw) | self._get_purchase_lines(self.comp)
        return (
            runs.mapped("date_start")
            + lines.mapped("date_planned")
            + lines.order_id.mapped("date_order")
        )

    def _check_moved(self, before, days):
        self.assertEqual(
            self._get_dates(), [date + timedelta(days=days) for date in before]
        )

    def _promise(self, order, days):
        order.commitment_date = self.day + timedelta(days=days)

    def test_later_and_earlier_promise_moves_every_level(self):
        order = self._make_dated()
        before = self._get_dates()
        moves = self._get_customer_moves(order)
        planned = moves.date
        for days in (10, -5):
            self._promise(order, days)
            self._check_moved(before, days)
            self.assertEqual(moves.date, planned + timedelta(days=days))
        self.assertFalse(self._get_exceptions(order))

    def test_lead_time_of_the_line_moves_every_level(self):
        order = self._make_order([(self.fg, 5)])
        before = self._get_dates()
        order.order_line.customer_lead += 7
        self._check_moved(before, 7)

    def test_run_that_a_person_planned_stays(self):
        order = self._make_dated()
        run = self._get_runs(self.fg)
        planned = run.date_start - timedelta(days=1)
        run.date_start = planned
        self.env.cr.flush()  # what it waits for follows
        before = self._get_dates()
        self._promise(order, 10)
        self._check_moved(before, 0)
        exception = self._get_exceptions(order)
        self.assertRecordValues(
            exception,
            [
                {
                    "kind": "date",
                    "res_id": run.id,
                    "date_wanted": planned + timedelta(days=10),
                }
            ],
        )
        exception.action_apply_date()
        self.assertEqual(run.date_start, planned + timedelta(days=10))
        self.assertEqual(exception.state, "done")

    def test_started_run_stays(self):
        order = self._make_dated()
        self._receive_all(order)
        self._produce(self._get_runs(self.sub))
        run = self._get_runs(self.fg)
        self._start(run)
        self._promise(order, -5)
        self.assertEqual(self._get_exceptions(order).kind, "date")
        self.assertEqual(self._get_exceptions(order).res_id, run.id)

    def test_requested_and_confirmed_purchases_ask_for_the_new_date(self):
        for state in ("sent", "purchase"):
            product = self._make_product(f"BUY {state}", "pull", self.vendor_a)
            order = self._make_dated(product)
            line = self._get_purchase_lines(product)
            planned = line.date_planned
            if state == "sent":
                line.order_id.state = "sent"
            else:
                line.order_id.button_confirm()
            for days in (-3, 4):
                self._promise(order, days)
                self.assertEqual(line.date_planned, planned)
                self.assertRecordValues(
                    self._get_exceptions(order),
                    [
                        {
                            "kind": "date",
                            "res_id": line.id,
                            "date_wanted": planned + timedelta(days=days),
                        }
                    ],
                )
            self._promise(order, 0)
            self.assertFalse(self._get_exceptions(order))

    def test_received_purchase_has_no_date_to_move(self):
        order = self._make_dated(self.buy)
        self._receive_all(order)
        self._promise(order, 5)
        self.assertFalse(self._get_exceptions(order))

    def test_shared_purchase_follows_its_earliest_need(self):
        self.vendor_a.group_rfq = "all"
        first = self._make_dated(self.buy)
        second = self._make_dated(self.buy)
        line = self._get_purchase_lines(self.buy)
        self.assertEqual(line.pull_sale_line_ids, (first | second).order_line)
        planned = line.date_planned
        self._promise(first, 10)
        self.assertEqual(line.date_planned, planned)
        self._promise(second, 4)
        self.assertEqual(line.date_planned, planned + timedelta(days=4))
        self._promise(second, -2)
        self.assertEqual(line.date_planned, planned - timedelta(days=2))
