from odoo.tests import HttpCase, new_test_user, tagged

from .world import PullCommon


@tagged("post_install", "-at_install")
class TestAccessPortal(PullCommon, HttpCase):
    """Pages outside work as before, though fields of ours are not shown there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()
        cls.customer_user = new_test_user(
            cls.env, "pull_customer", groups="base.group_portal"
        )
        cls.vendor_user = new_test_user(
            cls.env, "pull_vendor", groups="base.group_portal"
        )
        cls.vendor_user.partner_id.parent_id = cls.vendor_a

    def _read_page(self, user, url):
        self.authenticate(user.login, user.login)
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        return response.text

    def _make_customers_order(self, **values):
        order = self._make_order([(self.fg, 2)], confirm=False)
        order.partner_id = self.customer_user.partner_id
        order.order_line.pull_specification = "Oak, oiled"
        return order

    def test_customer_opens_and_accepts_a_quotation_and_it_is_supplied(self):
        order = self._make_customers_order()
        order.require_signature = True
        order.action_quotation_sent()
        page = self._read_page(self.customer_user, order.get_portal_url())
        self.assertIn(order.name, page)
        response = self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {
                "access_token": order.sudo()._portal_ensure_token(),
                "name": "Customer",
                "signature": SIGNATURE,
            },
        )
        self.assertTrue(response.get("force_refresh"), response)
        order.invalidate_recordset()
        self.assertEqual(order.state, "sale")
        self.assertEqual(self._get_runs(self.fg).mapped("product_qty"), [2])
        page = self._read_page(self.customer_user, order.get_portal_url())
        self.assertIn(order.name, page)

    def test_vendor_opens_the_request_and_the_order(self):
        self._make_order([(self.fg, 2)])
        purchase = self._get_purchase_lines(self.raw).order_id
        purchase.write({"state": "sent"})
        page = self._read_page(self.vendor_user, f"/my/purchase/{purchase.id}")
        self.assertIn(purchase.name, page)
        purchase.button_confirm()
        page = self._read_page(self.vendor_user, f"/my/purchase/{purchase.id}")
        self.assertIn(purchase.name, page)


# A picture of one white point.
SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAA"
    "AABJRU5ErkJggg=="
)
