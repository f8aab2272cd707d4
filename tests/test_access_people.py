from odoo import api
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, new_test_user, tagged

from .access_world import AMOUNT, SECRET, make_world


@tagged("post_install", "-at_install")
class TestAccessPeople(TransactionCase):
    """What one person must not learn from, or do to, what others have made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = make_world(cls.env)
        cls.env.invalidate_all()

    def _as(self, kind, model, owner="own"):
        """Return the records of an owner, as that kind of user sees them."""
        user = self.world.users[kind]
        context = {"allowed_company_ids": user.company_id.ids}
        self.env.flush_all()
        self.env.invalidate_all()
        env = api.Environment(self.env.cr, user.id, context)
        return env[model].browse(self.world.get(model, owner))

    # === Orders of colleagues ===

    def test_who_hands_an_order_over_no_longer_reads_its_rows(self):
        for model in ("pull.supply.document", "pull.readiness.finding"):
            rows = self._as("seller", model)
            self.assertTrue(rows)
            self.assertEqual(len(rows.search([("id", "in", rows.ids)])), len(rows))
            orders = rows.order_id.sudo()
            orders.user_id = self.world.users["seller_all"]
            rows = self._as("seller", model)
            self.assertFalse(rows.search([("id", "in", rows.ids)]), model)
            with self.assertRaises(AccessError, msg=model):
                rows.read(["message" if model.endswith("finding") else "name"])
            orders.user_id = self.world.users["seller"]
            self.assertTrue(self._as("seller", model).mapped("order_id"), model)

    def test_exceptions_name_no_order_that_their_reader_may_not_read(self):
        exceptions = self._as("mixed", "pull.exception", "other")
        self.assertFalse(exceptions.search([("id", "in", exceptions.ids)]))
        with self.assertRaises(AccessError):
            exceptions.read(["display_name", "partner_id", "document_name"])
        # Who must act on one reads it, as who buys and makes for everybody does.
        exceptions.sudo()[:1].user_id = self.world.users["mixed"]
        mine = self._as("mixed", "pull.exception", "other")
        self.assertEqual(mine.search([("id", "in", mine.ids)]), mine[:1])
        buyers = self._as("buyer", "pull.exception", "other")
        self.assertEqual(len(buyers.search([("id", "in", buyers.ids)])), len(buyers))

    def test_the_setup_report_names_no_order_that_its_reader_may_not_read(self):
        for kind, named in (("mixed", False), ("operator", True), ("costs", True)):
            rows = self._as(kind, "pull.setup.report", "other")
            self.assertTrue(rows, kind)
            orders = [row["order_id"] for row in rows.read(["order_id"])]
            self.assertEqual(any(orders), named)
            groups = rows.formatted_read_group(
                [("id", "in", rows.ids)], ["partner_id"], ["__count"]
            )
            self.assertEqual(any(group["partner_id"] for group in groups), named, kind)

    def test_costs_of_orders_are_for_who_may_read_the_orders(self):
        seller = self.world.users["seller"]
        seller.group_ids += self.env.ref("pull_through_production.group_pull_cost")
        for model in ("pull.cogs.report", "pull.cogs.line", "pull.ordering.cost"):
            own, other = self._as("seller", model), self._as("seller", model, "other")
            self.assertTrue(own.search_count([("id", "in", own.ids)]), model)
            self.assertFalse(other.search([("id", "in", other.ids)]), model)
            all_rows = self._as("accountant", model, "other")
            self.assertTrue(all_rows.search([("id", "in", all_rows.ids)]), model)

    def test_runs_and_work_orders_show_no_specification_of_colleagues(self):
        for model in ("mrp.production", "mrp.workorder"):
            told = self._as("operator", model, "other").mapped("pull_specification")
            self.assertIn(SECRET, told)
            hidden = self._as("mixed", model, "other")
            self.assertFalse(any(hidden.mapped("pull_specification")), model)
            self.assertNotIn(SECRET, str(hidden.export_data(["pull_specification"])))

    def test_notes_on_shared_documents_name_no_customer_and_do_not_leave(self):
        order = self.env["sale.order"].browse(self.world.get("sale.order", "other"))[1]
        order.partner_id.name = "Mr. Nobody Knows"
        order.order_line.product_uom_qty = 1
        purchases = self.env["purchase.order"].search(
            [("pull_order_ids", "in", order.ids)]
        )
        runs = self.env["mrp.production"].search([("pull_order_ids", "in", order.ids)])
        notes = (purchases.message_ids + runs.message_ids).filtered("body")
        self.assertTrue(notes.filtered(lambda note: order.name in note.body))
        for note in notes:
            self.assertNotIn("Nobody Knows", note.body)
            kind = note.subtype_id
            self.assertTrue(note.is_internal or kind.internal or not kind)

    # === Money ===

    def test_operators_read_no_cost_of_setups_from_operations(self):
        plain = AMOUNT
        for kind, shown in (("operator", False), ("planner", True), ("costs", True)):
            operations = self._as(kind, "mrp.routing.workcenter")
            if not operations.has_access("read"):
                continue
            self.assertEqual(operations[0].cost >= plain, shown, kind)

    def test_operators_read_no_cost_of_setups_from_overviews(self):
        run_id = self.world.get("mrp.production", "own")[0]
        bom_id = self.world.get("mrp.bom", "own")[0]
        for kind, shown in (("operator", False), ("planner", True)):
            env = self._as(kind, "mrp.production").env
            report = env["report.mrp.report_mo_overview"].get_report_values(run_id)
            operations = report["data"]["operations"]["summary"]
            self.assertEqual(operations["mo_cost"] >= AMOUNT, shown, kind)
            data = env["report.mrp.report_bom_structure"].get_html(bom_id)["lines"]
            self.assertEqual(data["operations_cost"] >= AMOUNT, shown, kind)

    def test_the_price_of_goods_holds_setups_whoever_works_it_out(self):
        product = self._as("operator", "product.product")[:1]
        bom = self._as("operator", "mrp.bom")
        self.assertGreater(product._compute_bom_price(bom), AMOUNT)

    # === What is kept by itself ===

    def test_nobody_writes_frozen_figures(self):
        workorder = self._as("planner", "mrp.workorder")[:1]
        before = workorder.setup_fixed_planned
        for name in ("setup_fixed_planned", "setup_minutes_planned", "setup_minutes"):
            with self.assertRaisesRegex(AccessError, "by hand"):
                workorder.write({name: 1})
            with self.assertRaisesRegex(AccessError, "by hand"):
                workorder.web_save({name: 1}, {"id": {}})
            with self.assertRaisesRegex(AccessError, "by hand"):
                workorder.production_id.write(
                    {"workorder_ids": [(1, workorder.id, {name: 1})]}
                )
        self.assertEqual(workorder.setup_fixed_planned, before)

    def test_nobody_writes_what_a_run_or_purchase_is_for(self):
        for kind, model, values in (
            ("operator", "mrp.production", {"supply_policy": "push"}),
            ("planner", "mrp.production", {"run_cost": 0}),
            ("buyer", "purchase.order.line", {"pull_date_planned": False}),
            ("storekeeper", "stock.move", {"supply_policy": False}),
        ):
            with self.assertRaisesRegex(AccessError, "by hand", msg=model):
                self._as(kind, model)[:1].write(values)

    def test_runs_are_made_and_split_by_operators_all_the_same(self):
        runs = self._as("operator", "mrp.production")
        run = runs.filtered(lambda run: run.state == "confirmed")[:1]
        backorder = run._split_productions({run: [1, run.product_qty - 1]}) - run
        self.assertEqual(backorder.supply_policy, "pull")
        self.assertEqual(backorder.move_raw_ids.supply_policy, "pull")

    # === The dialog of setups, and the past ===

    def test_dialogs_are_ones_own_and_of_ones_company(self):
        mine = self._as("operator", "pull.setup.record")
        with self.assertRaises(AccessError):
            mine[:1].read(["minutes"])
        foreign = self.world.get("mrp.workorder", "foreign")[0]
        with self.assertRaises(AccessError):
            mine.create({"workorder_id": foreign})
        with self.assertRaises(AccessError):
            mine.onchange(
                {"workorder_id": foreign}, ["workorder_id"], {"minutes_planned": {}}
            )
        workorder = self._as("operator", "mrp.workorder")[:1]
        self.assertTrue(mine.create({"workorder_id": workorder.id}).read(["minutes"]))

    def test_a_setup_takes_a_week_at_most(self):
        workorders = self._as("operator", "mrp.workorder")
        workorder = workorders.filtered(lambda order: order.state == "ready")[:1]
        self.assertTrue(workorder)
        for minutes in (1e9, 1e308, float("inf"), 7 * 24 * 60 + 1):
            with self.assertRaisesRegex(UserError, "168 hours"):
                workorder._record_setup(minutes, additional=True)
        for minutes in (0, -5, float("nan"), 0.001):
            with self.assertRaisesRegex(UserError, "how many minutes"):
                workorder._record_setup(minutes, additional=True)
        workorder._record_setup(10, additional=True)
        self.assertEqual(workorder.setup_minutes, 10)

    def test_past_costs_are_built_for_ones_company(self):
        builds = self._as("account_manager", "pull.cost.build")
        builds.action_stop()
        foreign = self._as("account_manager", "pull.cost.build", "foreign")
        for call in (foreign.action_stop, foreign.action_continue):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaisesRegex(AccessError, "by hand"):
            builds[:1].write({"moves_done": 5})
        missing = self.env["stock.move.cost.line"].search(
            [("company_id", "=", builds[:1].company_id.id)]
        )
        elsewhere = self.env["stock.move.cost.line"].search_count([]) - len(missing)
        (missing + self.env["stock.move.cost.line"].search([])).unlink()
        build = builds.browse(builds._start().id)
        build.sudo()._run(lambda count: True)
        self.assertEqual(build.state, "done")
        built = self.env["stock.move.cost.line"].search([])
        self.assertTrue(built)
        self.assertEqual(built.company_id, build.company_id)
        self.assertGreater(elsewhere, 0)

    # === Buttons ===

    def test_who_may_not_change_a_document_is_told_whom_to_ask(self):
        exceptions = self._as("seller", "pull.exception")
        dates = exceptions.filtered(lambda exception: exception.kind == "date")
        purchase = (
            self.env["purchase.order.line"].browse(dates.mapped("res_id")).order_id
        )
        purchase.user_id = new_test_user(
            self.env,
            "ask_padraig",
            name="Padraig Nolan",
            groups="purchase.group_purchase_user",
        )
        self.env.invalidate_all()
        for exception in dates:
            self.assertFalse(exception.can_apply_date)
            self.assertEqual(exception.hand_over, "Ask Padraig Nolan.")
        purchase.user_id = False
        dates.invalidate_recordset()
        self.assertEqual(set(dates.mapped("hand_over")), {"Ask a buyer."})
        for exception in self._as("buyer", "pull.exception").browse(dates.ids):
            self.assertTrue(exception.can_apply_date)
            self.assertFalse(exception.hand_over)

    def test_planners_cancel_runs_with_work_orders(self):
        runs = self._as("planner", "mrp.production")
        run = runs.filtered(lambda run: run.state == "confirmed")[:1]
        run.action_cancel()
        self.assertEqual(run.state, "cancel")

    def test_planners_merge_runs_and_the_new_one_serves_all(self):
        order = self.env["sale.order"].browse(self.world.get("sale.order", "own"))[1]
        table = order.order_line.product_id
        self.env["mrp.bom"].browse(self.world.get("mrp.bom", "own")).run_size = 1
        more = order.copy()
        more.action_confirm()
        runs = self.env["mrp.production"].search(
            [("pull_order_ids", "in", more.ids), ("product_id", "=", table.id)]
        )
        self.assertEqual(len(runs), 2)
        seen = self._as("planner", "mrp.production").browse(runs.ids)
        merged = self.env["mrp.production"].browse(seen.action_merge()["res_id"])
        self.assertEqual(merged.product_qty, 2)
        self.assertEqual(merged.pull_order_ids, more)
        self.assertEqual(merged.move_raw_ids.mapped("supply_policy"), ["pull"])
        self.assertEqual(set(runs.mapped("state")), {"cancel"})

    def test_analytic_lines_of_work_orders_go_with_them(self):
        plan = self.env["account.analytic.plan"].create({"name": "Plan"})
        account = self.env["account.analytic.account"].create(
            {"name": "Lathe", "plan_id": plan.id}
        )
        runs = self._as("planner", "mrp.production")
        run = runs.filtered(lambda run: run.state == "confirmed")[:1]
        workorder = run.workorder_ids.sudo()
        workorder.workcenter_id.analytic_distribution = {str(account.id): 100}
        workorder.duration = 10
        lines = workorder.wc_analytic_account_line_ids
        self.assertTrue(lines)
        run.action_cancel()
        self.assertFalse(lines.exists())

    # === Nonsense ===

    def test_a_preview_of_nonsense_is_refused_in_words(self):
        orders = self._as("seller", "sale.order")
        order = orders.filtered(lambda order: order.state == "sale")[:1]
        line = order.order_line[:1].id
        for odd in (
            "abc",
            [1],
            {"order_line": 5},
            {"order_line": [[1, line]]},
            {"order_line": [[1, line, {"customer_lead": 1e12}]]},
            {"order_line": [[1, line, {"product_uom_qty": "many"}]]},
            {"commitment_date": "2026-02-30"},
        ):
            with self.assertRaises(UserError, msg=odd):
                order.get_pull_change_preview(odd)
        self.assertIsInstance(order.get_pull_change_preview({}), list)

    def test_buttons_ask_for_one_record(self):
        for model, method in (
            ("pull.setup.report", "action_open"),
            ("mrp.workorder", "action_record_setup"),
            ("pull.exception", "action_open_document"),
        ):
            records = self._as("operator", model)
            self.assertGreater(len(records), 1, model)
            for chosen in (records, records.browse()):
                with self.assertRaisesRegex(UserError, "one record", msg=model):
                    getattr(chosen, method)()

    # === Hints ===

    def test_a_hint_tells_nothing_to_reckon_with(self):
        orders = self._as("seller", "sale.order")
        line = orders.filtered(lambda order: order.state == "draft").order_line
        line.order_id.company_id.sudo().pull_setup_threshold = 5
        with Form(line.order_id) as form, form.order_line.edit(0) as edited:
            hints = set()
            for price in (1, 1000, 73513.7, 10**6):
                edited.price_unit = price
                hints.add(edited.setup_hint)
            self.assertEqual(len(hints), 1)
            heavy = {}
            for quantity in (1, 20, 99, 100, 101, 149, 150, 199, 200, 201):
                edited.product_uom_qty = quantity
                heavy[quantity] = "weighs" in edited.setup_hint
        self.assertEqual(
            [q for q in heavy if heavy[q]], [1, 20, 99, 100, 101, 149, 150, 199]
        )
