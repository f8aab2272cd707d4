from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .world import PullCommon


@tagged("post_install", "-at_install")
class TestScreensSupplyList(PullCommon):
    """The order's "Supply" button and the list it opens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()

    def _open_supply(self, order):
        action = order.action_view_pull_supply()
        return order.env[action["res_model"]].search(action["domain"])

    def _describe(self, rows):
        return [
            (row.level, row.kind, row.product_id.name, row.quantity) for row in rows
        ]

    def test_button_counts_documents_that_serve_the_order(self):
        order = self._make_order([(self.fg, 5)])
        self.assertEqual(order.pull_supply_count, 4, "2 runs and 2 purchase orders")

    def test_button_counts_a_purchase_order_once_for_its_lines(self):
        self.comp.seller_ids.partner_id = self.vendor_a
        order = self._make_order([(self.fg, 5), (self.sub, 1)])
        purchases = self._get_chain_records(order, "purchase.order.line").order_id
        runs = self._get_chain_records(order, "mrp.production")
        self.assertEqual(order.pull_supply_count, len(purchases) + len(runs))

    def test_button_counts_a_shared_purchase_order_for_both_orders(self):
        self.vendor_a.group_rfq = "all"
        self.vendor_b.group_rfq = "all"
        first = self._make_order([(self.fg, 1)])
        second = self._make_order([(self.fg, 2)])
        self.assertEqual(len(self._get_purchase_lines(self.raw).order_id), 1)
        self.assertEqual((first | second).mapped("pull_supply_count"), [4, 4])

    def test_button_is_empty_on_a_quotation_and_without_policy(self):
        quotation = self._make_order([(self.fg, 1)], confirm=False)
        plain = self._make_product("PLAIN", False)
        order = self._make_order([(plain, 1)])
        self.assertEqual((quotation | order).mapped("pull_supply_count"), [0, 0])

    def test_counting_takes_as_many_queries_for_many_orders_as_for_two(self):
        orders = self.env["sale.order"].union(
            *(self._make_order([(self.fg, 1)]) for _order in range(6))
        )
        self.env.invalidate_all()
        orders[:2].mapped("pull_supply_count")
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        orders[:2].mapped("pull_supply_count")
        two = self.env.cr.sql_log_count - before
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        orders.mapped("pull_supply_count")
        self.assertLessEqual(self.env.cr.sql_log_count - before, two + 2)

    def test_list_shows_the_chain_level_by_level(self):
        order = self._make_order([(self.fg, 5)])
        self.assertEqual(
            self._describe(self._open_supply(order)),
            [
                ("0", "delivery", "FG", 5),
                ("1", "production", "FG", 5),
                ("2", "purchase", "COMP", 5),
                ("2", "production", "SUB", 10),
                ("3", "purchase", "RAW", 30),
            ],
        )

    def test_list_groups_and_filters_for_the_salesperson(self):
        order = self._make_order([(self.fg, 5)])
        action = order.action_view_pull_supply()
        model = self.env[action["res_model"]].with_user(self.salesperson)
        groups = model.web_read_group(action["domain"], ["level"], ["__count"])
        counts = [group["__count"] for group in groups["groups"]]
        self.assertEqual(counts, [1, 1, 2, 1])
        self.assertTrue(
            model.search_count([*action["domain"], ("is_late", "=", False)])
        )

    def test_salesperson_sees_documents_that_may_not_be_opened(self):
        order = self._make_order([(self.fg, 5)])
        rows = self._open_supply(order)
        self.assertFalse(any(rows.mapped("can_open")))
        purchase = rows.filtered(lambda row: row.kind == "purchase")[0]
        self.assertEqual(purchase.state, "request")
        self.assertTrue(purchase.date_deadline)
        action = purchase.action_open()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (rows._name, purchase.id)
        )

    def test_row_tells_what_supplies_it(self):
        order = self._make_order([(self.fg, 5)])
        rows = self._open_supply(order)
        sub = rows.filtered(lambda row: row.product_id.name == "SUB")
        self.assertEqual(sub.child_ids.product_id.name, "RAW")
        self.assertEqual(sub.parent_name, self._get_runs(self.fg).name)

    def test_who_has_the_rights_opens_the_documents(self):
        user = new_test_user(
            self.env,
            "pull_all_rounder",
            groups="sales_team.group_sale_salesman,purchase.group_purchase_user,"
            "mrp.group_mrp_user",
        )
        order = self._make_order([(self.fg, 5)], user=user)
        rows = self._open_supply(order)
        self.assertTrue(all(rows.mapped("can_open")))
        purchase = rows.filtered(lambda row: row.product_id.name == "RAW")
        action = purchase.action_open()
        order_id = self._get_purchase_lines(self.raw).order_id.id
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("purchase.order", order_id)
        )

    def test_list_is_brought_up_to_date_and_keeps_its_rows(self):
        order = self._make_order([(self.fg, 5)])
        rows = self._open_supply(order)
        raw = rows.filtered(lambda row: row.product_id.name == "RAW")
        self._get_purchase_lines(self.raw).order_id.button_confirm()
        rows.refresh(order.ids)
        self.assertEqual(self._open_supply(order), rows)
        self.assertEqual(raw.state, "ordered")

    def test_rows_of_a_cancelled_document_disappear(self):
        order = self._make_order([(self.fg, 5)])
        self._open_supply(order)
        self._get_runs(self.fg).action_cancel()
        rows = self._open_supply(order)
        self.assertEqual(self._describe(rows), [("0", "delivery", "FG", 5)])

    def test_several_deliveries_of_one_transfer_are_one_row(self):
        self.fg.supply_policy = "hybrid"
        self._add_stock(self.fg, 2)
        order = self._make_order([(self.fg, 5)])
        rows = self._open_supply(order)
        deliveries = rows.filtered(lambda row: row.kind == "delivery")
        self.assertEqual(self._describe(deliveries), [("0", "delivery", "FG", 5)])

    def test_each_product_of_a_transfer_has_a_state_of_its_own(self):
        stocked = self._make_product("STOCKED", "push")
        self._add_stock(stocked, 1)
        order = self._make_order([(self.fg, 1), (stocked, 1)])
        self._get_customer_moves(order)._action_assign()
        rows = self._open_supply(order).filtered(lambda row: row.kind == "delivery")
        states = {row.product_id.name: row.state for row in rows}
        self.assertEqual(states, {"FG": "waiting", "STOCKED": "ready"})

    def test_nobody_reads_the_list_of_another(self):
        order = self._make_order([(self.fg, 5)])
        rows = self._open_supply(order)
        other = new_test_user(
            self.env, "pull_other", groups="sales_team.group_sale_salesman_all_leads"
        )
        self.assertFalse(rows.with_user(other).search([("id", "in", rows.ids)]))
        with self.assertRaises(AccessError):
            rows.with_user(other).read(["name"])

    def test_who_may_not_read_the_order_may_not_read_its_supply(self):
        order = self._make_order([(self.fg, 5)])
        buyer = new_test_user(
            self.env, "pull_buyer", groups="purchase.group_purchase_user"
        )
        with self.assertRaises(AccessError):
            self.env["pull.supply.document"].with_user(buyer).refresh(order.ids)

    def test_order_form_shows_the_button(self):
        order = self._make_order([(self.fg, 5)])
        view = order.get_view(view_type="form")
        self.assertIn("action_view_pull_supply", view["arch"])
        spec = {"pull_supply_count": {}, "order_line": {"fields": {"pull_state": {}}}}
        values = order.web_read(spec)[0]
        self.assertEqual(values["pull_supply_count"], 4)

    def test_supply_count_survives_editing_the_order(self):
        order = self._make_order([(self.fg, 5)])
        order.write({"order_line": [Command.create({"product_id": self.comp.id})]})
        self.assertGreaterEqual(order.pull_supply_count, 4)
