from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .books import CogsFlowsCommon

FEBRUARY = {"invoice_date": "2026-02-10", "date": "2026-02-10"}


@tagged("post_install", "-at_install")
class TestCostLog(CogsFlowsCommon):
    """What a cost was before it changed is kept, and nobody changes that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.log = cls.env["pull.cost.log"]
        cls.bookkeeper = new_test_user(
            cls.env,
            "log_bookkeeper",
            groups="account.group_account_user,purchase.group_purchase_user",
            company_id=cls.company.id,
        )

    def _get_rows(self, subject, order):
        rows = self.log.search([("subject", "=", subject), ("order_id", "=", order.id)])
        return [(self._round(row.before), self._round(row.after)) for row in rows]

    def _sell_and_bill_late(self):
        """A lamp received at 10 and delivered is billed at 13 in February."""
        lamp = self._make_bought(price=10)
        with freeze_time("2026-01-20 10:00:00"):
            order = self._sell([(lamp, 2)])
            bought = self._receive(order)
            self._deliver(order)
            self._invoice(order)
        self.assertFalse(self.log.search([("order_id", "=", order.id)]))
        with freeze_time("2026-02-10 10:00:00"):
            self.env = self.env(user=self.bookkeeper)
            bill = self._bill(bought.with_env(self.env), price=13, **FEBRUARY)
            self.env = self.env(user=self.log.env.uid)
        return order, bill

    def test_a_late_bill_says_what_the_goods_cost_before(self):
        order, bill = self._sell_and_bill_late()
        self.assertEqual(self._get_rows("move", order), [(20, 26)])
        self.assertEqual(self._get_rows("settlement", order), [(20, 26)])
        rows = self.log.search([("order_id", "=", order.id)])
        self.assertEqual(set(rows.mapped("date")), {date(2026, 2, 10)})
        self.assertEqual(rows.user_id, self.bookkeeper)
        self.assertTrue(all(bill.name in cause for cause in rows.mapped("cause")))
        self.assertIn("Material", rows[0].parts)
        [move] = order.picking_ids.move_ids
        self.assertEqual(move.pull_cost_log_ids.mapped("change"), [6])

    def test_an_invoice_that_is_reset_keeps_what_its_items_were(self):
        order = self._sell([(self.table, 2)])
        self._make_all(order)
        self._deliver(order)
        invoice = self._invoice(order)
        invoice.button_draft()
        self.assertEqual(self._get_rows("cogs", order), [(103, 0)])
        self.assertEqual(invoice.pull_cost_log_ids.mapped("change"), [-103])
        self.assertEqual(
            invoice.pull_cost_log_ids.parts_before,
            {"material": 20, "run": 60, "setup_time": 15, "setup_fixed": 8},
        )

    def test_the_sheet_says_it_as_of_its_day(self):
        order, bill = self._sell_and_bill_late()
        changes = order._get_cost_sheet()["changes"]
        self.assertEqual([change["change"] for change in changes], [6, 6])
        self.assertIn(bill.name, changes[0]["cause"])
        self.assertFalse(order._get_cost_sheet(date(2026, 1, 31))["changes"])
        self.assertIn("Changes", order.pull_cost_sheet)

    def test_nobody_changes_or_deletes_it(self):
        order, _bill = self._sell_and_bill_late()
        rows = self.log.search([("order_id", "=", order.id)])
        for one in (rows, rows.sudo()):
            with self.assertRaises(AccessError):
                one.write({"before": 1})
            with self.assertRaises(UserError):
                one.unlink()
        with self.assertRaises(AccessError):
            self.log.with_user(self.bookkeeper).create(
                {"subject": "move", "date": "2026-01-01", "company_id": self.company.id}
            )
