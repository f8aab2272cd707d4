from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from .books import SetupCommon


@tagged("post_install", "-at_install")
class TestSetupTours(SetupCommon, HttpCase):
    """An operator sets up the lathe, makes a table and finds it in the report."""

    def test_operator_records_a_setup_that_took_too_long(self):
        operator = new_test_user(
            self.env,
            "setup_tour_operator",
            groups="mrp.group_mrp_user,mrp.group_mrp_routings",
        )
        run = self._make_run(1)
        order = run.workorder_ids
        # 20 minutes of setup before a break; what the tour adds takes seconds
        mine = order.with_user(operator)
        begin = fields.Datetime.now() - timedelta(hours=1)
        with freeze_time(begin):
            mine.action_start_setup()
        with freeze_time(begin + timedelta(minutes=20)):
            mine.button_pending()
        self.start_tour(
            "/odoo/work-orders", "pull_setup_operator", login=operator.login
        )
        self.env.invalidate_all()
        self.assertRecordValues(
            order,
            [
                {
                    "state": "done",
                    "setup_measured": True,
                    "setup_reason_id": self.env.ref(
                        "pull_through_production.setup_reason_tool"
                    ).id,
                }
            ],
        )
        self.assertEqual(order.time_ids.filtered("date_end"), order.time_ids)
        self.assertTrue(order.time_ids.filtered(lambda log: not log.is_setup))
        self.assertLessEqual(order.date_start, fields.Datetime.now())
