from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .books import CogsFlowsCommon, SetupCommon

TABLE = {"material": 10, "run": 30, "setup_time": 15, "setup_fixed": 8}


@tagged("post_install", "-at_install")
class TestCogsReport(SetupCommon):
    """Tables are made at 63 each and sold at 100, if not told otherwise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table.invoice_policy = "delivery"
        cls.report = cls.env["pull.cogs.report"]
        # What else is on the accounts is another test's: `TestCogsReportTies`.
        cls.ours = [("company_id", "=", cls.company.id), ("cogs_rest", "=", False)]
        cls.customer = cls.env["res.partner"].create(
            {"name": "Ashgrove", "is_company": True}
        )
        cls.buyer = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.customer.id}
        )

    # === Builders ===

    def _sell(self, price=100, quantity=1, invoice=True, uom=None, **values):
        """Make, sell and deliver tables one by one; return the order."""
        for _number in range(quantity):
            self._produce(1)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.buyer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.table.id,
                            "product_uom_qty": quantity,
                            "product_uom_id": (uom or self.uom).id,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **values,
            }
        )
        order.action_confirm()
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        if invoice:
            self._post(order._create_invoices())
        return order

    def _post(self, entry, date=None):
        entry.invoice_date = date or fields.Date.today()
        entry.action_post()
        gaps = self.env["pull.cogs.line"]._check_pull_cost_integrity()
        self.assertEqual(gaps, [])
        return entry

    def _return(self, order):
        """Take the goods back and credit the invoice."""
        picking = order.picking_ids.filtered(lambda p: p.state == "done")
        wizard = Form(
            self.env["stock.return.picking"].with_context(
                active_id=picking.id, active_model="stock.picking"
            )
        ).save()
        wizard.product_return_moves.write({"quantity": 1, "to_refund": True})
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.picked = True
        back.button_validate()
        self._post(order._create_invoices(final=True))
        return back.move_ids

    def _order_from_vendor(self, sale_line, amount, **values):
        """Return the ordering cost of a purchase for the sale line."""
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [Command.create({"product_id": self.component.id})],
            }
        )
        return (
            self.env["pull.ordering.cost"]
            .sudo()
            .create(
                {
                    "company_id": self.company.id,
                    "purchase_line_id": purchase.order_line.id,
                    "sale_line_id": sale_line.id,
                    "amount": amount,
                    "date": fields.Date.today(),
                    **values,
                }
            )
        )

    def _make_user(self, groups, company=None):
        company = company or self.company
        return new_test_user(
            self.env,
            f"cogs_{groups.split('.')[-1]}_{company.id}",
            groups=groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    # === Reading ===

    def _get_groups(self, field, *measures, domain=()):
        aggregates = [
            measure if ":" in measure else f"{measure}:sum" for measure in measures
        ]
        rows = self.report._read_group([*self.ours, *domain], [field], aggregates)
        return {row[0]: row[1:] for row in rows}

    def _get_order(self, order, *measures):
        return self._get_groups("order_id", *measures)[order]

    # === Figures ===

    def test_an_order_earns_its_revenue_less_the_parts_of_its_cogs(self):
        order = self._sell()
        self.assertEqual(
            self._get_order(
                order, "quantity", "revenue", "cogs", *TABLE, "gross_margin"
            ),
            (1, 100, 63, 10, 30, 15, 8, 37),
        )

    def test_report_agrees_with_the_ledger(self):
        self._sell(quantity=2)
        self._sell(price=40)
        posted = self.env["account.move.line"].search(
            [
                ("account_id", "=", self.account_expense.id),
                ("move_id.move_type", "=", "out_invoice"),
            ]
        )
        groups = self._get_groups("company_id", "revenue", "cogs")
        self.assertEqual(
            groups[self.company],
            (-self._get_balance(self.account_income), sum(posted.mapped("balance"))),
        )

    def test_kinds_are_rows_and_columns(self):
        self._sell()
        self.assertEqual(
            self._get_groups("kind", "cogs", "gross_margin"),
            {"revenue": (0, 100)} | {kind: (a, -a) for kind, a in TABLE.items()},
        )

    def test_share_of_a_group_divides_its_sums(self):
        orders = self._sell(price=100) | self._sell(price=400)
        groups = self._get_groups("order_id", "margin_share:avg")
        for order, share in zip(orders, [37 / 100, 337 / 400], strict=True):
            self.assertAlmostEqual(groups[order][0], share)
        groups = self._get_groups("partner_id", "margin_share:avg")
        self.assertAlmostEqual(groups[self.customer][0], 374 / 500)

    def test_share_without_revenue_is_empty(self):
        self._sell(price=0)
        [(share,)] = self._get_groups("company_id", "margin_share:avg").values()
        self.assertFalse(share)

    def test_credit_note_of_a_return_takes_everything_back(self):
        order = self._sell(quantity=2)
        self._return(order)
        self.assertEqual(
            self._get_order(order, "quantity", "revenue", "cogs", "gross_margin"),
            (1, 100, 63, 37),
        )

    def test_foreign_currency_counts_in_the_company_s(self):
        self._use_multi_currencies([(fields.Date.to_string(fields.Date.today()), 2)])
        pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": self.other_currency.id}
        )
        order = self._sell(price=300, pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, self.other_currency)
        self.assertEqual(
            self._get_order(order, "revenue", "cogs", "gross_margin"), (150, 63, 87)
        )

    def test_dozens_count_as_units(self):
        self._produce(12)
        order = self._sell(uom=self.env.ref("uom.product_uom_dozen"))
        self.assertEqual(self._get_order(order, "quantity"), (12,))

    def test_draft_invoices_count_nothing(self):
        order = self._sell(invoice=False)
        order._create_invoices()
        self.assertNotIn(order, self._get_groups("order_id", "revenue"))

    def test_down_payment_held_as_a_liability_is_no_revenue(self):
        liability = self._make_account("Prepaid", "210900", "liability_current")
        order = self._sell(invoice=False)
        wizard = self.env["sale.advance.payment.inv"].with_context(
            active_ids=order.ids, active_model="sale.order"
        )
        wizard.create(
            {"advance_payment_method": "percentage", "amount": 50}
        ).create_invoices()
        advance = order.invoice_ids
        advance.invoice_line_ids.account_id = liability
        self._post(advance)
        self.assertNotIn(order, self._get_groups("order_id", "revenue"))
        rest = order._create_invoices(final=True)
        rest.invoice_line_ids.filtered("is_downpayment").account_id = liability
        self._post(rest)
        self.assertEqual(self._get_order(order, "revenue", "cogs"), (100, 63))

    def test_invoice_without_an_order(self):
        self._produce(1)
        invoice = self._create_invoice(self.table, 1, 90, post=False)
        self._post(invoice)
        groups = self._get_groups("order_id", "revenue", "cogs")
        self.assertEqual(groups[self.env["sale.order"]], (90, 63))
        rows = self.report.search([("order_id", "=", False), *self.ours])
        self.assertEqual(rows.product_id, self.table)
        self.assertEqual(rows.partner_id, self.vendor)

    def test_invoice_of_a_service_without_an_order_stays_out(self):
        service = self.env["product.product"].create({"name": "S", "type": "service"})
        self._create_invoice(service, 1, 50)
        self.assertFalse(self.report.search(self.ours))

    # === Beside the ledger ===

    def test_ordering_as_period_cost_reduces_the_contribution(self):
        order = self._sell()
        self._order_from_vendor(order.order_line, 10)
        self._order_from_vendor(order.order_line, 7, capitalised=True)
        self.assertEqual(
            self._get_order(order, "gross_margin", "ordering", "contribution"),
            (37, 10, 27),
        )

    def test_carrying_follows_the_days_that_value_was_held(self):
        self.company.write({"pull_carrying_rate": 36.5, "pull_push_days": 40})
        order = self._sell()
        move = order.picking_ids.move_ids
        move.sudo().pull_value_days = 500
        self.env.flush_all()
        carrying, push, contribution = self._get_order(
            order, "carrying", "carrying_push", "contribution"
        )
        self.assertAlmostEqual(carrying, 0.5)
        self.assertAlmostEqual(push, 63 * 40 / 1000)
        self.assertAlmostEqual(contribution, 36.5)

    def test_what_came_back_was_not_carried_for_the_customer(self):
        self.company.pull_carrying_rate = 36.5
        order = self._sell(quantity=2)
        order.picking_ids.move_ids.sudo().pull_value_days = 1000
        self._return(order).sudo().pull_value_days = 400
        self.env.flush_all()
        carrying, push = self._get_order(order, "carrying", "carrying_push")
        self.assertAlmostEqual(carrying, 0.6)
        self.assertAlmostEqual(push, 63 * 30 / 1000)

    def test_without_a_rate_nothing_is_carried(self):
        order = self._sell()
        order.picking_ids.move_ids.sudo().pull_value_days = 1000
        self.env.flush_all()
        self.assertNotIn("carrying", self._get_groups("kind", "carrying"))

    # === Dimensions ===

    def test_dimensions_come_from_the_order(self):
        order = self._sell()
        rows = self.report.search([("order_id", "=", order.id)])
        self.assertEqual(rows.partner_id, self.customer)
        self.assertEqual(rows.sale_line_id, order.order_line)
        self.assertEqual(rows.user_id, order.user_id)
        self.assertEqual(rows.team_id, order.team_id)
        self.assertEqual(rows.product_id, self.table)
        self.assertEqual(rows.categ_id, self.category_fifo_auto)
        self.assertEqual(rows.company_id, self.company)

    def test_months_are_those_of_the_journal_items(self):
        order = self._sell(quantity=2)
        later = self._sell(invoice=False)
        self._post(later._create_invoices(), "2026-02-10")
        order.invoice_ids.button_draft()
        self.env["pull.cogs.line"].sudo().search([]).filtered(
            lambda part: part.order_id == order
        ).unlink()
        self._post(order.invoice_ids, "2026-01-31")
        groups = self.report._read_group(
            self.ours, ["date:month"], ["revenue:sum", "cogs:sum"]
        )
        self.assertEqual(
            groups,
            [
                (fields.Date.to_date("2026-01-01"), 200, 126),
                (fields.Date.to_date("2026-02-01"), 100, 63),
            ],
        )

    def test_rows_keep_their_ids(self):
        order = self._sell()
        self.company.pull_carrying_rate = 10
        self._order_from_vendor(order.order_line, 10)
        rows = self.report.search([("order_id", "=", order.id)])
        self.assertEqual(
            len(set(rows.ids)), 7
        )  # revenue, 4 of COGS, ordering, carrying
        for row in rows:
            self.assertEqual(self.report.browse(row.id).kind, row.kind)

    # === Filters ===

    def test_filters_find_all_rows_of_what_loses_money(self):
        good = self._sell(price=100)
        bad = self._sell(price=50)
        self._order_from_vendor(good.order_line, 40)
        negative = self.report.search([("is_negative", "=", True), *self.ours])
        self.assertEqual(negative.order_id, bad)
        self.assertEqual(len(negative), 5)
        loss = self.report.search([("is_loss", "=", True), *self.ours])
        self.assertEqual(loss.order_id, good | bad)
        self.assertEqual(sum(loss.mapped("contribution")), 37 - 40 - 13)
        self.assertFalse(
            self.report.search([("is_loss", "=", False), *self.ours]).order_id
        )

    def test_filters_find_all_rows_of_orders_with_setup_or_averages(self):
        self._sell()
        rows = self.report.search(self.ours)
        for name in ("has_setup", "is_averaged"):
            self.assertEqual(self.report.search([(name, "=", True), *self.ours]), rows)
        parts = self.env["pull.cogs.line"].sudo()
        parts.search([("company_id", "=", self.company.id)]).write(
            {"basis": "specific", "kind": "material"}
        )
        for name in ("has_setup", "is_averaged"):
            self.assertFalse(self.report.search([(name, "=", True), *self.ours]))

    # === Drilling down ===

    def test_rows_open_what_they_are_about(self):
        self.company.pull_carrying_rate = 10
        order = self._sell()
        cost = self._order_from_vendor(order.order_line, 10)
        opened = {
            "revenue": order.invoice_ids,
            "ordering_period": cost.purchase_line_id.order_id,
            "carrying": order.picking_ids,
        }
        for kind, record in opened.items():
            row = self.report.search([("kind", "=", kind), *self.ours])
            action = row.action_open()
            self.assertEqual(action["res_model"], record._name)
            self.assertEqual(action["res_id"], record.id)

    def test_accountant_goes_from_a_part_to_its_journal_entry(self):
        order = self._sell()
        accountant = self._make_user("account.group_account_user")
        row = self.report.with_user(accountant).search(
            [("kind", "=", "setup_fixed"), *self.ours]
        )
        action = row.action_open()
        parts = self.env["pull.cogs.line"].with_user(accountant)
        parts = parts.search(action["domain"])
        item = parts.account_move_line_id
        self.assertEqual(sum(parts.mapped("amount")), item.balance)
        self.assertEqual(parts[0].action_open_entry()["res_id"], order.invoice_ids.id)
        action = row.action_open_journal_items()
        items = item.search(action["domain"])
        self.assertEqual(items, item | order.order_line.invoice_lines)

    # === Who sees what ===

    def test_salespeople_see_nothing_of_it(self):
        order = self._sell()
        manager = self._make_user("sales_team.group_sale_manager")
        for model in ("pull.cogs.report", "pull.cogs.line", "pull.ordering.cost"):
            self.assertFalse(self.env[model].with_user(manager).has_access("read"))
        with self.assertRaises(AccessError):
            self.report.with_user(manager).search([("order_id", "=", order.id)])
        menus = self.env["ir.ui.menu"].with_user(manager)._visible_menu_ids()
        for menu in ("accounting", "sale"):
            menu = self.env.ref(f"pull_through_production.pull_cogs_report_menu_{menu}")
            self.assertNotIn(menu.id, menus)

    def test_accountants_see_their_companies_only(self):
        order = self._sell()
        accountant = self._make_user("account.group_account_user")
        stranger = self._make_user("account.group_account_user", self.other_company)
        for user, orders in [(accountant, order), (stranger, order.browse())]:
            rows = self.report.with_user(user).search([("order_id", "=", order.id)])
            self.assertEqual(rows.order_id, orders)
        menu = self.env.ref("pull_through_production.pull_cogs_report_menu_accounting")
        visible = self.env["ir.ui.menu"].with_user(accountant)._visible_menu_ids()
        self.assertIn(menu.id, visible)

    def test_views_work_for_who_sees_costs(self):
        self._sell()
        for groups in ("account.group_account_user", "mrp.group_mrp_manager"):
            report = self.report.with_user(self._make_user(groups))
            views = report.get_views(
                [(False, kind) for kind in ("pivot", "graph", "list", "search")]
            )
            names = set(views["models"]["pull.cogs.report"]["fields"])
            names &= set(self.report._fields) - {"is_negative"}
            report.web_search_read(self.ours, {name: {} for name in names})
            report.formatted_read_grouping_sets(
                self.ours,
                [[], ["order_id"]],
                ["revenue:sum", "cogs:sum", "margin_share:avg"],
            )


@tagged("post_install", "-at_install")
class TestCogsReportTies(CogsFlowsCommon):
    """COGS by order and the named rest are the accounts of COGS, month by month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lathe.expense_account_id = cls._make_account("Labour", "510940")

    def _check_ties(self, **rests):
        """What the accounts have is COGS and the rest, of these kinds."""
        self.env.flush_all()
        report = self.env["pull.cogs.report"]
        ours = [("company_id", "=", self.company.id)]
        by_month = {
            month: self._round(cogs + rest)
            for month, cogs, rest in report._read_group(
                ours, ["date:month"], ["cogs:sum", "cogs_rest:sum"]
            )
            if cogs or rest
        }
        rows = self.env["pull.cogs.line"].search(ours)
        items = self.env["account.move.line"]._read_group(
            [
                ("account_id", "in", rows.account_move_line_id.account_id.ids),
                ("parent_state", "=", "posted"),
                *ours,
            ],
            ["date:month"],
            ["balance:sum"],
        )
        ledger = {month: self._round(balance) for month, balance in items if balance}
        self.assertEqual(by_month, ledger)
        groups = report._read_group(ours, ["kind"], ["cogs_rest:sum"])
        found = {kind: self._round(rest) for kind, rest in groups if rest}
        self.assertEqual(found, rests)

    def _sell_table(self, day, quantity=1):
        with freeze_time(f"{day} 10:00:00"):
            order = self._sell([(self.table, quantity)])
            self._make_all(order)
            self._deliver(order)
            invoice = order._create_invoices()
            invoice.invoice_date = day
            invoice.action_post()
        return order

    def _book(self, day, amount):
        """Post an entry of a person on the account of COGS."""
        entry = self.env["account.move"].create(
            {
                "date": day,
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": balance})
                    for account, balance in [
                        (self.account_expense, amount),
                        (self.account_inventory, -amount),
                    ]
                ],
            }
        )
        entry.action_post()

    def test_orders_of_two_months_and_a_credit_note(self):
        first = self._sell_table("2026-01-20", 2)
        self._sell_table("2026-02-10")
        with freeze_time("2026-02-20 10:00:00"):
            self._return(first.picking_ids, {self.table: 1})
            note = self._credit(first.invoice_ids, {first.order_line: 1})
        self.assertEqual(note.state, "posted")
        self._check_ties()

    def test_what_else_is_posted_is_named(self):
        self._sell_table("2026-01-20")
        self._book("2026-02-05", 11)
        service = self.env["product.product"].create(
            {"name": "Advice", "type": "service"}
        )
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.vendor.id,
                "invoice_date": "2026-01-05",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": service.id,
                            "price_unit": 30,
                            "account_id": self.account_expense.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        bill.action_post()
        self._check_ties(rest_other=11, rest_bill=30)

    def test_labour_on_the_same_account(self):
        self.lathe.expense_account_id = self.account_expense
        self._sell_table("2026-01-20")
        self._check_ties(rest_stock=-45)

    def test_an_unbuild_loss(self):
        self._sell_table("2026-01-20")
        run = self._produce(1)
        self._unbuild(run)
        # 63 less the component of 10 that came back
        self._check_ties(rest_stock=53)

    def test_a_standard_cost_and_its_variance(self):
        desk = self._make_product("Desk", self.category_standard_auto, 60)
        self._make_bom(desk)
        desk.supply_policy = "pull"
        order = self._sell([(desk, 1)])
        self._complete(order)
        # It cost 63: 3 stay as the run's variance.
        self._check_ties(rest_run=3)

    def test_cost_that_has_lost_its_parts(self):
        order = self._sell_table("2026-01-20")
        self._sell_table("2026-01-21")
        self._get_rows(order).sudo().unlink()
        self._check_ties(rest_unsplit=63)

    def test_the_rest_opens_its_entry_and_is_no_orders(self):
        self._sell_table("2026-01-20")
        self._book("2026-02-05", 11)
        [row] = self.env["pull.cogs.report"].search([("kind", "=", "rest_other")])
        self.assertEqual((row.cogs, row.revenue, row.gross_margin), (0, 0, 0))
        self.assertFalse(row.order_id)
        self.assertEqual(row.action_open()["res_model"], "account.move")
