from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .books import CostSheetCommon


@tagged("post_install", "-at_install")
class TestCogsSheet(CostSheetCommon):
    def test_table_delivered_and_invoiced_as_planned(self):
        order = self._make_order({self.table: 1})
        self._finish_all(order)
        self._deliver(order)
        self._invoice(order)
        sheet = self._get_sheet(order)
        self.assertEqual(
            self._get_figures(
                sheet["lines"][0]["kinds"], "planned", "actual", "variance", "booked"
            ),
            {
                "material": (10, 10, 0, 10),
                "run": (30, 30, 0, 30),
                "setup_time": (15, 15, 0, 15),
                "setup_fixed": (8, 8, 0, 8),
            },
        )
        self.assertEqual(sheet["head"]["invoiced"], 100)
        self.assertEqual(sheet["head"]["cogs"], 63)
        self.assertEqual(sheet["head"]["margin"], 37)
        self.assertEqual(sheet["head"]["margin_share"], 0.37)
        self.assertEqual(sheet["foot"]["sentence"], "COGS 63.00 = ledger 63.00")
        self.assertFalse(sheet["foot"]["notes"])

    def test_an_invoice_that_is_not_saved_has_no_split(self):
        """Whatever state a client says that it is in."""
        for said in ("posted", "junk"):
            moves = self.env["account.move"].with_context(default_state=said)
            move = moves.new({"move_type": "out_invoice"})
            self.assertFalse(move.pull_cogs_split)

    def test_setup_that_took_longer_is_explained(self):
        order = self._make_order({self.table: 1})
        run = self._get_runs(order)
        work = run.workorder_ids
        self._log(work, 0, 25, setup=True)
        self._log(work, 25, 30)
        work.setup_reason_id = self.env.ref("pull_through_production.setup_reason_tool")
        self._finish(run)
        [figures] = self._get_sheet(order)["runs"]
        self.assertEqual(
            figures["words"],
            [
                {
                    "text": "Setup of Turning took 25 minutes instead of 15: "
                    "Tool not ready",
                    "amount": 10,
                }
            ],
        )
        self.assertEqual(
            (figures["planned"], figures["actual"], figures["variance"]), (63, 73, 10)
        )

    def test_other_variances_are_explained_and_sum_up(self):
        order = self._make_order({self.table: 1})
        run = self._get_runs(order)
        work = run.workorder_ids
        self._log(work, 0, 50)
        self.lathe.costs_hour = 72
        run.move_raw_ids.quantity = 3
        self._finish_with(run, 3)
        [figures] = self._get_sheet(order)["runs"]
        words = {word["text"]: word["amount"] for word in figures["words"]}
        self.assertEqual(
            words,
            {
                "Component: 3 Units went in instead of 1": 20,
                "Turning ran 35 minutes instead of 30": 5,
                "An hour of Lathe cost $\xa072.00 instead of $\xa060.00": 10,
                "The setup of Turning was not logged as such: 15 minutes are "
                "assumed": 0,
            },
        )
        self.assertEqual(figures["variance"], sum(words.values()))
        self.assertEqual(figures["actual"], run.run_cost)

    def _finish_with(self, run, quantity):
        """Finish a run that took so many components."""
        run.qty_producing = run.product_qty
        run.move_raw_ids.write({"quantity": quantity, "picked": True})
        run.with_context(skip_consumption=True).button_mark_done()

    def _buy_part(self, quantity, price, billed):
        """Sell two tables whose part is billed at another price than planned."""
        vendor = self.env["res.partner"].create({"name": "Vendor"})
        part = self._make_product("Part", self.category_fifo_auto, 4)
        part.supply_policy = "pull"
        part.seller_ids = [Command.create({"partner_id": vendor.id, "price": price})]
        self.bom.bom_line_ids = [
            Command.create({"product_id": part.id, "product_qty": quantity})
        ]
        order = self._make_order({self.table: 2})
        [figures] = self._get_sheet(order)["runs"]
        self.assertEqual(
            self._get_figures(figures["kinds"], "planned")["material"],
            (20 + 2 * quantity * price,),
        )
        purchase = self.env["purchase.order"].search([("partner_id", "=", vendor.id)])
        purchase.button_confirm()
        purchase.picking_ids.button_validate()
        purchase.action_create_invoice()
        bill = purchase.invoice_ids
        bill.invoice_date = bill.date
        bill.invoice_line_ids.price_unit = billed
        bill.action_post()
        self._finish_all(order)
        [figures] = self._get_sheet(order)["runs"]
        return figures

    def test_prices_that_differ_by_less_than_a_cent(self):
        self.env.ref("product.decimal_price").digits = 4
        figures = self._buy_part(500, 0.042, 0.044)
        self.assertIn(
            {
                "text": "Part cost $\xa00.044 each instead of $\xa00.042",
                "amount": 2,
            },
            figures["words"],
        )

    def test_component_that_cost_more_than_its_purchase_order(self):
        figures = self._buy_part(1, 5, 6)
        self.assertIn(
            {
                "text": "Part cost $\xa06.00 each instead of $\xa05.00",
                "amount": 2,
            },
            figures["words"],
        )

    def test_ordering_lowers_the_contribution_not_the_margin(self):
        self.company.pull_order_cost = 10
        part = self._make_product("Part", self.category_fifo_auto)
        part.supply_policy = "pull"
        part.seller_ids = [Command.create({"partner_id": self.vendor.id, "price": 5})]
        self.bom.bom_line_ids = [Command.create({"product_id": part.id})]
        order = self._make_order({self.table: 1})
        self.env["purchase.order"].search(
            [("partner_id", "=", self.vendor.id)]
        ).button_confirm()
        head = self._get_sheet(order)["head"]
        self.assertEqual((head["margin"], head["ordering"]), (0, 10))
        self.assertEqual(head["contribution"], -10)

    def test_levels_are_not_added_up(self):
        order = self._make_order({self.desk: 2})
        self._finish_all(order)
        self._deliver(order)
        self._invoice(order)
        sheet = self._get_sheet(order)
        desk, top = sheet["runs"]
        self.assertEqual((desk["level"], top["level"]), (1, 2))
        # tops: 40 + 20 + 5 + 2; desks: 67 from below + 60 + 15 + 8
        self.assertEqual(
            self._get_figures(desk["kinds"], "planned", "actual"),
            {
                "below": (67, 67),
                "run": (60, 60),
                "setup_time": (15, 15),
                "setup_fixed": (8, 8),
            },
        )
        self.assertEqual((top["planned"], top["actual"]), (67, 67))
        self.assertEqual(
            self._get_figures(sheet["lines"][0]["kinds"], "planned", "actual"),
            {
                "material": (40, 40),
                "run": (80, 80),
                "setup_time": (20, 20),
                "setup_fixed": (10, 10),
            },
        )
        self.assertEqual(sheet["foot"]["sentence"], "COGS 150.00 = ledger 150.00")

    def test_partial_delivery_is_compared_with_its_part_of_the_plan(self):
        order = self._make_order({self.table: 10})
        self._finish_all(order)
        self._deliver(order, 4)
        sheet = self._get_sheet(order)
        total = sheet["lines"][0]["total"]
        self.assertEqual(
            [round(total[name], 2) for name in ("planned", "actual", "variance")],
            [423, 169.2, 0],
        )
        [note] = sheet["foot"]["notes"]
        self.assertEqual(
            note, "Delivered, not invoiced yet: 4 Units of Table, $\xa0169.20"
        )
        self.assertEqual(sheet["foot"]["sentence"], "COGS 0.00 = ledger 0.00")

    def test_returned_goods_leave_their_part_of_the_plan(self):
        order = self._make_order({self.table: 10})
        self._finish_all(order)
        self._deliver(order)
        self._make_return(order.picking_ids.move_ids, 6)
        total = self._get_sheet(order)["lines"][0]["total"]
        self.assertEqual(
            [round(total[name], 2) for name in ("planned", "actual", "variance")],
            [423, 169.2, 0],
        )

    def test_run_not_done_has_a_plan_only(self):
        order = self._make_order({self.table: 1})
        [figures] = self._get_sheet(order)["runs"]
        self.assertEqual((figures["planned"], figures["actual"]), (63, 0))
        self.assertEqual(
            figures["words"],
            [{"text": "Not begun: only the plan is known.", "amount": 0}],
        )

    def test_run_shared_with_another_line_says_which_part(self):
        order = self._make_order({self.table: 4})
        run = self._get_runs(order)
        other = self._make_order({self.table: 1})
        other_run = self._get_runs(other)
        other.order_line.move_ids.move_orig_ids = run.move_finished_ids
        other_run.action_cancel()
        run.move_finished_ids.product_uom_qty = 5
        run.product_qty = 5
        [figures] = self._get_sheet(order)["runs"]
        self.assertEqual((figures["share"], figures["share_quantity"]), (0.8, 4))
        [figures] = self._get_sheet(other)["runs"]
        self.assertEqual((figures["id"], figures["share"]), (run.id, 0.2))

    def test_what_has_no_parts_turns_red(self):
        order = self._make_order({self.table: 1})
        self._finish_all(order)
        self._deliver(order)
        self._invoice(order)
        rows = self.env["pull.cogs.line"].search([("order_id", "=", order.id)])
        rows.filtered(lambda row: row.kind == "run").sudo().unlink()
        foot = self._get_sheet(order)["foot"]
        self.assertEqual(foot["difference"], 30)
        self.assertIn("COGS 33.00, but the ledger says 63.00", foot["sentence"])
        tab = order.with_user(self.accountant).pull_cost_sheet
        self.assertIn("text-danger", tab)

    def test_tab_and_report_say_the_same(self):
        order = self._make_order({self.desk: 1, self.table: 2})
        self._finish_all(order)
        self._deliver(order)
        self._invoice(order)
        order = order.with_user(self.accountant)
        action = order.action_open_cost_sheet()
        self.assertEqual(action["report_type"], "qweb-html")
        report = self.env["ir.actions.report"].with_user(self.accountant)
        html, _type = report._render_qweb_html(action["report_name"], order.ids)
        for text in ("COGS 193.00 = ledger 193.00", "From runs below"):
            self.assertIn(text, order.pull_cost_sheet)
            self.assertIn(text, html.decode())

    def test_quotation_has_no_sheet_to_show(self):
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        self.assertFalse(order.with_user(self.accountant).pull_cost_sheet)
        self.assertFalse(self._get_sheet(order)["runs"])

    def test_salesperson_sees_no_costs(self):
        order = self._make_order({self.table: 1}).with_user(self.salesperson)
        with self.assertRaises(AccessError):
            order._get_cost_sheet()
        with self.assertRaises(AccessError):
            order.read(["pull_cost_sheet"])
        report = self.env["ir.actions.report"].with_user(self.salesperson)
        with self.assertRaises(AccessError):
            report._render_qweb_html("pull_through_production.cost_sheet", order.ids)
        view = order.get_view(view_type="form")
        self.assertNotIn("pull_cost", view["arch"])
        self.assertNotIn("Cost Sheet", self._get_reports(self.salesperson))
        self.assertIn("Cost Sheet", self._get_reports(self.accountant))

    def _get_reports(self, user):
        actions = self.env["ir.actions.actions"].with_user(user)
        return [
            action["name"] for action in actions.get_bindings("sale.order")["report"]
        ]

    def test_any_number_of_orders_takes_the_same_queries(self):
        orders = self.env["sale.order"]
        for _number in range(6):
            orders |= self._make_order({self.desk: 1, self.table: 1})
        counts = []
        for batch in (orders[:2], orders):
            self.env.flush_all()
            self.env.invalidate_all()
            batch = batch.with_user(self.accountant)
            self.env.user.has_group("base.group_user")
            before = self.env.cr.sql_log_count
            batch._get_cost_sheets()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3, counts)

    # === Invoices ===

    def test_invoice_shows_its_cost_by_kind(self):
        order = self._make_order({self.table: 1})
        self._finish_all(order)
        self._deliver(order)
        invoice = self._invoice(order).with_user(self.accountant)
        [split] = invoice._get_cogs_splits().values()
        self.assertEqual(
            split["amounts"],
            {"material": 10, "run": 30, "setup_time": 15, "setup_fixed": 8},
        )
        self.assertEqual(split["sentence"], "COGS 63.00 = ledger 63.00")
        self.assertIn(order.name, invoice.pull_cogs_split)
        action = invoice.action_open_cost_sheet()
        self.assertEqual(action["context"]["active_ids"], order.ids)

    def test_invoice_without_goods_shows_nothing(self):
        order = self._make_order({self.table: 1})
        self._finish_all(order)
        self._deliver(order)
        draft = order._create_invoices()
        self.assertFalse(draft.with_user(self.accountant).pull_cogs_split)
        with self.assertRaises(AccessError):
            draft.with_user(self.salesperson)._get_cogs_splits()
