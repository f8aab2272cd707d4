from datetime import timedelta

from odoo import Command
from odoo.tests import new_test_user, tagged

from .books import CogsFlowsCommon


@tagged("post_install", "-at_install")
class TestCogsPeople(CogsFlowsCommon):
    """Each does their own work: nobody needs the rights of another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls._make_user("seller", "sales_team.group_sale_salesman")
        cls.buyer = cls._make_user("buyer", "purchase.group_purchase_user")
        cls.storekeeper = cls._make_user("keeper", "stock.group_stock_user")
        cls.operator = cls._make_user("operator", "mrp.group_mrp_user")
        cls.clerk = cls._make_user("clerk", "account.group_account_invoice")

    @classmethod
    def _make_user(cls, name, group):
        return new_test_user(
            cls.env,
            f"cogs_{name}",
            groups=f"base.group_user,{group}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _as(self, user):
        """Do what follows as this user."""
        self.env = self.env(user=user)

    def test_each_does_their_own_work(self):
        admin = self.env.user
        self._as(self.salesperson)
        order = self._sell([(self.table.with_env(self.env), 2)])
        line = order.order_line
        self._as(self.operator)
        for run in self._get_runs(order.sudo()):
            self._finish(run.with_env(self.env).sudo(False))
        self._as(self.storekeeper)
        pickings = self._deliver(order.with_user(self.storekeeper))
        self._as(self.salesperson)
        invoice = self._invoice(order.with_user(self.salesperson), post=False)
        self._as(self.clerk)
        invoice.with_user(self.clerk).action_post()
        self._as(admin)
        self._check_kinds(
            order.with_user(admin), material=20, run=60, setup_time=15, setup_fixed=8
        )
        self._as(self.storekeeper)
        self._return(pickings.with_user(self.storekeeper), {self.table: 1})
        self._as(self.clerk)
        self._credit(invoice.with_user(self.clerk), {line: 1})
        self._as(admin)
        # half of 103 came back
        self.assertEqual(self._get_cogs(order.with_user(admin)), 51.5)
        self._check_costs()

    def test_a_storekeeper_delivers_what_is_invoiced(self):
        admin = self.env.user
        self.table.invoice_policy = "order"
        order = self._sell([(self.table, 2)])
        self._invoice(order)
        self._make_all(order)
        self._as(self.storekeeper)
        self._deliver(order.with_user(self.storekeeper))
        self._as(admin)
        self._check_kinds(order, material=20, run=60, setup_time=15, setup_fixed=8)
        self._check_costs()

    def test_a_clerk_takes_an_invoice_back_and_posts_it_again(self):
        order = self._sell([(self.table, 1)])
        invoice = self._complete(order).with_user(self.clerk)
        invoice.button_draft()
        invoice.action_post()
        self._check_kinds(order, material=10, run=30, setup_time=15, setup_fixed=8)
        self._check_costs()

    def test_costs_are_for_those_who_may_see_them(self):
        order = self._sell([(self.table, 1)])
        invoice = self._complete(order)
        for user in (self.salesperson, self.storekeeper, self.operator):
            for records, name in (
                (invoice.line_ids, "cogs_row_ids"),
                (order.order_line.move_ids, "cost_line_ids"),
            ):
                self.assertNotIn(name, records.with_user(user).fields_get([name]))

    # === Companies ===

    def test_another_companys_order_while_working_in_the_first(self):
        other = self.other_company
        self.env.user.company_ids += other
        self._work_in(other)
        self.category_fifo_auto.with_env(self.env).write(
            {"property_cost_method": "fifo", "property_valuation": "real_time"}
        )
        lamp = self._make_product("Lamp", self.category_fifo_auto)
        lamp.with_env(self.env).supply_policy = "push"
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        self._make_in_move(
            lamp,
            5,
            unit_cost=7,
            location_dest_id=warehouse.lot_stock_id.id,
            picking_type_id=warehouse.in_type_id.id,
        )
        order = self._sell([(lamp, 2)], warehouse_id=warehouse.id)
        self.assertEqual(order.company_id, other)
        self._work_in(self.company)
        order = self.env["sale.order"].browse(order.id)
        self.assertEqual(order.env.company, self.company)
        self._deliver(order)
        self._invoice(order)
        self._check_kinds(order, material=14)
        rows = self._get_rows(order)
        self.assertEqual(rows.company_id, other)
        self.assertEqual(rows.account_move_line_id.company_id, other)
        self.assertEqual(lamp.with_company(other).total_value, 21)
        self._check_costs()

    def test_a_lot_that_two_companies_hold(self):
        lamp = self._make_product("Lamp", self.category_fifo_auto)
        lamp.product_tmpl_id.write({"tracking": "lot", "lot_valuated": True})
        lot = self.env["stock.lot"].create({"product_id": lamp.id, "name": "L1"})
        lot.company_id = False
        self._work_in(self.other_company)
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.other_company.id)]
        )
        elsewhere = self._make_in_move(
            lamp,
            1,
            unit_cost=7,
            lot_ids=lot,
            location_dest_id=warehouse.lot_stock_id.id,
            picking_type_id=warehouse.in_type_id.id,
        )
        elsewhere.date -= timedelta(days=10)
        self._work_in(self.company)
        self._make_in_move(lamp, 1, unit_cost=9, lot_ids=lot)
        self.assertEqual(elsewhere.lot_ids, lot)
        delivery = self._make_out_move(lamp, 1, lot_ids=lot)
        self.assertEqual(delivery.value, 9)
        # What the other company holds for ten days is not in it.
        self.assertAlmostEqual(delivery.pull_value_days, 0, 1)

    def _work_in(self, company):
        """Work in this company, with both switched on."""
        both = company | self.company | self.other_company
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": both.ids}
        )
