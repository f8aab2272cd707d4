from odoo import Command
from odoo.tests import tagged

from .books import CostChangesCommon, LandedCommon


@tagged("post_install", "-at_install", "-standard", "beside")
class TestBesideChanges(LandedCommon, CostChangesCommon):
    """Freight and subcontractors' bills that come after the goods have left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_freight()
        cls.warehouse.route_ids |= cls.env.ref(
            "mrp_subcontracting.route_resupply_subcontractor_mto"
        )

    # === Landed cost on a receipt ===

    def test_freight_after_the_delivery_by_fifo(self):
        self._land_after_delivery(self.category_fifo_auto)

    def test_freight_after_the_delivery_at_average_cost(self):
        self._land_after_delivery(self.category_avco_auto)

    def _land_after_delivery(self, category):
        lamp = self._make_lamp(category)
        line = self._purchase(lamp, 10, 10)
        self._bill(line)
        order = self._ship(lamp, 4)
        cost = self._land(6.30, lines=line)
        self._check_values(
            (line.move_ids, 106.30, {"material": 100, "landed": 6.30}),
            (order.picking_ids.move_ids, 42.52, {"material": 40, "landed": 2.52}),
        )
        self.assertEqual(lamp.total_value, 63.78)
        self.assertEqual(self._get_balance(self.account_freight), -6.30)
        self.assertIn(cost.name, line.move_ids.cost_line_ids.mapped("cause"))
        self._invoice(order)
        self._check_kinds(order, material=40, landed=2.52)
        self._check_costs()

    def test_freight_on_the_first_of_two_receipts_at_average_cost(self):
        lamp = self._make_lamp()
        first = self._purchase(lamp, 10, 10)
        second = self._purchase(lamp, 10, 10)
        self._bill(first)
        self._bill(second)
        order = self._ship(lamp, 10)
        self._land(6, lines=first)
        # Core takes the first receipt for gone, and books nothing of it.
        self._check_values(
            (order.picking_ids.move_ids, 103, {"material": 100, "landed": 3})
        )
        self.assertEqual(lamp.total_value, 103)
        self._invoice(order)
        self._check_costs()

    def test_freight_on_what_went_back_to_the_vendor_stays_an_expense(self):
        lamp = self._make_lamp(self.category_fifo_auto)
        line = self._purchase(lamp, 10, 10)
        self._bill(line)
        self._return(line.move_ids.picking_id, {lamp: 4})
        self._refund(line, price=10, quantity=4)
        receipt = line.move_ids.filtered("is_in")
        self._land(10, pickings=receipt.picking_id)
        self.assertEqual(self._get_balance(self.account_freight), -6)
        self._check_costs()

    def test_freight_on_a_component_that_was_used(self):
        line = self._purchase(self.part, 10, 10)
        self._bill(line)
        order = self._sell([(self.desk, 10)])
        run = self._make_all(order)
        self._deliver(order)
        self._land(6.30, lines=line)
        self.assertEqual(self._get_value(run), 429.30)
        self._invoice(order)
        self._check_kinds(
            order, material=100, landed=6.30, run=300, setup_time=15, setup_fixed=8
        )
        self._check_costs()
        self._check_production()

    def test_two_freights(self):
        lamp = self._make_lamp(self.category_fifo_auto)
        line = self._purchase(lamp, 10, 10)
        self._bill(line)
        order = self._ship(lamp, 10)
        self._land(6.30, lines=line)
        self._land(-1, lines=line)
        self._check_values(
            (order.picking_ids.move_ids, 105.30, {"material": 100, "landed": 5.30})
        )
        self._invoice(order)
        self._check_costs()

    def test_freight_on_what_cost_nothing(self):
        lamp = self._make_lamp(self.category_fifo_auto)
        line = self._purchase(lamp, 10, 0)
        self._land(6.30, lines=line)
        self._check_values((line.move_ids, 6.30, {"landed": 6.30}))
        order = self._ship(lamp, 4)
        self._check_values((order.picking_ids.move_ids, 2.52, {"landed": 2.52}))
        self._invoice(order)
        self._check_kinds(order, landed=2.52)
        self._check_costs()

    def test_freight_on_a_by_product_that_costs_nothing(self):
        """Core values no by-product of what is kept at standard cost."""
        self.table.categ_id = self.category_standard_auto
        chips = self._make_lamp(self.category_avco_auto)
        self.bom.byproduct_ids = [
            Command.create({"product_id": chips.id, "cost_share": 10})
        ]
        run = self._produce(1)
        self.assertEqual(run.move_byproduct_ids.value, 0)
        self._land(3.21, runs=run)
        self._check_values((run.move_byproduct_ids, 3.21, {"landed": 3.21}))
        self._check_costs()
        self._check_production()

    def test_freight_left_to_the_closing(self):
        self.company.pull_cost_changes = "closing"
        lamp = self._make_lamp(self.category_fifo_auto)
        line = self._purchase(lamp, 10, 10)
        self._bill(line)
        order = self._ship(lamp, 4)
        self._land(10, lines=line)
        self.assertEqual(order.picking_ids.move_ids.value, 40)
        self.assertEqual(self._get_balance(self.account_freight), -6)
        self._invoice(order)
        self._check_costs()

    def test_freight_of_what_plain_odoo_invoices_stays_its_expense(self):
        lamp = self._make_lamp(self.category_fifo_auto)
        lamp.supply_policy = False
        line = self._purchase(lamp, 10, 10)
        self._bill(line)
        order = self._ship(lamp, 4)
        self._land(10, lines=line)
        self.assertEqual(order.picking_ids.move_ids.value, 40)
        self._invoice(order)
        self.assertEqual(self._get_cogs(order), 40)
        self._check_costs()

    # === Landed cost on a run ===

    def test_freight_on_a_run_before_its_delivery(self):
        order = self._sell([(self.table, 1)])
        run = self._make_all(order)
        self._land(6.30, runs=run)
        kinds = {"material": 10, "run": 30, "setup_time": 15, "setup_fixed": 8}
        self._check_values((run.move_finished_ids, 69.30, {**kinds, "landed": 6.30}))
        self._deliver(order)
        self._invoice(order)
        self._check_kinds(order, landed=6.30, **kinds)
        self._check_costs()

    def test_freight_on_a_run_after_its_delivery(self):
        order = self._sell([(self.table, 1)])
        run = self._make_all(order)
        self._deliver(order)
        self._land(6.30, runs=run)
        kinds = {"material": 10, "run": 30, "setup_time": 15, "setup_fixed": 8}
        self._check_values(
            (order.picking_ids.move_ids, 69.30, {**kinds, "landed": 6.30})
        )
        self._invoice(order)
        self._check_costs()
        self._check_production()

    # === Subcontractors ===

    def _make_subcontracted(self):
        """Return a product that the vendor makes at 20 of one part."""
        product = self._make_bought("Made", 20)
        bom = self._make_bom(product, {self.part: 1})
        bom.operation_ids.unlink()
        bom.write({"type": "subcontract", "subcontractor_ids": self.vendor.ids})
        return product

    def _subcontract(self, quantity):
        """Sell, and receive from the subcontractor; return order, lines and run."""
        made = self._make_subcontracted()
        order = self._sell([(made, quantity)])
        self._get_purchases(order).button_confirm()
        runs = self._get_runs(order)
        transfers = runs.picking_ids.filtered(
            lambda picking: picking.picking_type_id.code == "internal"
        )
        for move in transfers.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        transfers.filtered(lambda p: p.state != "done").button_validate()
        lines = self._receive(order)
        run = self.env["mrp.production"].search([("product_id", "=", made.id)])
        return order, lines.filtered(lambda line: line.product_id == made), run

    def test_a_subcontractor_who_bills_dearer(self):
        bought = self._purchase(self.part, 2, 10)
        self._bill(bought)
        order, lines, run = self._subcontract(2)
        self._deliver(order)
        self._bill(lines, price=23)
        made = run.move_finished_ids
        self._check_values(
            (made, 66, {"material": 20, "subcontract": 46}),
            (order.picking_ids.move_ids, 66, {"material": 20, "subcontract": 46}),
        )
        self._invoice(order)
        self._check_kinds(order, material=20, subcontract=46)
        self._check_costs()
        self._check_production()

    def test_a_component_of_a_subcontractor_billed_dearer(self):
        bought = self._purchase(self.part, 2, 10)
        order, lines, run = self._subcontract(2)
        self._deliver(order)
        self._bill(lines)
        self._bill(bought, price=12)
        self._check_values(
            (run.move_finished_ids, 64, {"material": 24, "subcontract": 40})
        )
        self._invoice(order)
        self._check_kinds(order, material=24, subcontract=40)
        self._check_costs()
        self._check_production()
