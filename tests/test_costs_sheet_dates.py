from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .books import CogsFlowsCommon


@tagged("post_install", "-at_install")
class TestCogsSheetDates(CogsFlowsCommon):
    """The cost sheet as of a date, and against what is due. Tables are sold at 1,000.

    A run of one costs 63, of two 103.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env,
            "dates_accountant",
            groups="account.group_account_user,sales_team.group_sale_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _order_in_january(self, quantity=2, invoice=True):
        with freeze_time("2026-01-20 10:00:00"):
            order = self._sell([(self.table, quantity)])
            order.order_line.tax_ids = False
            self._make_all(order)
            self._deliver(order)
            if invoice:
                self._invoice_on(order, "2026-01-20")
        return order

    def _invoice_on(self, order, day):
        invoice = order._create_invoices()
        invoice.invoice_date = day
        invoice.action_post()

    def _get_sheet(self, order, day=None):
        return order.with_user(self.accountant)._get_cost_sheet(day)

    def _check(self, order, day, **figures):
        """Check figures of the sheet as of a day; January's stays what it is."""
        sheet = self._get_sheet(order, day)
        [line] = sheet["lines"]
        [run] = sheet["runs"]
        found = {
            **{name: sheet["head"][name] for name in ("invoiced", "cogs")},
            **{name: sheet["foot"][name] for name in ("ledger", "due", "difference")},
            **{name: line[name] for name in ("delivered",)},
            "line_invoiced": line["invoiced"],
            "actual": line["total"]["actual"],
            "run": run["actual"],
        }
        found = {name: self._round(found[name]) for name in figures}
        self.assertEqual(found, figures)

    # === As of a date ===

    def test_a_credit_note_of_february_leaves_january_alone(self):
        order = self._order_in_january()
        january = self._get_sheet(order, date(2026, 1, 31))
        with freeze_time("2026-02-10 10:00:00"):
            self._return(order.picking_ids, {self.table: 1})
            self._credit(order.invoice_ids, {order.order_line: 1})
        kept = {"ledger": 103, "due": 103, "difference": 0, "actual": 103, "run": 103}
        self._check(
            order, date(2026, 1, 31), invoiced=2000, cogs=103, delivered=2, **kept
        )
        self.assertEqual(self._get_sheet(order, date(2026, 1, 31)), january)
        self._check(
            order,
            None,
            invoiced=1000,
            cogs=51.5,
            ledger=51.5,
            due=51.5,
            delivered=1,
            actual=51.5,
        )

    def test_what_is_delivered_and_invoiced_in_february_is_not_january_s(self):
        with freeze_time("2026-01-20 10:00:00"):
            order = self._sell([(self.table, 2)])
            order.order_line.tax_ids = False
            self._make_all(order)
            self._deliver(order, {order.order_line: 1})
            self._invoice_on(order, "2026-01-20")
        with freeze_time("2026-02-10 10:00:00"):
            self._deliver(order)
            self._invoice_on(order, "2026-02-10")
        self._check(
            order,
            date(2026, 1, 31),
            invoiced=1000,
            cogs=51.5,
            ledger=51.5,
            delivered=1,
            line_invoiced=1,
            actual=51.5,
            run=103,
        )
        self._check(
            order, date(2026, 2, 28), invoiced=2000, cogs=103, delivered=2, run=103
        )

    def test_delivered_in_january_and_invoiced_in_february(self):
        order = self._order_in_january(invoice=False)
        with freeze_time("2026-02-10 10:00:00"):
            self._invoice_on(order, "2026-02-10")
        self._check(
            order,
            date(2026, 1, 31),
            invoiced=0,
            cogs=0,
            due=0,
            delivered=2,
            line_invoiced=0,
            actual=103,
        )
        [note] = self._get_sheet(order, date(2026, 1, 31))["foot"]["notes"]
        self.assertIn("Delivered, not invoiced yet: 2 Units of Table", note)
        self.assertIn("103.00", note)
        self.assertFalse(self._get_sheet(order)["foot"]["notes"])

    def test_a_run_of_february_had_its_setup_in_january(self):
        with freeze_time("2026-01-20 10:00:00"):
            order = self._sell([(self.table, 1)])
        run = self._get_runs(order)
        self._log(run.workorder_ids, 0, 25, setup=True)
        with freeze_time("2026-02-10 10:00:00"):
            self._log(run.workorder_ids, 36 * 24 * 60, 30)
            self._finish(run)
        # 5 January: 25 minutes and 8 fixed; February: 30 minutes and 10 of material
        self._check(order, date(2026, 1, 4), run=0)
        self._check(order, date(2026, 1, 31), run=33)
        self._check(order, date(2026, 2, 28), run=73)

    def test_the_page_says_of_which_day_it_is(self):
        order = self._order_in_january()
        with freeze_time("2026-02-10 10:00:00"):
            self._return(order.picking_ids, {self.table: 1})
            self._credit(order.invoice_ids, {order.order_line: 1})
        report = self.env["ir.actions.report"].with_user(self.accountant)
        name = "pull_through_production.cost_sheet"
        january, _type = report._render_qweb_html(
            name, order.ids, data={"date": "2026-01-31"}
        )
        self.assertIn("COGS 103.00 = ledger 103.00", january.decode())
        self.assertIn("As of the end of", january.decode())
        now, _type = report._render_qweb_html(name, order.ids)
        self.assertIn("COGS 51.50 = ledger 51.50", now.decode())
        self.assertNotIn("As of the end of", now.decode())
        with self.assertRaisesRegex(UserError, "is no date"):
            report._render_qweb_html(name, order.ids, data={"date": "soon"})

    # === What is due against the ledger ===

    def _book_again(self, order, factor=1):
        """Post the cost of an order once more, as an entry that outlived its invoice.

        Plain SQL hides it from what would settle it at once.
        """
        items = order.order_line._get_cogs_items()
        entry = self.env["account.move"].create(
            {
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": balance})
                    for account, balance in [
                        (self.account_expense, factor * sum(items.mapped("balance"))),
                        (
                            self.account_stock_valuation,
                            -factor * sum(items.mapped("balance")),
                        ),
                    ]
                ]
            }
        )
        entry.action_post()
        self.env.flush_all()
        for item, side in zip(entry.line_ids, ("expense", "stock"), strict=True):
            self.env.cr.execute(
                "UPDATE account_move_line SET display_type = 'cogs', "
                "pull_cogs_side = %s, pull_sale_line_id = %s, product_id = %s "
                "WHERE id = %s",
                [side, order.order_line.id, self.table.id, item.id],
            )
        self.env.invalidate_all()
        entry.line_ids._write_cogs_rows()

    def test_a_cost_booked_twice_is_said(self):
        order = self._order_in_january(quantity=1)
        self._book_again(order)
        foot = self._get_sheet(order)["foot"]
        self.assertEqual((foot["cogs"], foot["ledger"], foot["due"]), (126, 126, 63))
        self.assertEqual(foot["difference"], 63)
        self.assertEqual(
            foot["sentence"],
            "COGS 63.00 is due, but the ledger has 126.00: 63.00 too much. Look into "
            "Cost Control.",
        )
        self.assertEqual(foot["notes"], ["Table: $\xa063.00 is booked too much."])
        # The entry is of today: January was right, and still is.
        january = self._get_sheet(order, date(2026, 1, 31))["foot"]
        self.assertEqual(january["sentence"], "COGS 63.00 = ledger 63.00")

    def test_a_cost_that_is_missing_is_said(self):
        order = self._order_in_january(quantity=1)
        items = order.order_line._get_cogs_items() | order.order_line._get_cogs_items(
            "stock"
        )
        order.order_line._get_cogs_items().cogs_row_ids.sudo().unlink()
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM account_move_line WHERE id IN %s", [tuple(items.ids)]
        )
        self.env.invalidate_all()
        foot = self._get_sheet(order)["foot"]
        self.assertEqual((foot["ledger"], foot["due"]), (0, 63))
        self.assertIn("63.00 is missing", foot["sentence"])
        self.assertEqual(foot["notes"], ["Table: $\xa063.00 is due and not booked."])

    def test_a_cost_given_back_that_was_kept_is_said(self):
        order = self._order_in_january(quantity=1)
        self._book_again(order, factor=-1)
        foot = self._get_sheet(order)["foot"]
        self.assertEqual((foot["ledger"], foot["due"]), (0, 63))
        self.assertIn("63.00 is missing", foot["sentence"])
