from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .books import CostChangesCommon


@tagged("post_install", "-at_install")
class TestCostChanges(CostChangesCommon):
    """What a bill changes reaches those who took the goods before it came."""

    # === Delivered before the bill ===

    def test_a_dearer_bill_after_the_delivery_at_average_cost(self):
        self._deliver_before_the_bill(self.category_avco_auto)

    def test_a_dearer_bill_after_the_delivery_by_fifo(self):
        self._deliver_before_the_bill(self.category_fifo_auto)

    def _deliver_before_the_bill(self, category):
        lamp = self._make_lamp(category)
        line = self._purchase(lamp, 10, 10)
        order = self._ship(lamp, 10)
        self._bill(line, price=12)
        self._check_values((order.picking_ids.move_ids, 120, {"material": 120}))
        self._invoice(order)
        self._check_kinds(order, material=120)
        self._check_costs()

    def test_a_dearer_bill_of_goods_valued_by_lot(self):
        lamp = self._make_lamp(tracking="lot", lot_valuated=True)
        line = self._purchase(lamp, 4, 10, lots=[("A", 3), ("B", 1)])
        order = self._ship(lamp, 3)
        self._bill(line, price=12)
        self._check_values((order.picking_ids.move_ids, 36, {"material": 36}))
        self.env.invalidate_all()  # core does not know that it has changed
        self.assertEqual(lamp.total_value, 12)
        self._invoice(order)
        self._check_costs()

    def test_a_dearer_bill_at_standard_cost(self):
        lamp = self._make_lamp(self.category_standard_auto, standard_price=10)
        lamp.categ_id.property_price_difference_account_id = self.account_spent
        line = self._purchase(lamp, 10, 10)
        order = self._ship(lamp, 4)
        self._bill(line, price=12)
        kinds = {"material": 48, "variance": -8}
        self._check_values((order.picking_ids.move_ids, 40, kinds))
        self._invoice(order)
        self.assertEqual(self._get_cogs(order), 40)
        self._check_costs()

    def test_a_cheaper_bill_with_part_still_in_stock(self):
        lamp = self._make_lamp()
        line = self._purchase(lamp, 10, 10)
        order = self._ship(lamp, 4)
        self._bill(line, price=7)
        self._check_values((order.picking_ids.move_ids, 28, {"material": 28}))
        self.assertEqual(lamp.total_value, 42)
        self._invoice(order)
        self._check_costs()

    def test_a_refund_takes_back_its_part(self):
        lamp = self._make_lamp()
        line = self._purchase(lamp, 10, 10)
        order = self._ship(lamp, 4)
        self._bill(line, price=12)
        self.assertEqual(order.picking_ids.move_ids.value, 48)
        self._refund(line, price=12, quantity=10)
        # nothing is billed any more: the order's price again
        self.assertEqual(order.picking_ids.move_ids.value, 40)

    def test_bills_in_parts(self):
        lamp = self._make_lamp()
        line = self._purchase(lamp, 10, 10)
        order = self._ship(lamp, 5)
        self._bill(line, price=12, quantity=4)
        # 4 at 12 and 6 at 10
        self.assertEqual(order.picking_ids.move_ids.value, 54)
        self._bill(line, price=13, quantity=6)
        # 48 + 78 of all 10
        self.assertEqual(order.picking_ids.move_ids.value, 63)
        self._invoice(order)
        self._check_costs()

    def test_several_receipts_of_one_purchase_line(self):
        lamp = self._make_lamp(self.category_fifo_auto)
        line = self._purchase(lamp, 4, 10)
        line.product_qty = 10
        self._receive_all(line.order_id)
        order = self._ship(lamp, 5)
        self._bill(line, price=12)
        self._check_values((order.picking_ids.move_ids, 60, {"material": 60}))
        self.assertEqual(lamp.total_value, 60)
        self._invoice(order)
        self._check_costs()

    def test_three_deliveries_of_a_third(self):
        lamp = self._make_lamp()
        line = self._purchase(lamp, 3, 100 / 3)
        orders = [self._ship(lamp, 1) for _third in range(3)]
        self._bill(line, price=40)
        for order in orders:
            self.assertEqual(order.picking_ids.move_ids.value, 40)
            self._invoice(order)
        self._check_costs()

    def test_average_cost_over_several_receipts_and_deliveries(self):
        lamp = self._make_lamp()
        first = self._purchase(lamp, 10, 10)
        one = self._ship(lamp, 4)
        second = self._purchase(lamp, 10, 10)
        two = self._ship(lamp, 8)
        self._bill(second, price=10)
        self._bill(first, price=12)
        # 4 of 10 of the change; of the 6 that it left, 3; and 3 are left
        self.assertEqual(one.picking_ids.move_ids.value, 48)
        self.assertEqual(two.picking_ids.move_ids.value, 86)
        self.assertEqual(lamp.total_value, 86)
        self._invoice(one)
        self._invoice(two)
        self._check_costs()

    def test_average_cost_of_what_is_dated_before_what_it_was_taken_of(self):
        with freeze_time("2026-01-10 09:00:00"):
            lamp = self._make_lamp()
            self._bill(self._purchase(lamp, 10, 10))
        with freeze_time("2026-01-12 09:00:00"):
            line = self._purchase(lamp, 10, 20)
        with freeze_time("2026-01-12 08:00:00"):
            first = self._ship(lamp, 4)
        with freeze_time("2026-01-13 08:00:00"):
            second = self._ship(lamp, 4)
        self._bill(line, price=10)
        for order in (first, second):
            self._check_values((order.picking_ids.move_ids, 40, {"material": 40}))
        self.assertEqual(lamp.total_value, 120)
        self._check_costs(gap=80)

    def test_average_cost_by_the_days_where_they_contradict_what_was_done(self):
        """10 at 10 and 10 at 20, then 4 leave, dated before the second receipt: at 15
        as they left, so 240 are there; by the days they leave at 10, and Odoo's next
        average is (60 + 200 + 4 x 30) / 20 = 19."""
        with freeze_time("2026-01-10 09:00:00"):
            lamp = self._make_lamp()
            self._bill(self._purchase(lamp, 10, 10))
        with freeze_time("2026-01-12 09:00:00"):
            self._bill(self._purchase(lamp, 10, 20))
        with freeze_time("2026-01-12 08:00:00"):
            order = self._ship(lamp, 4)
        self._check_values((order.picking_ids.move_ids, 60, {"material": 60}))
        with freeze_time("2026-01-14 09:00:00"):
            self._bill(self._purchase(lamp, 4, 30))
        self.assertEqual(lamp.standard_price, 19)
        findings = self.company._get_cost_control().get_findings()
        self.assertFalse([finding for finding in findings if not finding.rest])
        [rest] = [f for f in findings if "average by days" in (f.cause or "")]
        self.assertEqual(rest.found, 360 - 380)

    def test_another_price_on_the_purchase_order(self):
        lamp = self._make_lamp()
        line = self._purchase(lamp, 10, 10)
        order = self._ship(lamp, 10)
        line.price_unit = 12
        move = order.picking_ids.move_ids
        self._check_values((move, 120, {"material": 120}))
        self.assertEqual(move.cost_line_ids[-1].cause, line.order_id.name)
        self._bill(line)
        self._invoice(order)
        self._check_costs()

    # === Dates and causes ===

    def test_a_change_has_its_day_and_its_cause(self):
        lamp = self._make_lamp()
        line = self._purchase(lamp, 10, 10)
        move = self._ship(lamp, 10).picking_ids.move_ids
        first = move._get_cost_dates()[move]
        bill = self._bill(line, price=12)
        added = move.cost_line_ids.filtered("cause")
        # billed as of a day before the delivery: it counts from the delivery on
        self.assertEqual(added.mapped("date"), [first])
        self.assertEqual(added.cause, bill.name)
        self.assertEqual(added.amount, 20)
        self.assertEqual(move._get_cost_vectors(date=bill.date)[move], {})
        self.assertEqual(sum(move._get_cost_vectors(date=first)[move].values()), 120)

    def test_left_to_the_closing(self):
        self.company.pull_cost_changes = "closing"
        lamp = self._make_lamp(self.category_fifo_auto)
        line = self._purchase(lamp, 10, 10)
        order = self._ship(lamp, 10)
        self._bill(line, price=12)
        self.assertEqual(order.picking_ids.move_ids.value, 100)
        self._check_values((line.move_ids, 120, {"material": 120}))

    # === Through runs ===

    def test_a_component_that_was_used_before_its_bill(self):
        line = self._purchase(self.part, 10, 10)
        order = self._sell([(self.desk, 10)])
        run = self._make_all(order)
        self.assertEqual(self._get_value(run), 423)
        self._deliver(order)
        self._bill(line, price=12)
        self.assertEqual(self._get_value(run), 443)
        self.assertEqual(run.run_cost, 443)
        self._check_values(
            (run.move_raw_ids, 120, {"material": 120}),
            (
                order.picking_ids.move_ids,
                443,
                {"material": 120, "run": 300, "setup_time": 15, "setup_fixed": 8},
            ),
        )
        self._invoice(order)
        self._check_costs()
        self._check_production()

    def test_the_setup_stays_what_it_was(self):
        line = self._purchase(self.part, 10, 10)
        run = self._make_all(self._sell([(self.desk, 10)]))
        self._bill(line, price=12)
        self.assertEqual(self._get_kinds(run.move_finished_ids)["setup_fixed"], 8)
        self._check_books(absorbed=8)

    def test_two_levels(self):
        upper = self._make_product("Room", self.category_avco_auto)
        upper.supply_policy = "pull"
        self._make_bom(upper, {self.desk: 2})
        line = self._purchase(self.part, 2, 10)
        order = self._sell([(upper, 1)])
        self._make_all(order)
        self._deliver(order)
        self._bill(line, price=13)
        move = order.picking_ids.move_ids
        # two desks of 103, and 53 of work on the room; 3 more for each part
        self.assertEqual(move.value, 162)
        self._invoice(order)
        self._check_kinds(order, material=26, run=90, setup_time=30, setup_fixed=16)
        self._check_costs()
        self._check_production()

    def test_a_run_that_is_still_open(self):
        line = self._purchase(self.part, 10, 10)
        order = self._sell([(self.desk, 10)])
        self._bill(line, price=12)
        self._make_all(order)
        self.assertEqual(self._get_value(self._get_runs(order)), 443)
        self.assertFalse(self._get_cost_entries())
        self._check_books(absorbed=8)

    def test_a_by_product_bears_its_share(self):
        offcut = self._make_product("Offcut", self.category_avco_auto)
        bom = self.desk.bom_ids
        bom.byproduct_ids = [
            (0, 0, {"product_id": offcut.id, "product_qty": 1, "cost_share": 25})
        ]
        line = self._purchase(self.part, 1, 10)
        run = self._make_all(self._sell([(self.desk, 1)]))
        self._bill(line, price=14)
        self.assertEqual(self._get_value(run), 50.25)
        self.assertEqual(offcut.total_value, 16.75)
        self._check_books(absorbed=8)

    def test_a_run_at_standard_cost_keeps_its_value(self):
        self.desk.categ_id = self.category_standard_auto
        self.desk.standard_price = 60
        self.category_standard_auto.property_price_difference_account_id = (
            self.account_spent
        )
        line = self._purchase(self.part, 1, 10)
        run = self._make_all(self._sell([(self.desk, 1)]))
        self.assertEqual(self._get_balance(self.account_spent), 3)
        self._bill(line, price=14)
        self.assertEqual(self._get_value(run), 60)
        self.assertEqual(self._get_balance(self.account_spent), 7)
        self._check_books(absorbed=8)

    def test_accounts_of_their_own(self):
        parts = self.category_fifo_auto.copy({"name": "Parts"})
        account = self._make_account("Parts in stock", "100103", "asset_current")
        parts.property_stock_valuation_account_id = account
        self.part.categ_id = parts
        line = self._purchase(self.part, 10, 10)
        run = self._make_all(self._sell([(self.desk, 10)]))
        bill = self._bill(line, price=12)
        entry = self._get_cost_entries()
        self.assertEqual(entry.pull_cost_cause, bill.name)
        self.assertIn(bill.name, entry.ref)
        self.assertEqual(
            {item.account_id: item.balance for item in entry.line_ids},
            {account: -20, self.account_stock_valuation: 20},
        )
        self.assertEqual(self._get_balance(account), 0)
        self.assertEqual(self._get_value(run), 443)

    def test_a_kit_ships_its_components(self):
        kit = self._make_product("Kit", self.category_fifo_auto)
        kit.supply_policy = "push"
        self._make_bom(kit, {self.part: 2}, type="phantom").operation_ids.unlink()
        line = self._purchase(self.part, 4, 10)
        order = self._ship(kit, 2)
        self._bill(line, price=12)
        self._check_values((order.picking_ids.move_ids, 48, {"material": 48}))
        self._invoice(order)
        self._check_costs()

    # === Scrapped, unbuilt, sent back ===

    def test_a_scrapped_component(self):
        line = self._purchase(self.part, 10, 10)
        scrapped = self._scrap(self.part, 4)
        self._bill(line, price=12)
        self.assertEqual(scrapped.value, 48)
        self.assertEqual(self._get_balance(self.account_inventory), 48)
        self._check_costs()

    def test_a_run_that_was_unbuilt(self):
        line = self._purchase(self.part, 1, 10)
        run = self._make_all(self._sell([(self.desk, 1)]))
        self._unbuild(run)
        self._bill(line, price=14)
        self.assertEqual(self.part.total_value, 14)
        self.assertEqual(self.desk.total_value, 0)
        self._check_production()
        self._check_costs()

    def test_goods_that_the_customer_sent_back(self):
        lamp = self._make_lamp(self.category_fifo_auto)
        line = self._purchase(lamp, 10, 10)
        order = self._ship(lamp, 10)
        back = self._return(order.picking_ids, {lamp: 4})
        self._bill(line, price=12)
        self._check_values((back.move_ids, 48, {"material": 48}))
        self.assertEqual(lamp.total_value, 48)
        self._invoice(order)
        self.assertEqual(self._get_cogs(order), 72)
        self._check_costs()

    def test_goods_that_came_back_and_left_again(self):
        lamp = self._make_lamp()
        line = self._purchase(lamp, 10, 10)
        order = self._ship(lamp, 10)
        self._return(order.picking_ids, {lamp: 4})
        again = self._ship(lamp, 4)
        self._bill(line, price=12)
        self.assertEqual(again.picking_ids.move_ids.value, 48)
        self.assertEqual(lamp.total_value, 0)

    def test_goods_that_go_back_to_the_vendor(self):
        lamp = self._make_lamp()
        line = self._purchase(lamp, 10, 10)
        self._bill(line, price=12)
        back = self._return(line.move_ids.picking_id, {lamp: 4})
        self.assertEqual(back.move_ids.value, 48)
        self._refund(line, price=12, quantity=4)
        self.assertEqual(lamp.total_value, 67.2)

    def test_a_price_changed_after_goods_went_back_to_the_vendor(self):
        lamp = self._make_lamp()
        line = self._purchase(lamp, 10, 10)
        back = self._return(line.move_ids.picking_id, {lamp: 4}).move_ids
        self._purchase(lamp, 10, 20)
        line.price_unit = 12
        # not what the lamp costs by now
        self._check_values((back, 48, {"material": 48}))

    # === What may stand in the way ===

    def test_a_locked_period_is_booked_in_the_open_one(self):
        parts = self.category_fifo_auto.copy({"name": "Parts"})
        account = self._make_account("Parts in stock", "100103", "asset_current")
        parts.property_stock_valuation_account_id = account
        self.part.categ_id = parts
        line = self._purchase(self.part, 10, 10)
        run = self._make_all(self._sell([(self.desk, 10)]))
        made = run.move_finished_ids
        first = made._get_cost_dates()[made]
        self.env.flush_all()
        self.company.fiscalyear_lock_date = first
        line.move_ids.value_manual = 120
        entry = self._get_cost_entries()
        self.assertGreater(entry.date, first)
        self.assertIn("locked", entry.ref)
        self.assertEqual(sum(made._get_cost_vectors(date=first)[made].values()), 423)
        self.assertEqual(made.value, 443)

    def test_without_a_journal_the_bill_is_posted_and_told(self):
        self._check_refused_entry(self._forget_journal)

    def test_with_an_archived_account_the_bill_is_posted_and_told(self):
        self._check_refused_entry(self._archive_account)

    def _forget_journal(self, _account):
        self.company.account_stock_journal_id = False

    def _archive_account(self, account):
        account.active = False

    def _check_refused_entry(self, hinder):
        desks = self.category_fifo_auto.copy({"name": "Desks"})
        account = self._make_account("Desks in stock", "100103", "asset_current")
        desks.property_stock_valuation_account_id = account
        self.desk.categ_id = desks
        line = self._purchase(self.part, 10, 10)
        run = self._make_all(self._sell([(self.desk, 10)]))
        hinder(account)
        bill = self._bill(line, price=12)
        self.assertEqual(bill.state, "posted")
        self.assertEqual(self._get_value(run), 443)
        self.assertFalse(self._get_cost_entries())
        self.assertIn("could not be booked", str(bill.message_ids.mapped("body")))

    def test_an_entry_reset_to_draft_is_posted_again(self):
        line = self._purchase(self.part, 10, 10)
        self._scrap(self.part, 4)
        self._bill(line, price=12)
        entry = self._get_cost_entries()
        before = {item.account_id: item.balance for item in entry.line_ids}
        entry.button_draft()
        with self.assertRaises(UserError):
            entry.unlink()
        entry.action_post()
        after = {item.account_id: item.balance for item in entry.line_ids}
        self.assertEqual(after, before)
        self._check_costs()

    # === Corrections ===

    def test_a_corrected_receipt_changes_no_unit(self):
        lamp = self._make_lamp()
        line = self._purchase(lamp, 10, 10)
        order = self._ship(lamp, 4)
        line.move_ids.move_line_ids.quantity = 12
        self.assertEqual(order.picking_ids.move_ids.value, 40)
        self._check_values((line.move_ids, 120, {"material": 120}))
        self.assertEqual(lamp.total_value, 80)

    def test_a_corrected_component_reaches_the_run(self):
        line = self._purchase(self.part, 12, 10)
        self._bill(line)
        run = self._make_all(self._sell([(self.desk, 10)]))
        run.move_raw_ids.move_line_ids.quantity = 12
        self.assertEqual(self._get_value(run), 443)
        self.assertEqual(self.part.total_value, 0)
        self._check_books(absorbed=8)

    def test_lots_whose_worth_was_read_before_the_bill(self):
        self.desk.write({"tracking": "lot", "lot_valuated": True})
        line = self._purchase(self.part, 10, 10)
        run = self._get_runs(self._sell([(self.desk, 1)]))
        run.action_generate_serial()
        self._finish(run)
        self.assertEqual(self.desk.total_value, 63)
        self._bill(line, price=12)
        self.assertEqual(self.desk.total_value, 65)
        self.assertEqual(self.desk.standard_price, 65)
        self._check_costs()

    def _ship_layers(self, *sold, **values):
        """Sell lamps of 10, 10, 20 and 30, one after the other; return the moves."""
        self.lamp = self._make_lamp(self.category_fifo_auto, **values)
        for price in (10, 10, 20, 30):
            self._bill(self._purchase(self.lamp, 1, price))
        orders = [self._ship(self.lamp, quantity) for quantity in sold]
        for order in orders:
            self._invoice(order)
        return [order.picking_ids.move_ids for order in orders]

    def _correct(self, move, quantity):
        move.move_line_ids.quantity = quantity
        order = move.sale_line_id.order_id
        if order.order_line.qty_to_invoice:
            order._create_invoices(final=True).action_post()

    def test_a_corrected_delivery_takes_the_next_layer(self):
        first, second = self._ship_layers(1, 1)
        self._correct(first, 2)
        self.assertEqual((first.value, second.value), (30, 10))
        self.assertEqual(self.lamp.total_value, 30)
        self._check_costs()

    def test_goods_that_are_none_of_ours_are_corrected_as_by_odoo(self):
        """Its estimate, as many at the same cost, stands until its own closing."""
        category = self.category_fifo_auto.copy({"property_valuation": "periodic"})
        lamp = self._make_lamp(category, supply_policy=False)
        for price in (10, 20):
            self._bill(self._purchase(lamp, 1, price))
        move = self._ship(lamp, 1).picking_ids.move_ids
        self.assertFalse(move.account_move_id or lamp.effective_supply_policy)
        move.move_line_ids.quantity = 2
        self.assertEqual(move.value, 20)
        self.assertEqual(sum(move.cost_line_ids.mapped("amount")), 20)
        self.assertEqual(sum(move.cost_source_ids.mapped("quantity")), 2)

    def test_goods_that_are_none_of_ours_are_given_back_as_by_odoo(self):
        category = self.category_fifo_auto.copy({"property_valuation": "periodic"})
        lamp = self._make_lamp(category, supply_policy=False)
        for price in (10, 30, 50):
            self._bill(self._purchase(lamp, 1, price))
        moves = [self._ship(lamp, number).picking_ids.move_ids for number in (2, 1)]
        self.assertEqual([move.value for move in moves], [40, 50])
        moves[0].move_line_ids.quantity = 1
        self.assertEqual([move.value for move in moves], [20, 50])
        for move in moves:
            parts = sum(move.cost_line_ids.mapped("amount"))
            self.assertAlmostEqual(parts, move.value)

    def test_a_corrected_delivery_gives_back_what_it_took_last(self):
        [move] = self._ship_layers(3)
        self._correct(move, 2)
        self.assertEqual(move.value, 20)
        self.assertEqual(self.lamp.total_value, 50)
        self._check_costs()

    def test_who_took_later_has_what_is_given_back(self):
        first, second = self._ship_layers(2, 1)
        self.assertEqual((first.value, second.value), (20, 20))
        self._correct(first, 1)
        self.assertEqual((first.value, second.value), (10, 10))
        self.assertEqual(self.lamp.total_value, 50)
        self.assertEqual(second.cost_source_ids.filtered("quantity").quantity, 1)

    def test_a_bill_after_a_correction_reaches_who_has_it_now(self):
        lamp = self._make_lamp(self.category_fifo_auto)
        lines = [self._purchase(lamp, 1, price) for price in (10, 20, 30)]
        first, second = self._ship(lamp, 1), self._ship(lamp, 1)
        moves = (first | second).picking_ids.move_ids
        self._correct(moves[0], 2)
        self._bill(lines[2], price=37)
        self.assertEqual(moves.mapped("value"), [47, 20])
        self.assertEqual(lamp.total_value, 0)

    def test_a_corrected_component_takes_the_next_layer(self):
        self._bill(self._purchase(self.part, 1, 10))
        self._bill(self._purchase(self.part, 1, 30))
        run = self._make_all(self._sell([(self.desk, 1)]))
        self.assertEqual(self._get_value(run), 63)
        run.move_raw_ids.move_line_ids.quantity = 2
        self.assertEqual(self._get_value(run), 93)
        self.assertEqual(self.part.total_value, 0)
        self._check_books(absorbed=8)

    def test_the_corrected_lot_alone_changes(self):
        lamp = self._make_lamp(
            self.category_fifo_auto, tracking="lot", lot_valuated=True
        )
        for name, price in (("L63", 63), ("L123", 123)):
            self._bill(self._purchase(lamp, 2, price, lots=[(name, 2)]))
        order = self._sell([(lamp, 2)])
        move = order.picking_ids.move_ids
        move.move_line_ids.unlink()
        lots = self.env["stock.lot"].search([("product_id", "=", lamp.id)], order="id")
        for lot in lots:
            move.move_line_ids = [
                Command.create(
                    {
                        "product_id": lamp.id,
                        "lot_id": lot.id,
                        "quantity": 1,
                        "location_id": move.location_id.id,
                        "location_dest_id": move.location_dest_id.id,
                    }
                )
            ]
        move.picked = True
        move.picking_id.button_validate()
        self.assertEqual(move.value, 186)
        move.move_line_ids.filtered(lambda line: line.lot_id == lots[1]).quantity = 2
        self.assertEqual(move.value, 309)
        self.assertEqual(lamp.total_value, 63)
        self._invoice(order)
        self._check_costs()

    # === By hand ===

    def test_a_revaluation_by_hand_of_what_is_made_is_variance(self):
        order = self._sell([(self.table, 1)])
        run = self._make_all(order)
        self._deliver(order)
        run.move_finished_ids.value_manual = 126
        kinds = {"material": 10, "run": 30, "setup_time": 15, "setup_fixed": 8}
        self._check_values((order.picking_ids.move_ids, 126, {**kinds, "variance": 63}))
        self._invoice(order)
        self._check_costs()

    def test_a_revaluation_by_hand_of_what_is_bought_is_material(self):
        lamp = self._make_lamp(self.category_fifo_auto)
        line = self._purchase(lamp, 10, 10)
        self._bill(line)
        order = self._ship(lamp, 4)
        line.move_ids.value_manual = 120
        self._check_values((order.picking_ids.move_ids, 48, {"material": 48}))
        self._invoice(order)
        # what is still there is revalued in the ledger at closing
        self._check_costs(gap=-12)

    def test_a_new_price_says_nothing_of_what_is_gone(self):
        lamp = self._make_lamp()
        line = self._purchase(lamp, 10, 10)
        order = self._ship(lamp, 4)
        self._bill(line)
        lamp.standard_price = 20
        self.assertEqual(order.picking_ids.move_ids.value, 40)
