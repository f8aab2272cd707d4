from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .books import CostChangesCommon


@tagged("post_install", "-at_install")
class TestCostReturns(CostChangesCommon):
    """A lot comes back at what it cost itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table.categ_id.pull_order_specific_cost = True
        cls.table.invoice_policy = "delivery"

    def _make_two(self):
        """Make two tables of 63 and 123 for one order; return it and their lots."""
        self.table.supply_policy = "push"
        lots = self.env["stock.lot"]
        for minutes in (0, 60):
            run = self._make_run(1)
            if minutes:
                # an hour more than the 30 minutes that it takes
                self._log(run.workorder_ids, 0, 30)
                self._log(run.workorder_ids, 30, 75)
            self._finish(run)
            lots += run.lot_producing_ids
        order = self._sell([(self.table, 2)])
        return order, lots

    def _return_lots(self, picking, lots):
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        wizard.product_return_moves.quantity = len(lots)
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        move = back.move_ids
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": move.product_id.id,
                    "lot_id": lot.id,
                    "quantity": 1,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                }
            )
            for lot in lots
        ]
        move.picked = True
        back.with_context(skip_backorder=True).button_validate()
        return move

    def test_a_lot_comes_back_at_its_own_value(self):
        order, lots = self._make_two()
        self.assertEqual([lot.standard_price for lot in lots], [63, 123])
        picking = self._deliver(order)
        self.assertEqual(picking.move_ids.value, 186)
        back = self._return_lots(picking, lots[1])
        kinds = {"material": 10, "run": 90, "setup_time": 15, "setup_fixed": 8}
        self._check_values((back, 123, kinds))
        self.assertEqual(back.cost_line_ids.production_id.lot_producing_ids, lots[1])
        self.env.invalidate_all()
        self.assertEqual(self.table.total_value, 123)
        self._invoice(order)
        self.assertEqual(self._get_cogs(order), 63)
        self._check_costs()

    def test_the_other_lot_comes_back_at_its_own_value(self):
        order, lots = self._make_two()
        picking = self._deliver(order)
        back = self._return_lots(picking, lots[0])
        self.assertEqual(back.value, 63)
        self.env.invalidate_all()
        self.assertEqual(lots[0].standard_price, 63)

    def test_two_lots_come_back_in_one_line(self):
        order, lots = self._make_two()
        picking = self._deliver(order)
        back = self._return_lots(picking, lots)
        kinds = {"material": 20, "run": 120, "setup_time": 30, "setup_fixed": 16}
        self._check_values((back, 186, kinds))
        self.assertFalse(order.order_line.qty_to_invoice)
        self._check_costs()

    def test_a_lot_that_was_revalued_meanwhile(self):
        order, lots = self._make_two()
        picking = self._deliver(order)
        made = self.env["stock.move.line"].search(
            [("lot_id", "=", lots[1].id), ("move_id.is_in", "=", True)]
        )
        made.move_id.value_manual = 153
        self.assertEqual(picking.move_ids.value, 216)
        back = self._return_lots(picking, lots[1])
        self.assertEqual(back.value, 153)
        self.assertEqual(self._get_kinds(back)["variance"], 30)
        self.assertEqual(self._return_lots(picking, lots[0]).value, 63)

    def test_serial_numbers_of_two_purchases(self):
        lamp = self._make_lamp(tracking="serial", lot_valuated=True)
        one = self._purchase(lamp, 1, 40, lots=[("S1", 1)])
        self._purchase(lamp, 1, 70, lots=[("S2", 1)])
        delivery = self._ship(lamp, 2).picking_ids
        numbers = delivery.move_ids.lot_ids.sorted("name")
        back = self._return_lots(delivery, numbers[0])
        self._check_values((back, 40, {"material": 40}))
        # a bill that comes after its number is back
        self._bill(one, price=45)
        self._check_values((back, 45, {"material": 45}))
        self.assertEqual(delivery.move_ids.value, 115)
        other = self._return_lots(delivery, numbers[1])
        self._check_values((other, 70, {"material": 70}))

    def test_lots_of_one_receipt_with_a_dearer_bill(self):
        lamp = self._make_lamp(tracking="lot", lot_valuated=True)
        first = self._purchase(lamp, 1, 40, lots=[("A", 1)])
        self._purchase(lamp, 1, 70, lots=[("B", 1)])
        order = self._ship(lamp, 2)
        lots = order.picking_ids.move_ids.lot_ids.sorted("name")
        self._return_lots(order.picking_ids, lots[1])
        again = self._sell([(lamp, 1)])
        self._deliver(again)
        self._bill(first, price=50)
        # A stays with the first customer: B, which left again, has nothing of it
        self.assertEqual(again.picking_ids.move_ids.value, 70)
        self.assertEqual(order.picking_ids.move_ids.filtered("is_out").value, 120)


@tagged("post_install", "-at_install")
class TestCostExchange(CostChangesCommon):
    """What the exchange rate changes is no change of the price."""

    def _buy_abroad(self, rate, price=30):
        """Receive 2 lamps of 30 at two for one; bill them tomorrow, at another rate."""
        tomorrow = fields.Date.today() + timedelta(days=1)
        self._use_multi_currencies([("2020-01-01", 2), (str(tomorrow), rate)])
        lamp = self._make_lamp(self.category_fifo_auto)
        line = self._purchase(lamp, 2, 30, currency_id=self.other_currency.id)
        self.assertEqual(line.move_ids.value, 30)
        order = self._ship(lamp, 1)
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.vendor.id,
                "currency_id": self.other_currency.id,
                "invoice_date": tomorrow,
                "date": tomorrow,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": lamp.id,
                            "quantity": 2,
                            "price_unit": price,
                            "purchase_line_id": line.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        bill.action_post()
        return line, order

    def test_a_rate_that_rises(self):
        line, order = self._buy_abroad(1.5)
        self._check_values(
            (line.move_ids, 40, {"material": 30, "variance": 10}),
            (order.picking_ids.move_ids, 20, {"material": 15, "variance": 5}),
        )
        self._check_costs(gap=20)
        self._invoice(order)
        self._check_kinds(order, material=15, variance=5)
        self._check_costs()

    def test_a_rate_that_falls_and_a_price_that_rises(self):
        line, order = self._buy_abroad(3, price=36)
        # 72 at three for one; at two for one it would be 36
        self._check_values(
            (line.move_ids, 24, {"material": 36, "variance": -12}),
            (order.picking_ids.move_ids, 12, {"material": 18, "variance": -6}),
        )

    def test_the_rate_reaches_what_was_made(self):
        line, _order = self._buy_abroad(2)
        self.assertEqual(self._get_kinds(line.move_ids), {"material": 30})


@tagged("post_install", "-at_install")
class TestCostBillCents(CostChangesCommon):
    """A bill's total is right in the ledger; one of its lines has the odd cent."""

    def _buy_many(self, prices, quantity=1, **values):
        """Receive a lamp of each price on one order."""
        lamps = [self._make_lamp(self.category_fifo_auto) for _price in prices]
        lines = [
            Command.create(
                {
                    "product_id": lamp.id,
                    "product_qty": quantity,
                    "price_unit": price,
                    "tax_ids": [Command.clear()],
                }
            )
            for lamp, price in zip(lamps, prices, strict=True)
        ]
        purchase = self.env["purchase.order"].create(
            {"partner_id": self.vendor.id, "order_line": lines, **values}
        )
        purchase.button_confirm()
        self._finish_transfers(purchase.picking_ids)
        return purchase.order_line

    def test_three_lines_in_another_currency(self):
        """At three for one 1.00 is 0.33, three of them are 1.00: one line has 0.34."""
        self._use_multi_currencies([("2020-01-01", 3)])
        lines = self._buy_many([1, 1, 1], currency_id=self.other_currency.id)
        bill = self._bill(lines, currency_id=self.other_currency.id)
        self.assertEqual(
            sorted(bill.invoice_line_ids.mapped("balance")), [0.33, 0.33, 0.34]
        )
        values = [sum(line.move_ids.mapped("value")) for line in lines]
        self.assertEqual(values, bill.invoice_line_ids.mapped("balance"))
        self._check_costs()

    def test_the_cent_reaches_what_has_left(self):
        self._use_multi_currencies([("2020-01-01", 3)])
        lines = self._buy_many([1, 1, 1], currency_id=self.other_currency.id)
        orders = [self._ship(line.product_id, 1) for line in lines]
        for order in orders:
            self._invoice(order)
            self._check_kinds(order, material=0.33)
        self._bill(lines, currency_id=self.other_currency.id)
        for order, cost in zip(orders, (0.34, 0.33, 0.33), strict=True):
            self._check_kinds(order, material=cost)
        self._check_costs()

    def test_two_bills_of_two_units_each(self):
        """0.34 for one unit, then 0.34 for the other: 0.68, not 0.66."""
        self._use_multi_currencies([("2020-01-01", 3)])
        lines = self._buy_many([1, 1, 1], 2, currency_id=self.other_currency.id)
        bills = [
            self._bill(lines, quantity=1, currency_id=self.other_currency.id)
            for _time in range(2)
        ]
        for line in lines:
            items = line.invoice_lines
            self.assertAlmostEqual(line.move_ids.value, sum(items.mapped("balance")), 2)
        self.assertEqual(len(bills), 2)
        self._check_costs()

    def test_two_units_of_each(self):
        """2.00 is 0.67 for each of three lines, but 2.00 for all: one has 0.66."""
        self._use_multi_currencies([("2020-01-01", 3)])
        lines = self._buy_many([1, 1, 1], 2, currency_id=self.other_currency.id)
        bill = self._bill(lines, currency_id=self.other_currency.id)
        self.assertEqual(
            sorted(bill.invoice_line_ids.mapped("balance")), [0.66, 0.67, 0.67]
        )
        for line in lines:
            [item] = line.invoice_lines
            self.assertAlmostEqual(line.move_ids.value, item.balance, 2)
        self._check_costs()


@tagged("post_install", "-at_install")
class TestCostChangesPast(CostChangesCommon):
    """What was done before the module follows once its costs are built."""

    def _forget(self, *moves):
        for some in moves:
            some.cost_line_ids.unlink()
            some.cost_source_ids.unlink()

    def _build(self):
        build = self.env["pull.cost.build"]._start()
        build._run(lambda count: True, size=3)
        self.assertEqual(build.state, "done")

    def test_without_sources_nothing_is_carried(self):
        lamp = self._make_lamp(self.category_fifo_auto)
        line = self._purchase(lamp, 10, 10)
        move = self._ship(lamp, 4).picking_ids.move_ids
        self._forget(line.move_ids, move)
        self._bill(line, price=12)
        self.assertEqual(move.value, 40)
        self.assertEqual(line.move_ids.value, 120)

    def test_rebuilt_moves_follow_as_live_ones(self):
        lamp = self._make_lamp()
        line = self._purchase(lamp, 10, 10)
        order = self._ship(lamp, 4)
        back = self._return(order.picking_ids, {lamp: 1}).move_ids
        move = order.picking_ids.move_ids.filtered("is_out")
        again = self._ship(lamp, 2).picking_ids.move_ids
        live = self._read(line.move_ids, move, back, again)
        self._forget(line.move_ids, move, back, again)
        self._build()
        self.assertEqual(self._read(line.move_ids, move, back, again), live)
        self._bill(line, price=12)
        self.assertEqual(move.value, 48)
        self.assertEqual(back.value, 12)
        self.assertEqual(again.value, 24)
        self.assertEqual(lamp.total_value, 60)

    def _read(self, *moves):
        return [
            (
                [(line.kind, line.amount, line.date) for line in some.cost_line_ids],
                sorted(
                    (part.source_id.id, round(part.quantity, 6))
                    for part in some.cost_source_ids
                ),
            )
            for some in moves
        ]

    def test_a_run_rebuilt_follows(self):
        line = self._purchase(self.part, 10, 10)
        run = self._make_all(self._sell([(self.desk, 10)]))
        self._forget(line.move_ids, run.move_raw_ids, run.move_finished_ids)
        self._build()
        self._bill(line, price=12)
        self.assertEqual(self._get_value(run), 443)
        self._check_production()
