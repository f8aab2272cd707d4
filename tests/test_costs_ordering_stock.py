from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from .books import OrderingCommon


@tagged("post_install", "-at_install")
class TestCogsOrderingStock(OrderingCommon):
    """Ordering cost that enters the value of stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._capitalise()

    def test_receipts_carry_the_cost_of_ordering(self):
        purchase = self._make_purchase([(self.wood, 3, 10), (self.glue, 7, 10)])
        wood, glue = self._receive(purchase)
        self.assertEqual((wood.value, glue.value), (34, 78))
        self.assertEqual(wood._get_ordering_share(), 4)
        self.assertEqual(self._get_balance(self.account_ordering), -12)
        rows = purchase.order_line.pull_ordering_cost_ids
        self.assertEqual(rows.mapped("capitalised"), [True, True])
        self._bill(purchase)
        self.assertEqual(self._get_gap(), 0)

    def test_a_receipt_of_many_lines_is_one_entry(self):
        purchase = self._make_purchase([(self.wood, 3, 10), (self.glue, 7, 10)])
        self._receive(purchase)
        items = self.env["account.move.line"].search(
            [("account_id", "=", self.account_ordering.id)]
        )
        self.assertEqual(len(items), 2)
        self.assertEqual(len(items.move_id), 1)
        self.assertEqual(items.move_id.state, "posted")
        self.assertIn(purchase.picking_ids.name, items.move_id.ref)

    def test_thirds_sum_to_the_cent(self):
        self.company.pull_order_cost = 0
        purchase = self._make_purchase([(self.wood, 3, 10)])
        receipts = self.env["stock.move"]
        for _number in range(3):
            receipts += self._receive(purchase, 1)
        self.assertEqual(receipts.mapped("pull_ordering_share"), [0.33, 0.34, 0.33])
        self.assertEqual(self._get_balance(self.account_ordering), -1)
        self._bill(purchase)
        self.assertEqual(self._get_gap(), 0)

    def test_more_than_ordered_carries_no_more(self):
        purchase = self._make_purchase([(self.wood, 3, 10)])
        self.assertEqual(self._receive(purchase, 5).value, 61)

    def test_bill_at_another_price_leaves_the_share(self):
        purchase = self._make_purchase([(self.wood, 4, 10)])
        first = self._receive(purchase, 1)
        second = self._receive(purchase)
        self.assertEqual((first.value, second.value), (12.75, 38.25))
        self._bill(purchase, price=12)
        self.assertEqual((first.value, second.value), (14.75, 44.25))
        self.assertEqual(self._get_balance(self.account_ordering), -11)
        self.assertEqual(self._get_gap(), 0)
        self.assertIn("of ordering cost", first.value_justification)

    def test_bill_in_foreign_currency_leaves_the_share(self):
        self._use_multi_currencies([("2020-01-01", 2)])
        purchase = self._make_purchase(
            [(self.wood, 4, 20)], currency_id=self.other_currency.id
        )
        receipt = self._receive(purchase)
        self._bill(purchase)
        self.assertEqual(receipt.value, 51)
        self.assertEqual(self._get_gap(), 0)

    def test_corrected_receipt_posts_the_difference(self):
        purchase = self._make_purchase([(self.wood, 4, 10)])
        first = self._receive(purchase, 1)
        second = self._receive(purchase, 1)
        first.quantity = 3
        self.assertEqual((first | second).mapped("pull_ordering_share"), [8.25, 2.75])
        self.assertEqual(self._get_balance(self.account_ordering), -11)
        first.quantity = 0.5
        self.assertEqual(self._get_balance(self.account_ordering), -4.13)
        self._bill(purchase)
        self.assertEqual(self._get_gap(), 0)

    def test_more_ordered_later_carries_less_each(self):
        purchase = self._make_purchase([(self.wood, 2, 10)])
        first = self._receive(purchase, 1)
        second = self._receive(purchase)
        purchase.order_line.product_qty = 4
        self.assertEqual((first | second).mapped("pull_ordering_share"), [2.75, 2.75])
        self.assertEqual(self._get_balance(self.account_ordering), -5.5)
        third = self._receive(purchase)
        self.assertEqual(third.pull_ordering_share, 5.5)
        self._bill(purchase)
        self.assertEqual(self._get_gap(), 0)

    def test_average_cost_and_dozens(self):
        nails = self._make_product("Nails", self.category_avco_auto)
        purchase = self._make_purchase(
            [],
            order_line=[
                Command.create(
                    {
                        "product_id": nails.id,
                        "product_qty": 1,
                        "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
                        "price_unit": 12,
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        )
        receipt = self._receive(purchase, 6)
        self.assertEqual(receipt.pull_ordering_share, 5.5)
        self._receive(purchase)
        self.assertAlmostEqual(nails.standard_price, 23 / 12)
        self._bill(purchase)
        self.assertEqual(self._get_gap(), 0)

    def test_what_comes_back_from_a_return_carries_none(self):
        purchase = self._make_purchase([(self.wood, 2, 10)])
        receipt = self._receive(purchase)
        back = self._make_return(receipt, 1)
        again = self._make_return(back, 1)
        self.assertEqual(again._get_ordering_share(), 0)
        self.assertEqual(receipt._get_ordering_share(), 11)

    # === Back to the vendor: 5 of ordering on 10 pieces of 10 ===

    def _receive_ten(self, **values):
        self.company.pull_order_cost = 4
        price = values.pop("price", 10)
        purchase = self._make_purchase([(self.wood, 10, price)], **values)
        return purchase, self._receive(purchase)

    def _send_back(self, receipt, quantity):
        back = self._make_return(receipt, quantity)
        back.to_refund = True
        return back

    def _refund(self, purchase, quantity):
        """Post the vendor's refund of so many pieces."""
        bill = purchase.invoice_ids.filtered(
            lambda move: move.move_type == "in_invoice" and move.state == "posted"
        )
        refund = bill._reverse_moves([{"invoice_date": fields.Date.today()}])
        refund.invoice_line_ids.quantity = quantity
        refund.action_post()

    def _check_ordering(self, absorbed, value):
        self.assertEqual(self._get_balance(self.account_ordering), -absorbed)
        self.assertEqual(self.wood.total_value, value)
        self.assertEqual(self._get_gap(), 0)

    def test_four_of_ten_go_back_after_their_bill(self):
        purchase, receipt = self._receive_ten()
        self._bill(purchase)
        self._check_ordering(absorbed=5, value=105)
        back = self._send_back(receipt, 4)
        self.assertEqual((back.value, back.pull_ordering_share), (42, -2))
        self._refund(purchase, 4)
        self._check_ordering(absorbed=3, value=63)

    def test_four_of_ten_go_back_before_their_bill(self):
        purchase, receipt = self._receive_ten()
        self._send_back(receipt, 4)
        self._bill(purchase)
        self._check_ordering(absorbed=3, value=63)

    def test_all_go_back(self):
        purchase, receipt = self._receive_ten()
        self._bill(purchase)
        self._send_back(receipt, 10)
        self._refund(purchase, 10)
        self._check_ordering(absorbed=0, value=0)

    def test_what_went_back_is_received_again(self):
        purchase, receipt = self._receive_ten()
        self._bill(purchase)
        back = self._send_back(receipt, 4)
        again = self._make_return(back, 4)
        self.assertEqual((again.value, again.pull_ordering_share), (40, 0))
        self.assertEqual(again.cost_line_ids.mapped("kind"), ["material"])
        self._check_ordering(absorbed=3, value=103)

    def test_what_went_back_of_an_order_in_another_currency(self):
        self._use_multi_currencies([("2020-01-01", 2)])
        purchase, receipt = self._receive_ten(
            price=20, currency_id=self.other_currency.id
        )
        self._bill(purchase)
        self._send_back(receipt, 4)
        self._refund(purchase, 4)
        self._check_ordering(absorbed=3, value=63)

    def test_average_cost_gives_up_the_average(self):
        self.wood.categ_id = self.category_avco_auto
        self._make_in_move(self.wood, 10, unit_cost=10)
        self.company.action_close_stock_valuation(auto_post=True)
        purchase, receipt = self._receive_ten()
        self._bill(purchase)
        self._send_back(receipt, 4)
        self._refund(purchase, 4)
        # 5 on 20 pieces; 4 of them took 1 along.
        self._check_ordering(absorbed=4, value=164)

    def test_a_return_that_is_corrected_afterwards(self):
        purchase, receipt = self._receive_ten()
        back = self._send_back(receipt, 2)
        self.assertEqual(self._get_balance(self.account_ordering), -4)
        back.quantity = 4
        self._bill(purchase)
        self._check_ordering(absorbed=3, value=63)

    def test_a_return_by_who_sees_no_costs_and_without_the_account(self):
        purchase, receipt = self._receive_ten()
        self._bill(purchase)
        self.account_ordering.active = False
        clerk = new_test_user(
            self.env,
            "ordering_clerk",
            groups="stock.group_stock_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        wizard = self.env["stock.return.picking"].with_user(clerk)
        wizard = wizard.create({"picking_id": receipt.picking_id.id})
        wizard.product_return_moves.quantity = 4
        back = wizard._create_return()
        back.move_ids.picked = True
        back.button_validate()
        self._refund(purchase, 4)
        self.assertEqual(self._get_balance(self.account_ordering), -5)
        self.assertEqual(self._get_gap(), 0)

    def test_receipts_in_steps_carry_it_once(self):
        self.warehouse.reception_steps = "two_steps"
        purchase = self._make_purchase([(self.wood, 2, 10)])
        self._receive(purchase)
        store = self.env["stock.move"].search(
            [("product_id", "=", self.wood.id), ("state", "!=", "done")]
        )
        store.picked = True
        store._action_done()
        self.assertEqual(self._get_balance(self.account_ordering), -11)
        self._bill(purchase)
        self.assertEqual(self._get_gap(), 0)

    def test_periodic_valuation_posts_at_closing(self):
        wood = self._make_product("Periodic wood", self.category_fifo)
        purchase = self._make_purchase([(wood, 2, 10)])
        self.assertEqual(self._receive(purchase).value, 31)
        self.assertEqual(self._get_balance(self.account_ordering), 0)

    # === A cost of the period ===

    def _check_period_cost(self, purchase):
        self.assertEqual(purchase.pull_ordering_cost, 11)
        self.assertFalse(purchase.order_line.pull_ordering_account_id)
        self.assertFalse(purchase.order_line.pull_ordering_cost_ids.capitalised)
        self._receive(purchase)
        self.assertFalse(
            any(purchase.order_line.move_ids.mapped("pull_ordering_share"))
        )
        self.assertEqual(self._get_balance(self.account_ordering), 0)

    def test_standard_cost_stays_a_period_cost(self):
        glass = self._make_product("Glass", self.category_standard_auto, 10)
        self._check_period_cost(self._make_purchase([(glass, 2, 10)]))

    def test_dropshipping_stays_a_period_cost(self):
        dropship = self.picking_type_in.copy(
            {
                "sequence_code": "DS",
                "default_location_src_id": self.supplier_location.id,
                "default_location_dest_id": self.customer_location.id,
            }
        )
        self._check_period_cost(
            self._make_purchase([(self.wood, 2, 10)], picking_type_id=dropship.id)
        )

    def test_services_stay_a_period_cost(self):
        service = self.env["product.product"].create(
            {"name": "Sawing", "type": "service"}
        )
        self._check_period_cost(self._make_purchase([(service, 1, 10)]))

    def test_kits_stay_a_period_cost(self):
        kit = self._make_product("Kit", self.category_fifo_auto)
        self._make_bom(kit, {self.wood: 1, self.glue: 2}, type="phantom")
        self._check_period_cost(self._make_purchase([(kit, 1, 10)]))

    def test_without_an_account_the_products_expense_absorbs_it(self):
        self.company.pull_ordering_account_id = False
        purchase = self._make_purchase([(self.wood, 2, 10)])
        self._receive(purchase)
        self._bill(purchase)
        self.assertEqual(self._get_balance(self.account_expense), -11)
        self.assertEqual(self._get_gap(), 0)

    def test_without_any_account_it_stays_a_period_cost(self):
        self.company.pull_ordering_account_id = False
        self.wood.categ_id.property_account_expense_categ_id = False
        self.company.expense_account_id = False
        purchase = self._make_purchase([(self.wood, 2, 10)])
        self.company.pull_ordering_account_id = self.account_ordering
        self._check_period_cost(purchase)

    def test_orders_placed_before_stay_as_they_were(self):
        self.company.pull_capitalise_ordering = False
        purchase = self._make_purchase([(self.wood, 2, 10)])
        self.company.pull_capitalise_ordering = True
        self._check_period_cost(purchase)

    def test_account_taken_out_of_use_does_not_stop_a_receipt(self):
        purchase = self._make_purchase([(self.wood, 2, 10)])
        self.account_ordering.active = False
        self._receive(purchase)
        self._bill(purchase)
        self.assertEqual(self._get_balance(self.account_expense), -11)
        self.assertEqual(self._get_gap(), 0)

    # === People ===

    def test_warehouse_worker_receives_without_seeing_money(self):
        purchase = self._make_purchase([(self.wood, 2, 10)])
        worker = new_test_user(
            self.env,
            "ordering_worker",
            groups="stock.group_stock_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        picking = purchase.picking_ids.with_user(worker)
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(purchase.picking_ids.move_ids.pull_ordering_share, 11)
        picking.move_ids.quantity = 1
        self.assertEqual(purchase.picking_ids.move_ids.pull_ordering_share, 5.5)
        self.assertEqual(self._get_balance(self.account_ordering), -5.5)
