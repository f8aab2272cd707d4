from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import tagged

from .books import CogsFlowsCommon


@tagged("post_install", "-at_install")
class TestCogsRefused(CogsFlowsCommon):
    """An entry that accounting refuses refuses nobody's work: the run, the delivery and
    the invoice go through, the order says what is not booked, Cost Control shows it,
    and books it once its reason is gone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("account.group_account_user")
        cls.table.invoice_policy = "order"
        cls.journal = cls.company.account_stock_journal_id

    # === Worlds ===

    def _sell_prepaid(self):
        order = self._sell([(self.table, 1)])
        self._invoice(order)
        return order

    def _give_own_account(self):
        """Let tables have a stock account of their own."""
        account = self._make_account("Tables", "110197", "asset_current")
        self.table.categ_id = self.category_fifo_auto.copy(
            {"property_stock_valuation_account_id": account.id}
        )
        return account

    def _break_sequence(self):
        """Lock the entries of the stock journal by hash, with a gap in their numbers.

        Odoo then refuses to post in it.
        """
        entry = self.env["account.move"].create(
            {
                "journal_id": self.journal.id,
                "date": fields.Date.today(),
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": balance})
                    for account, balance in (
                        (self.account_spent, 1),
                        (self.account_inventory, -1),
                    )
                ],
            }
        )
        entry.action_post()
        last = entry.copy({"date": fields.Date.today()})
        last.name = f"{entry.name[:-4]}{int(entry.name[-4:]) + 7:04}"
        last.action_post()
        self.journal.restrict_mode_hash_table = True

    # === Reading ===

    def _get_differences(self):
        control = self.env["pull.cost.control"]
        rows = control.search(control.action_control()["domain"])
        return rows.filtered(lambda row: not row.is_rest)

    def _get_booked(self, order):
        return sum(order.order_line._get_cogs_items().mapped("balance"))

    def _check_told(self, order, *words):
        notes = order.message_ids.filtered(lambda note: "is not booked" in note.body)
        self.assertTrue(notes)
        for word in (self.table.name, "Cost Control", *words):
            self.assertIn(word, notes[:1].body)

    def _check_cure(self, order, cost=63):
        """Cost Control shows the order; what it offers sets it right."""
        self.assertEqual(self._get_booked(order), 0)
        [row] = self._get_differences()
        self.assertRecordValues(
            row,
            [
                {
                    "balance": "due",
                    "document": order.name,
                    "expected": cost,
                    "found": 0,
                    "can_settle": True,
                }
            ],
        )
        return row

    def _settle(self, row, order, cost=63):
        row.action_settle()
        self.assertEqual(self._get_booked(order), cost)
        self.assertFalse(self._get_differences())

    # === Deliveries ===

    def test_journal_archived(self):
        order = self._sell_prepaid()
        self._make_all(order)
        self.journal.active = False
        self._deliver(order)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self._check_told(order, "No stock journal is in use.")
        row = self._check_cure(order)
        self.journal.active = True
        self._settle(row, order)

    def test_no_journal(self):
        order = self._sell_prepaid()
        self._make_all(order)
        self.company.account_stock_journal_id = False
        self.table.categ_id.property_stock_journal = False
        self._deliver(order)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self._check_told(order, "No stock journal is in use.")
        row = self._check_cure(order)
        self.company.account_stock_journal_id = self.journal
        self._settle(row, order)

    def test_stock_account_archived(self):
        """Another one that is in use is not what Odoo would take: the company's is."""
        own = self._give_own_account()
        order = self._sell_prepaid()
        self._make_all(order)
        own.active = False
        self.account_stock_valuation.active = False
        self._deliver(order)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self._check_told(order, "No stock valuation account is in use.")
        row = self._check_cure(order)
        own.active = self.account_stock_valuation.active = True
        self._settle(row, order)

    def test_journal_with_a_gap_that_is_locked_by_hash(self):
        order = self._sell_prepaid()
        self._make_all(order)
        self._break_sequence()
        self._deliver(order)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self._check_told(order, "inalterability")
        row = self._check_cure(order)
        self.journal.restrict_mode_hash_table = False
        self._settle(row, order)

    def test_journal_that_is_locked_by_hash(self):
        """What is booked cannot be changed any more, and need not be."""
        self.journal.restrict_mode_hash_table = True
        order = self._sell_prepaid()
        self._make_all(order)
        delivery = self._deliver(order)
        self.assertEqual(self._get_booked(order), 63)
        entry = order.order_line._get_cogs_items().move_id
        self.assertTrue(entry.inalterable_hash)
        self._return(delivery)
        self.assertEqual(self._get_booked(order), 0)
        self._check_costs()

    def test_one_line_of_two_is_refused(self):
        """What can be booked is, whatever is refused beside it."""
        own = self._give_own_account()
        lamp = self._make_bought()
        lamp.invoice_policy = "order"
        order = self._sell([(self.table, 1), (lamp, 1)])
        self._invoice(order)
        self._receive(order)
        self._make_all(order)
        own.active = False
        self.company.account_stock_valuation_id = False
        lamp.categ_id = self.category_fifo_auto.copy(
            {"property_stock_valuation_account_id": self.account_stock_valuation.id}
        )
        self._deliver(order)
        table, lamps = order.order_line
        self.assertEqual(sum(lamps._get_cogs_items().mapped("balance")), 10)
        self.assertFalse(table._get_cogs_items())
        self._check_told(order)

    # === Invoices and returns ===

    def test_invoice_while_the_journal_is_archived(self):
        """What goes with an invoice is in the invoice's journal, as in plain Odoo."""
        order = self._sell([(self.table, 1)])
        self._make_all(order)
        self._deliver(order)
        self.journal.active = False
        invoice = self._invoice(order)
        self.assertEqual(self._get_booked(order), 63)
        self.assertEqual(order.order_line._get_cogs_items().move_id, invoice)
        self.assertFalse(self._get_differences())

    def test_invoice_while_the_stock_account_is_archived(self):
        own = self._give_own_account()
        order = self._sell([(self.table, 1)])
        self._make_all(order)
        self._deliver(order)
        own.active = self.account_stock_valuation.active = False
        invoice = self._invoice(order)
        self.assertEqual(invoice.state, "posted")
        self._check_told(order, "No stock valuation account is in use.")
        row = self._check_cure(order)
        own.active = self.account_stock_valuation.active = True
        self._settle(row, order)

    def test_goods_come_back_while_the_journal_is_archived(self):
        order = self._sell_prepaid()
        self._make_all(order)
        delivery = self._deliver(order)
        self.assertEqual(self._get_booked(order), 63)
        self.journal.active = False
        self._return(delivery)
        self.assertEqual(order.order_line.qty_delivered, 0)
        self._check_told(order)
        [row] = self._get_differences()
        self.assertEqual((row.expected, row.found), (0, 63))
        self.journal.active = True
        self._settle(row, order, cost=0)

    def test_invoice_reset_while_the_journal_refuses(self):
        order = self._sell_prepaid()
        self._make_all(order)
        self._deliver(order)
        self._break_sequence()
        order.invoice_ids.button_draft()
        self.assertEqual(order.invoice_ids.state, "draft")
        self.assertEqual(self._get_booked(order), 63)
        self._check_told(order, "inalterability")
        [row] = self._get_differences()
        self.journal.restrict_mode_hash_table = False
        self._settle(row, order, cost=0)

    # === Locked periods ===

    def test_settled_after_its_month_is_locked(self):
        """On the first open day, and it says so; of an open day it says nothing."""
        with freeze_time("2026-01-20 10:00:00"):
            order = self._sell([(self.table, 2)])
            self._invoice(order)
            self._make_all(order)
            self.journal.active = False
            self._deliver(order, {order.order_line: 1})
        with freeze_time("2026-03-10 10:00:00"):
            self.env.flush_all()
            self.env["ir.config_parameter"].set_param(
                "stock_account.skip_lock_date_check", "True"
            )
            self.company.fiscalyear_lock_date = "2026-02-28"
            self.journal.active = True
            self._settle(self._get_differences(), order, cost=51.5)
            first = order.order_line._get_cogs_items().move_id
            self.assertEqual(str(first.date), "2026-03-01")
            self.assertIn("of Jan 20, whose period is locked", first.ref)
            self._deliver(order)
            second = order.order_line._get_cogs_items().move_id - first
        self.assertEqual(str(second.date), "2026-03-10")
        self.assertNotIn("locked", second.ref)
        self.assertEqual(self._get_booked(order), 103)

    # === Runs ===

    def test_run_whose_variance_has_an_archived_account(self):
        account = self._make_account("Price differences", "510960")
        category = self.category_standard_auto.copy(
            {"property_price_difference_account_id": account.id}
        )
        self.table.write({"categ_id": category.id, "standard_price": 50})
        run = self._make_run()
        account.active = False
        self._finish(run)
        self.assertEqual(run.state, "done")
        notes = run.message_ids.filtered(lambda note: "not in the ledger" in note.body)
        self.assertIn(account.name, notes.body)
        found = {row.balance: row.difference for row in self._get_differences()}
        self.assertEqual(found.keys(), {"production", "setup"})

    def test_each_event_does_not_repeat_what_a_run_lacks(self):
        run = self._make_run()
        entry = run._get_setup_entry()
        entry.tell_unposted("No account")
        entry.tell_unposted("No  account")
        entry.tell_unposted("No journal")
        notes = run.message_ids.filtered(lambda note: "not in the ledger" in note.body)
        self.assertEqual(len(notes), 2)

    # === Nobody is told what need not be ===

    def test_the_same_reason_is_told_once(self):
        order = self._sell([(self.table, 4)])
        self._invoice(order)
        self._make_all(order)
        line = order.order_line
        self.journal.active = False
        self._deliver(order, {line: 1})
        self._deliver(order, {line: 1})
        self.assertEqual(self._count_told(order), 1)
        self.journal.active = True
        self.table.categ_id.property_account_expense_categ_id = False
        order.invoice_ids.journal_id.default_account_id = False
        self._set_expense(in_use=False)
        self._deliver(order, {line: 1})
        self.assertEqual(self._count_told(order), 2)
        self._set_expense(in_use=True)
        line._settle_cogs("Test")
        self.assertEqual(self._get_booked(order), 137.25)
        self._set_expense(in_use=False)
        self._deliver(order)
        self.assertEqual(self._count_told(order), 3)

    def _set_expense(self, in_use):
        self.account_expense.active = in_use
        self.company.expense_account_id = in_use and self.account_expense

    def _count_told(self, order):
        notes = order.message_ids.filtered(lambda note: "is not booked" in note.body)
        return len(notes)

    def test_goods_without_any_stock_account(self):
        """As in Odoo nothing is booked of them, and nobody is told."""
        order = self._sell_prepaid()
        self._make_all(order)
        self.company.account_stock_valuation_id = False
        self.table.categ_id.property_stock_valuation_account_id = False
        self._deliver(order)
        self.assertFalse(self._get_booked(order))
        notes = order.message_ids.filtered(lambda note: "is not booked" in note.body)
        self.assertFalse(notes)
