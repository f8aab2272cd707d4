from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .books import CogsFlowsCommon
from .world import DropshipCommon


@tagged("post_install", "-at_install")
class TestCogsEvents(CogsFlowsCommon):
    """Whatever happens to its documents, the cost of goods sold of an order is what
    its customer keeps of it cost, as far as it is invoiced, as of any day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table.invoice_policy = "order"

    # === Reading ===

    def _get_expense(self, day=None):
        """Return what the expense account has of cost of goods sold."""
        domain = [
            ("account_id", "=", self.account_expense.id),
            ("display_type", "=", "cogs"),
            ("parent_state", "=", "posted"),
        ]
        if day:
            domain.append(("date", "<=", day))
        items = self.env["account.move.line"].search(domain)
        return self._round(sum(items.mapped("balance")))

    def _check_expense(self, amount, gap=0):
        self.assertEqual(self._get_expense(), amount)
        self._check_costs(gap=gap)

    def _sell_prepaid(self, quantity=1, delivered=True):
        order = self._sell([(self.table, quantity)])
        invoice = self._invoice(order)
        self.assertEqual(self._get_expense(), 0)
        if delivered:
            self._make_all(order)
            self._deliver(order)
        return order, invoice

    def _make_kit(self, components, **values):
        """Return a pulled kit of {component: quantity}, invoiced as ordered."""
        kit = self._make_product("Kit", self.category_fifo_auto)
        kit.write(
            {
                "is_storable": False,
                "invoice_policy": "order",
                "supply_policy": "pull",
                **values,
            }
        )
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in components.items()
                ],
            }
        )
        return kit

    def _make_stocked(self, name, cost, quantity, category=None):
        product = self._make_product(name, category or self.category_fifo_auto)
        self._make_in_move(product, quantity, unit_cost=cost)
        self._close()
        return product

    # === Invoices that go away: what was booked after them goes too ===

    def test_prepaid_deleted_and_invoiced_again(self):
        order, invoice = self._sell_prepaid()
        self._check_expense(63)
        invoice.button_draft()
        self._check_expense(0, gap=63)
        invoice.unlink()
        self._check_expense(0, gap=63)
        self._invoice(order)
        self._check_expense(63)
        self._check_kinds(order, material=10, run=30, setup_time=15, setup_fixed=8)

    def test_prepaid_line_removed_and_invoiced_again(self):
        order, invoice = self._sell_prepaid()
        invoice.button_draft()
        invoice.invoice_line_ids = [Command.create({"name": "Advice", "price_unit": 5})]
        invoice.invoice_line_ids.filtered("product_id").unlink()
        invoice.action_post()
        self._check_expense(0, gap=63)
        self._invoice(order)
        self._check_expense(63)

    def test_prepaid_reset_to_correct_a_word(self):
        order, invoice = self._sell_prepaid()
        for _again in range(2):
            invoice.button_draft()
            invoice.narration = "At your service"
            invoice.action_post()
            self._check_expense(63)
        self._check_kinds(order, material=10, run=30, setup_time=15, setup_fixed=8)

    def test_prepaid_cancelled_and_goods_come_back(self):
        order, invoice = self._sell_prepaid()
        invoice.button_draft()
        self._check_expense(0, gap=63)
        invoice.button_cancel()
        self._check_expense(0, gap=63)
        self._return(order.picking_ids)
        self._check_expense(0)
        self._check_kinds(order)

    def test_goods_come_back_and_prepaid_is_cancelled(self):
        order, invoice = self._sell_prepaid()
        self._return(order.picking_ids)
        self._check_expense(0)
        invoice.button_draft()
        invoice.button_cancel()
        self._check_expense(0)

    def test_prepaid_reversed_and_modified(self):
        order, invoice = self._sell_prepaid(2)
        self._check_expense(103)
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        again = self.env["account.move"].browse(wizard.modify_moves()["res_id"])
        self._check_expense(0, gap=103)
        again.action_post()
        self._check_expense(103)
        self._check_kinds(order, material=20, run=60, setup_time=15, setup_fixed=8)

    # === What customers keep ===

    def test_prepaid_partly_delivered_and_one_comes_back(self):
        order, _invoice = self._sell_prepaid(6, delivered=False)
        [run] = self._get_runs(order)
        self._finish(run, 3, backorder=True)
        delivery = self._deliver(order, {order.order_line: 3})
        value = sum(delivery.move_ids.mapped("value"))
        self._check_expense(value)
        self._return(delivery, {self.table: 1})
        self._check_expense(self._round(value * 2 / 3))

    def test_done_quantity_corrected(self):
        order, _invoice = self._sell_prepaid(2, delivered=False)
        self._make_all(order)
        delivery = self._deliver(order, {order.order_line: 1})
        self._check_expense(51.5)
        delivery.move_ids.filtered("picked").move_line_ids.quantity = 2
        self._check_expense(103)
        self._check_kinds(order, material=20, run=60, setup_time=15, setup_fixed=8)

    def test_done_quantity_corrected_downwards(self):
        order, _invoice = self._sell_prepaid(2)
        self._check_expense(103)
        order.picking_ids.move_ids.move_line_ids.quantity = 1
        self._check_expense(51.5)

    def test_first_invoiced_first_delivered(self):
        """Two deliveries of 25 and 47: what is invoiced first is the first."""
        lamp = self._make_product("Lamp", self.category_fifo_auto)
        lamp.write({"invoice_policy": "order", "supply_policy": "push"})
        self._make_in_move(lamp, 1, unit_cost=25)
        self._make_in_move(lamp, 1, unit_cost=47)
        self._close()
        order = self._sell([(lamp, 2)])
        self._deliver(order, {order.order_line: 1})
        self._invoice(order, {order.order_line: 1})
        self._check_expense(25)
        self._deliver(order)
        self._check_expense(25, gap=47)
        self._invoice(order)
        self._check_expense(72)

    # === As of its day ===

    def test_posted_again_after_the_next_delivery(self):
        with freeze_time("2026-01-20 10:00:00"):
            lamp = self._make_product("Lamp", self.category_fifo_auto)
            lamp.supply_policy = "push"
            self._make_in_move(lamp, 1, unit_cost=63)
            order = self._sell([(lamp, 2)])
            self._deliver(order, {order.order_line: 1})
            invoice = self._invoice(order)
        with freeze_time("2026-02-10 10:00:00"):
            self._make_in_move(lamp, 1, unit_cost=123)
            self._deliver(order)
            invoice.button_draft()
            invoice.narration = "A word"
            invoice.action_post()
            self.assertEqual(self._get_expense("2026-01-31"), 63)
            self.assertEqual(self._get_expense(), 63)
            self._invoice(order)
        self.assertEqual(self._get_expense("2026-01-31"), 63)
        self.assertEqual(self._get_expense(), 186)

    def test_invoice_dated_before_the_delivery(self):
        order = self._sell([(self.table, 1)])
        self._make_all(order)
        self._deliver(order)
        invoice = self._invoice(order, post=False)
        invoice.invoice_date = fields.Date.today() - timedelta(days=40)
        invoice.action_post()
        self.assertEqual(self._get_expense(invoice.date), 0)
        self._check_expense(63)

    def test_delivered_between_the_posting_and_the_day_of_an_invoice(self):
        order = self._sell([(self.table, 1)])
        invoice = self._invoice(order, post=False)
        day = fields.Date.today() + timedelta(days=40)
        invoice.invoice_date = day
        invoice._post(soft=False)
        self._make_all(order)
        self._deliver(order)
        self.assertEqual(self._get_expense(day - timedelta(days=1)), 0)
        self.assertEqual(self._get_expense(day), 63)

    def test_in_a_locked_period(self):
        """What is due in a closed month is booked in the first that is open."""
        with freeze_time("2026-01-20 10:00:00"):
            order = self._sell([(self.table, 1)])
            self._make_all(order)
            self._deliver(order)
        with freeze_time("2026-03-10 10:00:00"):
            self.env.flush_all()
            self.company.fiscalyear_lock_date = "2026-02-28"
            invoice = self._invoice(order, post=False)
            invoice.invoice_date = "2026-01-31"
            invoice.action_post()
            self.assertEqual(self._get_expense("2026-02-28"), 0)
            self.assertEqual(self._get_expense(), 63)
            invoice.button_draft()
            self.assertEqual(self._get_expense(), 0)

    def test_dated_ahead_and_validated_in_a_batch(self):
        order = self._sell([(self.table, 1)])
        self._make_all(order)
        self._deliver(order)
        invoice = self._invoice(order, post=False)
        day = fields.Date.today() + timedelta(days=5)
        invoice.invoice_date = day
        invoice._post(soft=True)
        self.assertEqual(invoice.state, "draft")
        self.assertNotIn("cogs", invoice.line_ids.mapped("display_type"))
        with freeze_time(day + timedelta(days=1)):
            invoice._post()
        self.assertEqual(invoice.state, "posted")
        self._check_expense(63)

    def test_one_of_two_lines_without_a_policy_is_credited(self):
        """What core posts with a credit note is of the line that it is posted for."""
        one, two = self._make_stocked("One", 10, 1), self._make_stocked("Two", 25, 1)
        order = self._sell([(one, 1), (two, 1)])
        self._deliver(order)
        invoice = self._invoice(order)
        second = order.order_line[1]
        note = self._credit(invoice, {second: 1})
        items = note.line_ids.filtered(lambda item: item.display_type == "cogs")
        self.assertTrue(items)
        self.assertEqual(items.pull_sale_line_id, second)
        self.assertEqual(items.cogs_origin_id.sale_line_ids, second)
        self.assertEqual(sum(second._get_cogs_items().mapped("balance")), 0)
        self.assertEqual(
            sum(order.order_line[0]._get_cogs_items().mapped("balance")), 10
        )

    def test_dated_ahead_without_a_policy(self):
        """Core's own items are not made twice either."""
        lamp = self._make_stocked("Lamp", 10, 1)
        order = self._sell([(lamp, 1)])
        self._deliver(order)
        invoice = self._invoice(order, post=False)
        invoice.invoice_date = fields.Date.today() + timedelta(days=5)
        invoice._post(soft=True)
        with freeze_time(invoice.invoice_date + timedelta(days=1)):
            invoice._post()
        self.assertEqual(invoice.state, "posted")
        self._check_expense(10)

    # === Accounts ===

    def test_expense_account_archived_before_the_delivery(self):
        account = self._make_account("Tables sold", "600600")
        self.table.property_account_expense_id = account
        order, _invoice = self._sell_prepaid(delivered=False)
        self._make_all(order)
        account.active = False
        self._deliver(order)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self._check_expense(63)

    def test_no_account_at_all(self):
        """The delivery goes through; what is not booked is said."""
        order, _invoice = self._sell_prepaid(delivered=False)
        self._make_all(order)
        journal = self.company.account_stock_journal_id
        journal.active = False
        self._deliver(order)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(self._get_expense(), 0)
        journal.active = True
        order.order_line._settle_cogs("Later")
        self._check_expense(63)

    def test_entry_cannot_be_reset(self):
        order, _invoice = self._sell_prepaid()
        entry = order.order_line._get_cogs_items().move_id
        self.assertEqual(entry.move_type, "entry")
        with self.assertRaisesRegex(UserError, order.name):
            entry.button_draft()
        with self.assertRaisesRegex(UserError, order.name):
            entry.button_cancel()
        self._check_expense(63)

    def test_entry_reversed_by_hand_is_booked_again(self):
        order, _invoice = self._sell_prepaid(2, delivered=False)
        self._make_all(order)
        self._deliver(order, {order.order_line: 1})
        entry = order.order_line._get_cogs_items().move_id
        entry._reverse_moves(cancel=True)
        self._check_expense(0, gap=51.5)
        self._deliver(order)
        self._check_expense(103)

    # === Amounts ===

    def test_a_thousand_for_three(self):
        screw = self._make_stocked("Screw", 0.003, 1000)
        screw.write({"supply_policy": "push", "invoice_policy": "delivery"})
        order = self._sell([(screw, 1000)])
        self._deliver(order)
        self._invoice(order)
        self._check_expense(3)

    def test_cents_on_an_invoice_in_yen(self):
        yen = self.env.ref("base.JPY")
        yen.active = True
        screw = self._make_stocked("Screw", 0.4, 1)
        screw.write({"supply_policy": "push", "invoice_policy": "delivery"})
        prices = self.env["product.pricelist"].create(
            {"name": "Yen", "currency_id": yen.id}
        )
        order = self._sell([(screw, 1)], pricelist_id=prices.id)
        self._deliver(order)
        invoice = self._invoice(order)
        self.assertEqual(invoice.currency_id, yen)
        self._check_expense(0.4)

    def test_kept_in_kilograms_sold_in_grams(self):
        powder = self._make_product("Powder", self.category_fifo_auto)
        kilogram, gram = (
            self.env.ref(f"uom.product_uom_{name}") for name in ("kgm", "gram")
        )
        powder.write({"uom_id": kilogram.id, "supply_policy": "push"})
        self._make_in_move(powder, 1, unit_cost=100, uom_id=kilogram.id)
        self._close()
        order = self._sell([(powder, 1000, gram)])
        self._deliver(order)
        self.assertEqual(sum(order.picking_ids.move_ids.mapped("value")), 100)
        amounts = []
        for part in (333, 333, 334):
            invoice = self._invoice(order, {order.order_line: part})
            amounts.append(self._get_cogs(invoice))
        self.assertEqual(amounts, [33.3, 33.3, 33.4])
        self._check_expense(100)

    # === Kits ===

    def test_kit_with_a_part_left_out(self):
        parts = [self._make_stocked(name, 10, 1) for name in "ABC"]
        kit = self._make_kit(dict.fromkeys(parts, 1))
        order = self._sell([(kit, 1)])
        moves = order.picking_ids.move_ids
        for move in moves.filtered(lambda move: move.product_id in parts[:2]):
            move.write({"quantity": 1, "picked": True})
        moves.filtered(lambda move: move.product_id == parts[2]).quantity = 0
        self._invoice(order)
        order.picking_ids.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=order.picking_ids.ids
        ).button_validate()
        self._check_expense(20)

    def test_one_of_ten_kits_invoiced(self):
        a, b = self._make_stocked("A", 10, 10), self._make_stocked("B", 10, 1)
        kit = self._make_kit({a: 1, b: 1})
        order = self._sell([(kit, 10)])
        self._deliver_parts(order, {a: 10, b: 1})
        self._invoice(order, {order.order_line: 1})
        self._check_expense(20, gap=90)

    def test_kit_credited_of_which_a_part_came_back(self):
        a, b = self._make_stocked("A", 10, 1), self._make_stocked("B", 10, 1)
        kit = self._make_kit({a: 1, b: 1})
        order = self._sell([(kit, 1)])
        self._deliver_parts(order, {a: 1, b: 1})
        invoice = self._invoice(order)
        self._check_expense(20)
        self._return(order.picking_ids, {b: 1})
        self._check_expense(10)
        self._credit(invoice)
        self._check_expense(10)

    def test_kits_invoiced_one_after_the_other(self):
        part = self._make_product("Part", self.category_fifo_auto)
        self._make_in_move(part, 1, unit_cost=25)
        self._make_in_move(part, 1, unit_cost=47)
        self._close()
        kit = self._make_kit({part: 1})
        order = self._sell([(kit, 2)])
        self._deliver_parts(order, {part: 1})
        self._invoice(order, {order.order_line: 1})
        self._deliver(order)
        self._check_expense(25, gap=47)

    def test_kit_of_another_account_than_its_components(self):
        own = self._make_account("Kits", "110190", "asset_current")
        parts = self._make_account("Parts", "110191", "asset_current")
        category = self.category_fifo_auto.copy(
            {"property_stock_valuation_account_id": parts.id}
        )
        part = self._make_stocked("Part", 10, 2, category)
        kit = self._make_kit({part: 2})
        kit.categ_id = self.category_fifo_auto.copy(
            {"property_stock_valuation_account_id": own.id}
        )
        before = self._get_balance(parts)
        order = self._sell([(kit, 1)])
        self._deliver(order)
        self._invoice(order)
        self.assertEqual(self._get_expense(), 20)
        self.assertEqual(self._get_balance(own), 0)
        self.assertEqual(self._get_balance(parts), before - 20)

    def test_periodic_kit_of_perpetual_components(self):
        part = self._make_stocked("Part", 10, 2)
        kit = self._make_kit({part: 2}, categ_id=self.category_fifo.id)
        order = self._sell([(kit, 1)])
        self._deliver(order)
        self._invoice(order)
        self._check_expense(20)

    def test_perpetual_kit_of_periodic_components(self):
        part = self._make_stocked("Part", 10, 2, self.category_fifo)
        kit = self._make_kit({part: 2})
        order = self._sell([(kit, 1)])
        self._deliver(order)
        self._invoice(order)
        self.assertEqual(self._get_expense(), 0)

    def test_kit_with_a_component_that_is_not_kept_in_stock(self):
        part = self._make_stocked("Part", 10, 1)
        glue = self._make_product("Glue", self.category_fifo_auto, 5)
        glue.is_storable = False
        order = self._sell([(self._make_kit({part: 1, glue: 1}), 1)])
        self._deliver(order)
        self._invoice(order)
        self._check_expense(10)

    def test_consumed_goods_have_no_cost_of_goods_sold(self):
        glue = self._make_product("Glue", self.category_fifo_auto, 5)
        glue.write({"is_storable": False, "supply_policy": "push"})
        order = self._sell([(glue, 1)])
        self._deliver(order)
        self._invoice(order)
        self._check_expense(0)

    def _deliver_parts(self, order, quantities):
        """Deliver {component: quantity} of a kit, with a backorder."""
        moves = order.picking_ids.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        for move in moves:
            move.quantity = quantities.get(move.product_id, 0)
            move.picked = move.quantity > 0
        moves.picking_id.with_context(skip_backorder=True).button_validate()

    # === Partly shipped by a vendor ===

    def _sell_partly_shipped(self):
        """Two of one line: one shipped by the vendor, one received at 10."""
        lamp = self._make_bought()
        lamp.invoice_policy = "order"
        route = DropshipCommon._make_dropship_route.__func__(self)
        order = self._sell([(lamp, 1)])
        order._action_cancel()
        order.action_draft()
        order.order_line.route_ids = route
        order.action_confirm()
        self._buy_and_ship(order)
        self.assertTrue(order.order_line.move_ids.filtered("is_dropship"))
        order.order_line.write({"route_ids": [Command.clear()]})
        order.order_line.product_uom_qty = 2
        self._buy_and_ship(order)
        self._ship(order.picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 2)
        return order

    def _buy_and_ship(self, order):
        purchases = self._get_purchases(order).filtered(
            lambda purchase: purchase.state == "draft"
        )
        purchases.button_confirm()
        self._ship(purchases.picking_ids)

    def _ship(self, pickings):
        pickings = pickings.filtered(lambda one: one.state not in ("done", "cancel"))
        for move in pickings.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        pickings.button_validate()

    def test_partly_shipped_by_the_vendor(self):
        order = self._sell_partly_shipped()
        self._invoice(order)
        self.assertEqual(self._get_expense(), 10)

    def test_partly_shipped_by_the_vendor_and_partly_invoiced(self):
        order = self._sell_partly_shipped()
        # what the vendor shipped went first, and is his bill's to book
        self._invoice(order, {order.order_line: 1})
        self.assertEqual(self._get_expense(), 0)
        self._invoice(order)
        self.assertEqual(self._get_expense(), 10)

    # === Valuation switched in the middle of an order ===

    def test_perpetual_from_the_middle_of_an_order(self):
        self.table.categ_id = self.category_fifo
        self.component.categ_id = self.category_fifo
        order = self._sell([(self.table, 10)])
        self._make_all(order)
        value = sum(self._get_runs(order).move_finished_ids.mapped("value"))
        self._deliver(order, {order.order_line: 5})
        self._invoice(order, {order.order_line: 5})
        self._close()
        self.assertEqual(self._get_expense(), 0)
        self.table.categ_id = self.category_fifo_auto
        self._deliver(order)
        self._invoice(order, {order.order_line: 5})
        self.assertEqual(self._get_expense(), self._round(value / 2))

    def test_delivered_while_periodic_invoiced_while_perpetual(self):
        self.table.categ_id = self.category_fifo
        order = self._sell([(self.table, 1)])
        self._make_all(order)
        self._deliver(order)
        self._close()
        self.table.categ_id = self.category_fifo_auto
        self._invoice(order)
        self.assertEqual(self._get_expense(), 0)

    def test_category_perpetual_from_the_middle_of_an_order(self):
        """Also of what was delivered before the module knew how it was valued."""
        category = self.category_fifo.copy()
        self.table.categ_id = category
        order = self._sell([(self.table, 2)])
        self._make_all(order)
        value = sum(self._get_runs(order).move_finished_ids.mapped("value"))
        delivery = self._deliver(order, {order.order_line: 1})
        delivery.move_ids.pull_is_periodic = False
        self._invoice(order, {order.order_line: 1})
        category.property_valuation = "real_time"
        self._deliver(order)
        self._invoice(order)
        self.assertEqual(self._get_expense(), self._round(value / 2))

    def test_company_perpetual_from_the_middle_of_an_order(self):
        self.company.inventory_valuation = "periodic"
        self.table.categ_id = self.category_fifo.copy({"property_valuation": False})
        self.assertEqual(self.table.valuation, "periodic")
        order = self._sell([(self.table, 1)])
        self._make_all(order)
        self._deliver(order).move_ids.pull_is_periodic = False
        self.company.inventory_valuation = "real_time"
        self.assertEqual(self.table.valuation, "real_time")
        self._invoice(order)
        self.assertEqual(self._get_expense(), 0)

    def test_a_switch_names_the_orders_under_way(self):
        category = self.category_fifo.copy()
        self.table.categ_id = category
        order = self._sell([(self.table, 1)])
        form = Form(category)
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as logs:
            form.property_valuation = "real_time"
        self.assertIn(order.name, logs.output[0])
        self.assertIn("is not booked again", logs.output[0])
        self.assertIn("Order lines under way: 1", logs.output[0])

    # === What it is called ===

    def test_one_of_two_lots_is_averaged(self):
        lots = self.env["stock.lot"]
        lamp = self._make_product("Lamp", self.category_fifo_auto)
        lamp.write({"tracking": "lot", "lot_valuated": True})
        lamp.write({"invoice_policy": "delivery", "supply_policy": "push"})
        for name, cost in (("L63", 63), ("L123", 123)):
            lot = lots.create({"name": name, "product_id": lamp.id})
            self._make_in_move(lamp, 1, unit_cost=cost, lot_ids=lot)
        self._close()
        order = self._sell([(lamp, 2)])
        self._deliver(order)
        first = self._invoice(order, {order.order_line: 1})
        self.assertEqual(self._get_cogs(first), 93)
        self.assertEqual(set(self._get_rows(first).mapped("basis")), {"averaged"})
        second = self._invoice(order)
        self.assertEqual(self._get_cogs(second), 93)
        self._check_expense(186)
