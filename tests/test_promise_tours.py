from odoo.tests import HttpCase, tagged

from .test_promise_reservation import ReservationCommon


@tagged("post_install", "-at_install")
class TestPromiseTours(ReservationCommon, HttpCase):
    """Reserving in a browser, with the rights of a salesperson."""

    def test_salesperson_reserves_changes_and_releases(self):
        order = self._quote([(self.fg, 1)])
        url = f"/odoo/sale.order/{order.id}"
        self.start_tour(url, "pull_reserve", login=self.salesperson.login)
        order.invalidate_recordset()
        self.assertEqual(order.order_line.product_uom_qty, 2)
        self.assertFalse(order.pull_is_reserved)
        texts = order.message_ids.mapped("body")
        for held in ("2 h on Saw", "4 h on Saw"):
            self.assertTrue(any(held in text for text in texts), texts)
