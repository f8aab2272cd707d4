from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .books import CogsFlowsCommon, OrderingCommon


class ControlCommon(CogsFlowsCommon):
    """The ledger broken on purpose, as wrong code left it: in the database itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table.invoice_policy = "order"

    # === Worlds ===

    def _sell_prepaid(self, quantity=1, delivered=True):
        order = self._sell([(self.table, quantity)])
        invoice = self._invoice(order)
        if delivered:
            self._make_all(order)
            self._deliver(order)
        return order, invoice

    def _make_stocked(self, name, cost, quantity, category=None, **values):
        product = self._make_product(name, category or self.category_fifo_auto)
        product.write({"invoice_policy": "order", **values})
        self._make_in_move(product, quantity, unit_cost=cost)
        self._close()
        return product

    def _make_kit(self, parts):
        kit = self._make_product("Kit", self.category_fifo_auto)
        kit.write({"is_storable": False, "invoice_policy": "order"})
        kit.supply_policy = "pull"
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": 1})
                    for part in parts
                ],
            }
        )
        return kit

    # === Breaking ===

    def _sql(self, query, *values):
        self.env.flush_all()
        self.env.cr.execute(SQL(query, *values))
        self.env.invalidate_all()

    def _copy(self, table, ids, **values):
        """Write rows a second time, with other values; return their ids."""
        self.env.flush_all()
        columns = self.env.execute_query(
            SQL(
                "SELECT column_name FROM information_schema.columns "
                "WHERE table_name = %s AND column_name != 'id'",
                table,
            )
        )
        names = [name for (name,) in columns]
        return [
            self.env.execute_query(
                SQL(
                    "INSERT INTO %s (%s) SELECT %s FROM %s WHERE id = %s RETURNING id",
                    SQL.identifier(table),
                    SQL(", ").join(map(SQL.identifier, names)),
                    SQL(", ").join(
                        SQL("%s", values[name])
                        if name in values
                        else SQL.identifier(name)
                        for name in names
                    ),
                    SQL.identifier(table),
                    row,
                )
            )[0][0]
            for row in ids
        ]

    def _get_items(self, order):
        lines = order.order_line
        return lines._get_cogs_items("stock") | lines._get_cogs_items("expense")

    def _book_twice(self, items):
        for item in items:
            [copy] = self._copy("account_move_line", item.ids)
            self._copy(
                "pull_cogs_line", item.cogs_row_ids.ids, account_move_line_id=copy
            )
        self.env.invalidate_all()

    def _book(self, items, amount):
        """Let the items of a posting have another amount, and their rows with them."""
        for item in items:
            balance = amount if item.pull_cogs_side == "expense" else -amount
            self._sql(
                "UPDATE account_move_line SET balance = %s, amount_currency = %s, "
                "debit = %s, credit = %s WHERE id = %s",
                balance,
                balance,
                max(balance, 0),
                max(-balance, 0),
                item.id,
            )
            rows = item.cogs_row_ids
            if rows:
                self._sql(
                    "UPDATE pull_cogs_line SET amount = 0 WHERE id = ANY(%s)", rows.ids
                )
                self._sql(
                    "UPDATE pull_cogs_line SET amount = %s WHERE id = %s",
                    balance,
                    rows[0].id,
                )

    def _forget(self, items):
        self._sql("DELETE FROM account_move_line WHERE id = ANY(%s)", items.ids)

    # === Finding ===

    def _find(self, day=None):
        """Return [(balance, document, expected, found)] of the differences."""
        findings = self.company._get_cost_control(
            day and fields.Date.to_date(day)
        ).get_findings()
        return [
            (
                finding.balance,
                finding.record.display_name,
                self._round(finding.expected),
                self._round(finding.found),
            )
            for finding in findings
            if not finding.rest
        ]

    def _check_found(self, balance, record, expected, found, day=None):
        self.assertEqual(
            self._find(day), [(balance, record.display_name, expected, found)]
        )


@tagged("post_install", "-at_install")
class TestCostControlOrdering(OrderingCommon):
    """Ordering cost of goods that went back, left in the ledger, is found."""

    _find, _round = ControlCommon._find, ControlCommon._round

    def test_05_ordering_cost_left_of_goods_that_went_back(self):
        self._capitalise()
        self.company.pull_order_cost, self.company.pull_order_line_cost = 5, 0
        purchase = self._make_purchase([(self.wood, 10, 10)])
        receipt = self._receive(purchase)
        self._bill(purchase)
        back = self._make_return(receipt, 4)
        self.assertEqual(self._find(), [])
        entry = self.env["account.move"].search(
            [("ref", "ilike", back.reference), ("state", "=", "posted")]
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL("DELETE FROM account_move_line WHERE move_id IN %s", tuple(entry.ids))
        )
        self.env.invalidate_all()
        self.assertEqual(self._find(), [("stock", self.wood.display_name, 3, 5)])


@tagged("post_install", "-at_install")
class TestCostControl(ControlCommon):
    """Each of the faults that the ledger once had is found, and nothing else is."""

    def test_01_booked_again_after_its_invoice_is_gone(self):
        order, _invoice = self._sell_prepaid()
        self.assertEqual(self._find(), [])
        self._book_twice(self._get_items(order))
        self._check_found("due", order, 63, 126)

    def test_02_booked_of_an_invoice_that_is_cancelled_and_goods_that_came_back(self):
        order, invoice = self._sell_prepaid()
        invoice.button_draft()
        invoice.button_cancel()
        self._return(order.picking_ids)
        self.assertEqual(self._find(), [])
        self._forget(self._get_items(order).sorted("id")[2:])
        self._check_found("due", order, 0, 63)

    def test_03_value_of_a_delivery_frozen_against_its_bill(self):
        lamp = self._make_bought(category=self.category_avco_auto)
        order = self._sell([(lamp, 10)])
        lines = self._receive(order)
        self._deliver(order)
        self._bill(lines, price=12)
        self._invoice(order)
        self.assertEqual(self._find(), [])
        [move] = order.picking_ids.move_ids
        self._sql("UPDATE stock_move SET value = 100 WHERE id = %s", move.id)
        first, *changes = move.cost_line_ids.sorted("id")
        self._sql(
            "DELETE FROM stock_move_cost_line WHERE id = ANY(%s)",
            [c.id for c in changes],
        )
        self._sql(
            "UPDATE stock_move_cost_line SET amount = 100, weight = 100 WHERE id = %s",
            first.id,
        )
        self._book(self._get_items(order), 100)
        self._check_found("stock", lamp, 0, 20)

    def test_04_all_booked_of_what_was_delivered_while_valued_at_closing(self):
        self.table.categ_id = self.component.categ_id = self.category_fifo
        order = self._sell([(self.table, 10)])
        self._make_all(order)
        self._deliver(order, {order.order_line: 5})
        self._invoice(order, {order.order_line: 5})
        self._close()
        self.table.categ_id = self.category_fifo_auto
        self._deliver(order)
        self._invoice(order)
        self.assertEqual(self._find(), [])
        items = self._get_items(order)
        half = items.filtered(lambda item: item.balance > 0).balance
        self._book(items, 2 * half)
        self._check_found("due", order, half, 2 * half)

    def test_06_done_quantity_corrected_and_not_booked(self):
        order, _invoice = self._sell_prepaid(2, delivered=False)
        self._make_all(order)
        delivery = self._deliver(order, {order.order_line: 1})
        before = self._get_items(order)
        delivery.move_ids.filtered("picked").move_line_ids.quantity = 2
        self.assertEqual(self._find(), [])
        self._forget(self._get_items(order) - before)
        self._check_found("due", order, 103, 51.5)

    def test_07_no_journal_to_book_in(self):
        order, _invoice = self._sell_prepaid(delivered=False)
        self._make_all(order)
        self.company.account_stock_journal_id.active = False
        self._deliver(order)
        self._check_found("due", order, 63, 0)

    def test_08_late_entry_in_draft(self):
        order, _invoice = self._sell_prepaid()
        entry = self._get_items(order).move_id
        self._sql("UPDATE account_move SET state = 'draft' WHERE id = %s", entry.id)
        self._sql(
            "UPDATE account_move_line SET parent_state = 'draft' WHERE move_id = %s",
            entry.id,
        )
        self._check_found("due", order, 63, 0)

    def test_09_lot_comes_back_at_the_average_of_its_delivery(self):
        lamp = self._make_product("Lamp", self.category_fifo_auto)
        lamp.write({"tracking": "lot", "lot_valuated": True, "supply_policy": "push"})
        lots = self.env["stock.lot"]
        for name, cost in (("L63", 63), ("L123", 123)):
            lots |= lots.create({"name": name, "product_id": lamp.id})
            self._make_in_move(lamp, 1, unit_cost=cost, lot_ids=lots[-1])
        self._close()
        order = self._sell([(lamp, 2)])
        delivery = self._deliver(order)
        invoice = self._invoice(order)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=delivery.id, active_model="stock.picking")
            .create({"picking_id": delivery.id})
        )
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.move_line_ids.unlink()
        back.move_ids.move_line_ids = [
            Command.create(
                {
                    "product_id": lamp.id,
                    "lot_id": lots[1].id,
                    "quantity": 1,
                    "location_id": back.move_ids.location_id.id,
                    "location_dest_id": back.move_ids.location_dest_id.id,
                }
            )
        ]
        back.move_ids.picked = True
        before = self._get_items(order)
        back.button_validate()
        self._credit(invoice, {order.order_line: 1})
        self.assertEqual(self._find(), [])
        move = back.move_ids
        self.assertEqual(move.value, 123)
        self._sql("UPDATE stock_move SET value = 93 WHERE id = %s", move.id)
        self._sql(
            "UPDATE stock_move_cost_line SET amount = 93, weight = 93 "
            "WHERE move_id = %s",
            move.id,
        )
        self._book(self._get_items(order) - before, -93)
        self._check_found("stock", move, 123, 93)

    def test_10_items_of_an_invoice_made_twice(self):
        order = self._sell([(self.table, 1)])
        self._make_all(order)
        self._deliver(order)
        self._invoice(order)
        self._book_twice(self._get_items(order))
        self._check_found("due", order, 63, 126)

    def test_11_account_of_the_kit_instead_of_its_components(self):
        parts = self._make_account("Parts", "110191", "asset_current")
        category = self.category_fifo_auto.copy(
            {"property_stock_valuation_account_id": parts.id}
        )
        part = self._make_stocked("Part", 10, 1, category)
        order = self._sell([(self._make_kit(part), 1)])
        self._deliver(order)
        invoice = self._invoice(order)
        self.assertEqual(self._find(), [])
        item = self._get_items(order).filtered(lambda i: i.pull_cogs_side == "stock")
        self._sql(
            "UPDATE account_move_line SET account_id = %s WHERE id = %s",
            self.account_stock_valuation.id,
            item.id,
        )
        self._check_found("stock", invoice, -10, 0)

    def test_12_one_of_three_comes_back_and_is_not_booked(self):
        order, _invoice = self._sell_prepaid(6, delivered=False)
        [run] = self._get_runs(order)
        self._finish(run, 3, backorder=True)
        delivery = self._deliver(order, {order.order_line: 3})
        before = self._get_items(order)
        value = sum(delivery.move_ids.mapped("value"))
        self._return(delivery, {self.table: 1})
        self.assertEqual(self._find(), [])
        self._forget(self._get_items(order) - before)
        self._check_found("due", order, self._round(value * 2 / 3), value)

    def test_13_average_of_two_months_in_the_first(self):
        with freeze_time("2026-01-20 10:00:00"):
            lamp = self._make_stocked("Lamp", 63, 1, supply_policy="push")
            lamp.invoice_policy = "delivery"
            order = self._sell([(lamp, 2)])
            self._deliver(order, {order.order_line: 1})
            first = self._invoice(order)
        with freeze_time("2026-02-10 10:00:00"):
            self._make_in_move(lamp, 1, unit_cost=123)
            self._deliver(order)
            second = self._invoice(order)
        self.assertEqual(self._find("2026-01-31") + self._find(), [])
        items = self._get_items(order)
        self._book(items & first.line_ids, 93)
        self._book(items & second.line_ids, 93)
        self._check_found("due", order, 63, 93, day="2026-01-31")
        self.assertEqual(self._find(), [])

    def test_14_kits_of_two_deliveries_averaged(self):
        part = self._make_product("Part", self.category_fifo_auto)
        for cost in (25, 47):
            self._make_in_move(part, 1, unit_cost=cost)
        self._close()
        order = self._sell([(self._make_kit(part), 2)])
        move = order.picking_ids.move_ids
        move.write({"quantity": 1, "picked": True})
        move.picking_id.with_context(skip_backorder=True).button_validate()
        self._invoice(order, {order.order_line: 1})
        self._deliver(order)
        self.assertEqual(self._find(), [])
        self._book(self._get_items(order), 36)
        self._check_found("due", order, 25, 36)

    def test_15_amount_lost_in_a_rounded_unit_price(self):
        screw = self._make_stocked("Screw", 0.003, 1000, supply_policy="push")
        order = self._sell([(screw, 1000)])
        self._deliver(order)
        self._invoice(order)
        self.assertEqual(self._find(), [])
        self._forget(self._get_items(order))
        self._check_found("due", order, 3, 0)

    def test_16_unit_rounded_up(self):
        powder = self._make_product("Powder", self.category_fifo_auto)
        kilogram, gram = (
            self.env.ref(f"uom.product_uom_{name}") for name in ("kgm", "gram")
        )
        powder.write({"uom_id": kilogram.id, "supply_policy": "push"})
        self._make_in_move(powder, 1, unit_cost=100, uom_id=kilogram.id)
        order = self._sell([(powder, 1000, gram)])
        self._deliver(order)
        self.assertEqual(order.picking_ids.move_ids.value, 100)
        self._invoice(order, {order.order_line: 333})
        self.assertEqual(self._find(), [])
        self._book(self._get_items(order), 34)
        self._check_found("due", order, 33.3, 34)

    def test_17_nothing_booked_of_a_line_of_which_one_unit_came_from_stock(self):
        lamp = self._make_bought()
        lamp.invoice_policy = "order"
        order = self._sell([(lamp, 1)])
        self._receive(order)
        self._deliver(order)
        self._invoice(order)
        self.assertEqual(self._find(), [])
        self._forget(self._get_items(order))
        self._check_found("due", order, 10, 0)

    # === The other balances ===

    def test_move_entry_at_another_value(self):
        [finished] = self._produce().move_finished_ids
        entry = finished.account_move_id
        self.assertEqual(self._find(), [])
        for item in entry.line_ids:
            self._sql(
                "UPDATE account_move_line SET balance = balance * 2 WHERE id = %s",
                item.id,
            )
        self._check_found("stock", entry, 63, 126)

    def test_setup_entry_that_is_gone(self):
        run = self._produce()
        entry = self.env["account.move"].search([("setup_production_id", "=", run.id)])
        self._forget(entry.line_ids)
        self.assertEqual(
            self._find(),
            [("production", run.name, 0, -8), ("setup", run.name, 8, 0)],
        )

    def test_expense_that_is_gone(self):
        order, _invoice = self._sell_prepaid()
        items = self._get_items(order)
        entry = items.move_id
        self._forget(items.filtered(lambda item: item.pull_cogs_side == "expense"))
        self._check_found("cogs", entry, 63, 0)

    def test_part_that_is_gone(self):
        order, _invoice = self._sell_prepaid()
        item = self._get_items(order).filtered("cogs_row_ids")
        self._sql("DELETE FROM pull_cogs_line WHERE id = %s", item.cogs_row_ids[0].id)
        [(balance, document, expected, _found)] = self._find()
        self.assertEqual(
            (balance, document, expected), ("parts", item.move_id.display_name, 63)
        )

    # === What is rightly between ===

    def _get_rests(self, balance="stock"):
        findings = self.company._get_cost_control().get_findings()
        return {
            finding.cause: finding.found
            for finding in findings
            if finding.rest and finding.balance == balance
        }

    def test_delivered_and_not_invoiced(self):
        before = self._get_rests()
        order = self._sell([(self.table, 1)])
        self._make_all(order)
        self._deliver(order)
        cause = "Delivered and not invoiced, at cost; less what was invoiced ahead."
        self.assertEqual(self._get_rests().get(cause), before.get(cause, 0) + 63)
        self.assertEqual(self._find(), [])

    def test_received_and_not_billed(self):
        lamp = self._make_bought()
        order = self._sell([(lamp, 2)])
        lines = self._receive(order)
        cause = "Billed and not received; less what is received and not billed."
        self.assertEqual(self._get_rests().get(cause), -20)
        self._bill(lines)
        self.assertNotIn(cause, self._get_rests())
        self.assertEqual(self._find(), [])

    def _post_by_hand(self, amount):
        entry = self.env["account.move"].create(
            {
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": balance})
                    for account, balance in (
                        (self.account_stock_valuation, amount),
                        (self.account_expense, -amount),
                    )
                ]
            }
        )
        entry.action_post()
        return entry

    def test_entries_by_hand_stand_one_by_one_and_open_their_items(self):
        self._sell_prepaid()  # something is booked on the account
        entries = self._post_by_hand(5) | self._post_by_hand(7)
        self.assertEqual(self._find(), [])
        rows = self._open(self._make_accountant("hand"))
        for entry in entries:
            own = rows.filtered(lambda row, entry=entry: row.document == entry.name)
            self.assertEqual(set(own.mapped("balance")), {"stock", "cogs"})
            items = [
                item
                for row in own
                for item in self.env["account.move.line"].search(
                    row.action_open()["domain"]
                )
            ]
            self.assertEqual(sum(item.balance for item in items), 0)
            self.assertEqual({item.move_id for item in items}, {entry})

    def test_of_many_entries_by_hand_the_smallest_stand_together(self):
        self._sell_prepaid()
        entries = [self._post_by_hand(amount) for amount in range(1, 23)]
        rests = [
            finding
            for finding in self.company._get_cost_control().get_findings()
            if finding.rest and finding.balance == "stock"
        ]
        [others] = [rest for rest in rests if rest.name == "2 more entries"]
        self.assertEqual(others.found, 3)
        items = self.env["account.move.line"].search(others.items)
        self.assertEqual(items.move_id, entries[0] | entries[1])

    def test_nested_kit_invoiced_in_part(self):
        part = self._make_stocked("Part", 10, 4)
        inner = self._make_kit(part)
        order = self._sell([(self._make_kit(inner), 4)])
        self._deliver(order)
        self._invoice(order, {order.order_line: 1})
        self.assertEqual(self._find(), [])
        self._book(self._get_items(order), 40)
        self._check_found("due", order, 10, 40)

    def test_kit_invoiced_in_part(self):
        parts = [self._make_stocked(name, 10, 4) for name in ("Part", "Screw")]
        order = self._sell([(self._make_kit(parts), 4)])
        self._deliver(order)
        self._invoice(order, {order.order_line: 1})
        self.assertEqual(self._find(), [])
        self._forget(self._get_items(order))
        self._check_found("due", order, 20, 0)

    def test_open_run_is_work_in_process(self):
        run = self._make_run(2)
        self._finish(run, 1, backorder=True)
        self.assertEqual(self._find(), [])

    # === Who reads it, and what they do ===

    def _make_accountant(self, name, company=None, group="account.group_account_user"):
        company = company or self.company
        return new_test_user(
            self.env,
            f"control_{name}",
            groups=f"base.group_user,{group}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def _open(self, user):
        control = self.env["pull.cost.control"].with_user(user)
        control = control.with_context(allowed_company_ids=user.company_ids.ids)
        action = control.action_control()
        return control.search(action["domain"])

    def test_accountant_books_what_is_due(self):
        order, _invoice = self._sell_prepaid()
        self._forget(self._get_items(order))
        rows = self._open(self._make_accountant("books"))
        row = rows.filtered(lambda row: not row.is_rest)
        self.assertRecordValues(
            row,
            [
                {
                    "balance": "due",
                    "document": order.name,
                    "expected": 63,
                    "found": 0,
                    "difference": -63,
                    "can_settle": True,
                }
            ],
        )
        action = row.action_settle()
        left = row.search([*action["domain"], ("is_rest", "=", False)])
        self.assertFalse(left)
        self._check_costs()

    def test_as_of_another_day(self):
        user = self._make_accountant("day")
        day = self.env["pull.cost.control.day"].with_user(user).create({})
        self.assertEqual(day.day, fields.Date.context_today(day))
        day.day = "2020-01-01"
        action = day.action_show()
        self.assertFalse(self.env["pull.cost.control"].search(action["domain"]))

    def test_company_sees_its_own(self):
        order, _invoice = self._sell_prepaid()
        self._forget(self._get_items(order))
        stranger = self._make_accountant("stranger", self.other_company)
        self.assertFalse(self._open(stranger).filtered(lambda row: not row.is_rest))
        own = self._open(self._make_accountant("own"))
        self.assertTrue(own)
        rows = self.env["pull.cost.control"].with_user(stranger)
        rows = rows.with_context(allowed_company_ids=stranger.company_ids.ids)
        self.assertFalse(rows.search([("id", "in", own.ids)]))

    def test_only_accountants(self):
        user = self._make_accountant("seller", group="sales_team.group_sale_manager")
        with self.assertRaises(AccessError):
            self._open(user)

    def test_accountants_are_told_once(self):
        order, _invoice = self._sell_prepaid()
        user = self._make_accountant("night")
        domain = [("partner_ids", "in", user.partner_id.ids)]
        self.company._tell_cost_differences()
        self.assertFalse(self.env["mail.message"].search(domain))
        self._forget(self._get_items(order))
        for _night in range(2):
            self.company._tell_cost_differences()
            [message] = self.env["mail.message"].search(domain)
            self.assertIn(order.name, message.body)
        order.order_line._settle_cogs("Mended")
        self.company._tell_cost_differences()
        self.assertFalse(self.company.pull_control_told)
