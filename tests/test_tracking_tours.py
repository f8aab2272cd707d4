from odoo.tests import HttpCase, tagged

from .test_promise import PromiseCommon


@tagged("post_install", "-at_install")
class TestTrackingTours(PromiseCommon, HttpCase):
    """A salesperson gives a link away and takes it back."""

    def test_a_link_is_copied_and_revoked(self):
        order = self._make_order([(self.fg, 1)])
        self.env.cr.flush()
        self.start_tour(
            f"/odoo/sale.order/{order.id}",
            "pull_tracking_salesperson",
            login=self.salesperson.login,
        )
        self.assertFalse(order.pull_has_tracking_link)
        told = " ".join(order.message_ids.mapped("body"))
        self.assertIn("Tracking link made.", told)
        self.assertIn("Tracking link revoked.", told)
