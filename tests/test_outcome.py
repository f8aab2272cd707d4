from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_advice import DAY, NOW
from .test_switch import SwitchCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestOutcome(SwitchCommon):
    """What became of a switched product, against the advice of the day."""

    def setUp(self):
        super().setUp()
        self._sell_weekly(self.product, 10)
        self._work_out()
        self.switch = self._switch(self.product, "pull")

    def _get_rows(self, switch=None):
        self.env.flush_all()
        self.env["pull.switch.outcome"].invalidate_model()
        outcome = self.env["pull.switch.outcome"]
        return outcome.search([("switch_id", "=", (switch or self.switch).id)])

    def _sell_later(self, count, days=1):
        moments = [self.now + (days + number) * DAY for number in range(count)]
        return self._sell(self.product, moments)

    def test_orders_since_the_switch_count_by_quarter(self):
        """Before the switch none; of two quarters two rows; one order came late."""
        self.assertFalse(self._get_rows())
        late = self._sell_later(3).order_line[0]
        self._sell_later(2, days=20)
        late.pull_lateness = 90
        rows = self._get_rows()
        self.assertEqual(
            [str(row.quarter) for row in rows],
            [
                "2026-07-01",
                "2026-04-01",
            ],
        )
        self.assertEqual(rows.mapped("line_count"), [2, 3])
        self.assertEqual(rows.mapped("late_count"), [0, 1])
        self.assertEqual(rows.mapped("booked_count"), [0, 0])

    def test_booked_setup_is_set_against_the_advice(self):
        line = self._sell_later(1).order_line
        self.assertEqual(self.switch.advised_setup, 6)
        account = self.env["account.account"].search(
            [("company_ids", "in", self.company.ids)], limit=1
        )
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "general")], limit=1
        )
        items = [
            {"account_id": account.id, "debit": 50},
            {"account_id": account.id, "credit": 50},
        ]
        entry = self.env["account.move"].create(
            {"journal_id": journal.id, "line_ids": [(0, 0, item) for item in items]}
        )
        for kind, amount in {"material": 41, "setup_fixed": 4, "ordering": 5}.items():
            self.env["pull.cogs.line"].create(
                {
                    "account_move_line_id": entry.line_ids[0].id,
                    "sale_line_id": line.id,
                    "kind": kind,
                    "amount": amount,
                }
            )
        row = self._get_rows()
        self.assertEqual((row.booked_count, row.setup, row.advised), (1, 9, 6))
        self.assertEqual(row.difference, 3)
        self.planner.group_ids = self.env.ref("mrp.group_mrp_user")
        self.assertEqual(row.with_user(self.planner).line_count, 1)
        with self.assertRaises(AccessError):
            row.with_user(self.planner).read(["setup"])

    def test_a_switch_counts_until_the_next_and_not_once_undone(self):
        self._sell_later(1)
        second = self._switch(self.product, "hybrid")
        second.date = self.now + 3 * DAY
        self._sell_later(2, days=5)
        self.assertEqual(self._get_rows().line_count, 1)
        self.assertEqual(self._get_rows(second).line_count, 2)
        second.action_undo()
        self.assertEqual(self._get_rows().line_count, 3)
        self.assertFalse(self._get_rows(second))
