from odoo import Command
from odoo.tests import tagged

from .books import CogsFlowsCommon


@tagged("post_install", "-at_install", "-standard", "beside")
class TestBesideCosts(CogsFlowsCommon):
    """What orders cost when vendors ship, subcontractors make and freight is added."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse.route_ids |= cls.env.ref(
            "mrp_subcontracting.route_resupply_subcontractor_mto"
        )

    def _make_subcontracted(self, **values):
        """Return a product that the vendor makes at 20 of one component of 10."""
        product = self._make_bought("Made", 20)
        bom = self._make_bom(product, **values)
        bom.operation_ids.unlink()
        bom.write({"type": "subcontract", "subcontractor_ids": self.vendor.ids})
        return product

    def _make_shipped(self, name="Shipped", price=10):
        product = self._make_bought(name, price)
        product.route_ids = self.env.ref("stock_dropshipping.route_drop_shipping")
        return product

    # === Subcontracted ===

    def test_made_by_a_subcontractor(self):
        order = self._sell([(self._make_subcontracted(), 2)])
        purchases = self._get_purchases(order)
        purchases.button_confirm()
        self._bring_components(order)
        lines = self._receive(order)
        self._bill(lines.filtered(lambda line: not line.qty_invoiced))
        self._deliver(order)
        self._invoice(order)
        self._check_kinds(order, material=20, subcontract=40)
        self._check_costs()

    def test_what_a_subcontractors_work_is_planned_to_cost(self):
        part = self._make_bought("Part", 10)
        order = self._sell([(self._make_subcontracted(components={part: 2}), 3)])
        self._get_purchases(order).button_confirm()
        self._check_planned(order, material=60, subcontract=60)
        bought = self._get_purchases(order).order_line
        self._buy(bought.filtered(lambda line: line.product_id == part).order_id)
        self._bring_components(order)
        self._receive(order)
        self._check_planned(order, material=60, subcontract=60)

    def test_what_is_shipped_is_planned_to_cost(self):
        order = self._sell([(self._make_shipped(), 2)])
        self._check_planned(order, material=20)
        self._receive(order)
        self._check_planned(order, material=20)

    def _check_planned(self, order, **kinds):
        [line] = order._get_cost_sheet()["lines"]
        planned = {row["kind"]: row["planned"] for row in line["kinds"]}
        self.assertEqual({k: v for k, v in planned.items() if v}, kinds)

    def _bring_components(self, order):
        transfers = self._get_runs(order).picking_ids.filtered(
            lambda picking: picking.picking_type_id.code == "internal"
        )
        for move in transfers.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        transfers.button_validate()

    def test_made_by_a_subcontractor_of_pulled_components(self):
        part = self._make_bought("Part", 10)
        product = self._make_subcontracted(components={part: 2})
        order = self._sell([(product, 1)])
        self._get_purchases(order).button_confirm()
        bought = self._get_purchases(order).order_line.filtered(
            lambda line: line.product_id == part
        )
        self.assertEqual(bought.product_qty, 2)
        self._buy(bought.order_id)
        self._bring_components(order)
        lines = self._receive(order)
        self._bill(lines.filtered(lambda line: not line.qty_invoiced))
        self._deliver(order)
        self._invoice(order)
        self._check_kinds(order, material=20, subcontract=20)
        self._check_costs()

    # === Freight on a receipt ===

    def _add_freight(self, lines, amount):
        freight = self.env["product.product"].create(
            {"name": "Freight", "type": "service", "landed_cost_ok": True}
        )
        cost = self.env["stock.landed.cost"].create(
            {
                "picking_ids": [Command.set(lines.move_ids.picking_id.ids)],
                "account_journal_id": self.company.account_stock_journal_id.id,
                "cost_lines": [
                    Command.create(
                        {
                            "product_id": freight.id,
                            "price_unit": amount,
                            "split_method": "equal",
                            "account_id": self.account_expense.id,
                        }
                    )
                ],
            }
        )
        cost.button_validate()

    def test_freight_before_the_delivery(self):
        order = self._sell([(self._make_bought(), 2)])
        lines = self._receive(order)
        self._bill(lines)
        self._add_freight(lines, 6)
        self.assertEqual(sum(lines.move_ids.mapped("value")), 26)
        self._deliver(order)
        self._invoice(order)
        self.assertEqual(self._get_cogs(order), 26)
        self.assertEqual(sum(self._get_kinds(order).values()), 26)
        self._check_costs()

    def test_freight_on_a_component(self):
        part = self._make_bought("Part", 10)
        product = self._make_bought("Assembly")
        product.seller_ids.unlink()
        self._make_bom(product, {part: 1})
        order = self._sell([(product, 1)])
        lines = self._receive(order)
        self._bill(lines)
        self._add_freight(lines, 4)
        self._complete(order)
        # 10 + 4 of material, 30 of run, 15 and 8 of setup
        self.assertEqual(self._get_cogs(order), 67)
        self.assertEqual(sum(self._get_kinds(order).values()), 67)
        self._check_costs()

    # === Shipped by the vendor ===

    def test_shipped_goods_beside_goods_from_stock(self):
        order = self._sell([(self._make_shipped(), 2), (self.table, 1)])
        self._make_all(order)
        lines = self._receive(order)
        self._deliver(order)
        self._bill(lines)
        self._invoice(order)
        self.assertEqual(self._get_cogs(order), 63)
        # What the vendor billed for what he shipped is material too: 20.
        self.assertEqual(
            self._get_kinds(order),
            {"material": 30, "run": 30, "setup_time": 15, "setup_fixed": 8},
        )
        self._check_costs()

    def test_a_kit_that_is_shipped(self):
        kit = self._make_product("Kit", self.category_fifo_auto)
        kit.supply_policy = "pull"
        kit.is_storable = False
        parts = [self._make_shipped(f"Part {number}") for number in (1, 2)]
        self._make_bom(kit, dict.fromkeys(parts, 1), type="phantom")
        order = self._sell([(kit, 2)])
        lines = self._receive(order)
        self.assertEqual(order.order_line.qty_delivered, 2)
        self._bill(lines)
        self._invoice(order)
        self.assertEqual(self._get_cogs(order), 0)
        self._check_costs()

    def test_shipped_goods_that_come_back(self):
        order = self._sell([(self._make_shipped(), 2)])
        lines = self._receive(order)
        self._bill(lines)
        invoice = self._invoice(order)
        self._return(lines.move_ids.picking_id)
        self._credit(invoice)
        self.assertEqual(self._get_cogs(order), 0)
        self._check_costs()

    def test_the_cost_sheet_of_what_is_shipped(self):
        order = self._sell([(self._make_shipped(), 2)])
        lines = self._receive(order)
        self._bill(lines)
        self._invoice(order)
        self.assertTrue(order._get_cost_sheet())
