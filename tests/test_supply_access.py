from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .world import PullCommon


@tagged("post_install", "-at_install")
class TestSupplyAccess(PullCommon):
    """The rows of an order's supply: for its reader, whatever a client sends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()
        cls.order = cls._make_order_from(cls.warehouse, [(cls.fg, 5)])
        cls.rows = cls.env["pull.supply.document"]
        cls.customer_user = new_test_user(
            cls.env, "pull_customer", groups="base.group_portal"
        )

    def test_refresh_takes_orders_and_nothing_else(self):
        rows = self.rows.with_user(self.salesperson)
        for odd in ("abc", ["abc"], {"a": 1}, [[1]], None, [2**40], [1.5]):
            with self.assertRaises(UserError, msg=odd):
                rows.refresh(odd)
        rows.refresh(self.order.ids)
        found = rows.search([("order_id", "=", self.order.id)])
        self.assertTrue(found)
        rows.refresh([0, -1, 2**31 - 1])
        self.assertEqual(rows.search([("order_id", "=", self.order.id)]), found)

    def test_portal_makes_no_rows(self):
        self.order.sudo().partner_id = self.customer_user.partner_id
        order = self.order.with_user(self.customer_user)
        self.assertTrue(order.name)
        for call in (
            lambda: self.rows.with_user(self.customer_user).refresh(order.ids),
            order.action_view_pull_supply,
            order.action_view_pull_readiness,
        ):
            with self.assertRaises(AccessError):
                call()
        made = self.rows.sudo().search([("create_uid", "=", self.customer_user.id)])
        self.assertFalse(made)

    def test_defaults_of_a_client_do_not_reach_rows(self):
        context = {"default_state": "done", "default_pull_specification": "Forged"}
        rows = self.rows.with_user(self.salesperson).with_context(**context)
        rows.refresh(self.order.ids)
        rows = rows.search([("order_id", "=", self.order.id)])
        self.assertNotIn("done", rows.mapped("state"))

    def test_a_row_whose_model_is_gone_opens_itself(self):
        self.order.action_view_pull_supply()
        row = self.rows.search([("order_id", "=", self.order.id)], limit=1)
        row.sudo().res_model = "no.such"
        row.invalidate_recordset()
        self.assertFalse(row.can_open)
        self.assertEqual(row.action_open()["res_model"], row._name)

    def test_supplied_by_is_read_in_one_query_for_all_rows(self):
        self.order.action_view_pull_supply()
        rows = self.rows.search([("order_id", "=", self.order.id)])
        self.assertGreater(len(rows), 3)
        rows.mapped("key")
        with self.assertQueryCount(1):
            children = [row.child_ids for row in rows]
        for row, found in zip(rows, children, strict=True):
            self.assertEqual(
                found, rows.filtered(lambda child, row=row: child.parent_key == row.key)
            )

    def test_a_run_that_a_client_counts_wrongly_is_named_by_odoo(self):
        for vals in (
            {"run_count": 3},
            {"run_count": 3, "run_number": 1},
            {"run_count": "3", "run_number": "1"},
            {"run_count": None, "run_number": 1},
        ):
            run = self.env["mrp.production"].create(
                {"product_id": self.fg.id, "product_qty": 1, **vals}
            )
            self.assertTrue(run.name)
            self.assertNotIn("/3)", run.name)
