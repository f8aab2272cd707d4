from odoo import Command
from odoo.tests import new_test_user, tagged

from .books import CogsFlowsCommon


@tagged("post_install", "-at_install")
class TestCogsUnbuild(CogsFlowsCommon):
    """Components come back from an unbuild; work and setup are lost. A run of n costs
    40 n + 23: 10 n material, 30 n run, 15 setup time, 8 fixed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account_lost = cls._make_account("Price difference", "510920")
        cls.category_fifo_auto.property_price_difference_account_id = cls.account_lost

    def test_what_does_not_come_back_is_a_loss(self):
        unbuild = self._unbuild(self._produce(1))
        # a component of 10 comes back from 63
        self._check_loss(unbuild, {"Run": 30, "Setup time": 15, "Fixed setup cost": 8})
        self.assertEqual(self.component.total_value, 1000)
        self._check_books(absorbed=8)

    def test_part_of_a_run(self):
        unbuild = self._unbuild(self._produce(2))
        # of half of 103 a component of 10 comes back
        self._check_loss(unbuild, {"Run": 30, "Setup time": 7.5, "Fixed setup cost": 4})
        self.assertEqual(self.table.total_value, 51.5)
        self._check_books(absorbed=8)

    def test_the_rest_is_sold(self):
        order = self._sell([(self.table, 2)])
        self._unbuild(self._make_all(order))
        self._deliver(order, {order.order_line: 1})
        self._invoice(order)
        self._check_kinds(order, material=10, run=30, setup_time=7.5, setup_fixed=4)
        self._check_costs()

    def test_by_product_goes_back_too(self):
        offcut = self._make_product("Offcut", self.category_fifo_auto)
        self.bom.byproduct_ids = [
            Command.create(
                {"product_id": offcut.id, "product_qty": 1, "cost_share": 20}
            )
        ]
        unbuild = self._unbuild(self._produce(1))
        self._check_loss(unbuild, {"Run": 30, "Setup time": 15, "Fixed setup cost": 8})
        self.assertEqual(offcut.total_value, 0)
        self._check_books(absorbed=8)

    def test_standard_cost_and_its_variance(self):
        self.table.categ_id = self.category_standard_auto
        self.table.standard_price = 50
        unbuild = self._unbuild(self._produce(1))
        # Without a price difference account the expense takes it: 50 less 10.
        self._check_loss(
            unbuild,
            {"Run": 30, "Setup time": 15, "Fixed setup cost": 8, "Variance": -13},
            self.account_expense,
        )
        self._check_books(absorbed=8)

    def test_without_a_run(self):
        self.component.standard_price = 10
        self._produce(1)
        unbuild = self.env["mrp.unbuild"].create(
            {"product_id": self.table.id, "product_qty": 1, "bom_id": self.bom.id}
        )
        unbuild.action_unbuild()
        self._check_loss(unbuild, {"Run": 30, "Setup time": 15, "Fixed setup cost": 8})
        self._check_books(absorbed=8)

    def test_plain_odoo_is_left_alone(self):
        self.table.supply_policy = False
        self.lathe.setup_cost = 0
        unbuild = self._unbuild(self._produce(1))
        self.assertFalse(self._get_loss_items(unbuild))
        self.assertEqual(self._get_balance(self.account_production), 45)

    def test_an_operator_unbuilds(self):
        run = self._produce(1)
        operator = new_test_user(
            self.env,
            "cogs_operator",
            groups="mrp.group_mrp_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        unbuild = (
            self.env["mrp.unbuild"]
            .with_user(operator)
            .create({"product_id": self.table.id, "product_qty": 1, "mo_id": run.id})
        )
        unbuild.action_unbuild()
        told = unbuild.message_ids.filtered(
            lambda message: "Setup time" in message.body
        )
        self.assertEqual(len(told), 1)
        self.assertNotIn("15", told.preview)
        self._check_books(absorbed=8)

    def _get_loss_items(self, unbuild):
        return self.env["account.move.line"].search(
            [("move_id.ref", "=", f"{unbuild.name} - Unbuild loss")]
        )

    def _check_loss(self, unbuild, amounts, account=None):
        items = self._get_loss_items(unbuild).filtered(
            lambda item: item.account_id == (account or self.account_lost)
        )
        found = {
            item.name.removeprefix("Unbuild loss: "): item.balance for item in items
        }
        self.assertEqual(found, amounts)
        self._check_costs()
