from odoo.tests import HttpCase, new_test_user, tagged

from .test_promise import PromiseCommon


@tagged("post_install", "-at_install")
class TestRecordTours(PromiseCommon, HttpCase):
    """A promise, from the quotation to the day on which another one is made."""

    def _start(self, url, tour, login):
        self.env.cr.flush()
        self.start_tour(url, tour, login=login)
        self.env.invalidate_all()

    def test_promise_the_earliest_and_the_expected_date(self):
        self.comp.seller_ids.delay = 5
        order = self._quote([(self.fg, 1)])
        line, seller = order.order_line.sudo(), self.salesperson.login
        self._start(f"/odoo/sale.order/{order.id}", "pull_record_salesperson", seller)
        self.assertEqual(order.state, "sale")
        promised = line.pull_promised_date
        self.assertTrue(promised)
        self.assertEqual(promised, order.commitment_date)
        self.assertFalse(line.pull_lateness)

        buyer = new_test_user(
            self.env, "pull_tour_buyer", groups="purchase.group_purchase_user"
        )
        purchase = self._get_purchase_lines(self.comp).order_id
        purchase.button_confirm()
        url = f"/odoo/purchase.order/{purchase.id}"
        self._start(url, "pull_record_buyer", buyer.login)
        self.assertEqual(line.pull_promised_date, promised)
        self.assertGreater(line.pull_projected_date, promised)
        self.assertEqual(line.pull_cause_kind, "vendor")
        self.assertEqual(len(order._get_pull_late_activities()), 1)

        self._start("/odoo/orders", "pull_record_late", seller)
        self.assertEqual(line.pull_promised_date, order.commitment_date)
        self.assertGreaterEqual(line.pull_promised_date, line.pull_projected_date)
        self.assertFalse(line.pull_lateness)
        self.assertFalse(order._get_pull_late_activities())
