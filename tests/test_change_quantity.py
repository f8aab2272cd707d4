from datetime import timedelta

from odoo.tests import tagged

from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeQuantity(ChangeCommon):
    """Another quantity on a confirmed line goes down its chain, level by level."""

    def test_lower_quantity_reaches_every_level(self):
        order = self._make_order([(self.fg, 5)])
        self._set_quantity(order, 3)
        self._check_chain(3)
        self._check_delivery(order, 3)
        self.assertFalse(self._get_exceptions(order))

    def test_zero_cancels_every_document(self):
        order = self._make_order([(self.fg, 5)])
        purchases = self._get_chain_records(order, "purchase.order.line").order_id
        self._set_quantity(order, 0)
        self._check_chain(0)
        self._check_delivery(order, 0)
        self.assertEqual(set(purchases.mapped("state")), {"cancel"})

    def test_cancelled_order_cancels_every_document(self):
        order = self._make_order([(self.fg, 5)])
        order.action_cancel()
        self._check_chain(0)
        self._check_delivery(order, 0)

    def test_three_one_five_ends_with_supply_for_five(self):
        order = self._make_order([(self.fg, 3)])
        self._set_quantity(order, 1)
        self._check_chain(1)
        self._set_quantity(order, 5)
        self._check_runs(self.fg, [1, 4])
        self._check_runs(self.sub, [2, 8])
        self._check_bought(self.raw, [30])
        self._check_bought(self.comp, [5])
        self._check_delivery(order, 5)

    def test_cancelled_and_confirmed_again_is_supplied_once(self):
        order = self._make_order([(self.fg, 3)])
        for _again in range(2):
            order.action_cancel()
            order.action_draft()
            order.action_confirm()
            self._check_chain(3)
            self._check_delivery(order, 3)

    def test_started_run_leaves_a_surplus_that_a_later_increase_uses(self):
        order = self._make_order([(self.fg, 5)])
        self._receive_all(order)
        self._produce(self._get_runs(self.sub))
        run = self._get_runs(self.fg)
        self._start(run)
        self._set_quantity(order, 3)
        self._check_runs(self.fg, [5])
        self._check_delivery(order, 3)
        surplus = self._get_exceptions(order)
        self.assertRecordValues(
            surplus, [{"kind": "surplus", "quantity": 2, "res_id": run.id}]
        )
        self._set_quantity(order, 4)
        self.assertEqual(surplus.quantity, 1)
        self._set_quantity(order, 7)
        self._check_runs(self.fg, [5, 2])
        self._check_delivery(order, 7)
        self.assertEqual(surplus.state, "done")

    def test_done_run_frees_its_surplus_and_takes_it_back(self):
        order = self._make_order([(self.fg, 5)])
        self._receive_all(order)
        self._produce_all(order.with_user(self.env.user))
        self._set_quantity(order, 3)
        self._check_runs(self.fg, [5])
        self.assertFalse(self._get_exceptions(order))
        self.assertEqual(self._get_free(self.fg), 2)
        self._set_quantity(order, 5)
        self._check_runs(self.fg, [5])
        self._check_delivery(order, 5)
        self.assertEqual(self._get_free(self.fg), 0)
        moves = self._get_customer_moves(order)
        moves._action_assign()
        self.assertEqual(set(moves.mapped("state")), {"assigned"})

    def _get_free(self, product):
        nothing = self.env["stock.move"]
        return product._get_pull_free_stock(self.stock, nothing)[product]

    def test_freed_surplus_that_others_took_is_made_again(self):
        order = self._make_order([(self.fg, 5)])
        self._receive_all(order)
        self._produce_all(order.with_user(self.env.user))
        self._set_quantity(order, 3)
        self.fg.supply_policy = "push"
        other = self._make_order([(self.fg, 2)])
        self.fg.supply_policy = "pull"
        self.assertEqual(self._get_customer_moves(other).state, "assigned")
        self._set_quantity(order, 5)
        self._check_runs(self.fg, [5, 2])

    def test_whole_runs_are_cancelled_from_the_last_backwards(self):
        self.fg_bom.run_size = 3
        order = self._make_order([(self.fg, 8)])
        self._check_runs(self.fg, [3, 3, 2])
        self._set_quantity(order, 4)
        self._check_runs(self.fg, [3, 1])
        self._check_runs(self.sub, [6, 2])

    def test_last_run_is_filled_up_to_the_run_size(self):
        self.fg_bom.run_size = 3
        order = self._make_order([(self.fg, 4)])
        self._check_runs(self.fg, [3, 1])
        self._set_quantity(order, 5)
        self._check_runs(self.fg, [3, 2])
        self._check_runs(self.sub, [6, 2, 2])
        self._set_quantity(order, 8)
        self._check_runs(self.fg, [3, 3, 2])
        self._check_delivery(order, 8)
        self._check_bought(self.raw, [48])
        self._check_bought(self.comp, [8])

    def test_last_run_that_has_begun_is_not_filled(self):
        self.fg_bom.run_size = 3
        order = self._make_order([(self.fg, 2)])
        for component in self.sub | self.comp:
            self._add_stock(component, 20)
        run = self._get_runs(self.fg)
        run.move_raw_ids.procure_method = "make_to_stock"
        run.move_raw_ids._action_assign()
        self._start(run)
        self._set_quantity(order, 3)
        self._check_runs(self.fg, [2, 1])

    def test_last_run_that_a_person_planned_is_not_filled(self):
        self.fg_bom.run_size = 3
        order = self._make_order([(self.fg, 2)])
        self._get_runs(self.fg).date_start += timedelta(days=1)
        self._set_quantity(order, 3)
        self._check_runs(self.fg, [2, 1])

    def test_run_that_has_begun_is_kept_and_a_planned_one_given_up(self):
        self.fg_bom.run_size = 3
        order = self._make_order([(self.fg, 6)])
        planned, begun = self._get_runs(self.fg)
        for component in self.sub | self.comp:
            self._add_stock(component, 20)
        begun.move_raw_ids.procure_method = "make_to_stock"
        begun.move_raw_ids._action_assign()
        self._start(begun)
        self._set_quantity(order, 3)
        self.assertEqual(planned.state, "cancel")
        self.assertEqual((begun.state, begun.product_qty), ("progress", 3))
        self.assertFalse(self._get_exceptions(order, "surplus"))
        self._check_delivery(order, 3)

    def test_requested_purchase_asks_to_tell_the_vendor(self):
        order = self._make_order([(self.buy, 5)])
        line = self._get_purchase_lines(self.buy)
        line.order_id.state = "sent"
        self._set_quantity(order, 3)
        self._check_bought(self.buy, [5])
        self.assertRecordValues(
            self._get_exceptions(order),
            [{"kind": "sent", "quantity": 2, "res_id": line.id}],
        )
        self._set_quantity(order, 6)
        self._check_bought(self.buy, [5, 1])
        self.assertFalse(self._get_exceptions(order))

    def test_confirmed_purchase_is_too_late(self):
        order = self._make_order([(self.buy, 5)])
        line = self._get_purchase_lines(self.buy)
        line.order_id.button_confirm()
        self._set_quantity(order, 3)
        self._check_bought(self.buy, [5])
        self.assertRecordValues(
            self._get_exceptions(order),
            [{"kind": "too_late", "quantity": 2, "res_id": line.id}],
        )
        order.action_cancel()
        self.assertEqual(self._get_exceptions(order).quantity, 5)

    def test_shared_purchase_keeps_what_others_need(self):
        self.vendor_a.group_rfq = "all"
        first = self._make_order([(self.buy, 3)])
        second = self._make_order([(self.buy, 4)])
        self._check_bought(self.buy, [7])
        self._set_quantity(first, 1)
        self._check_bought(self.buy, [5])
        line = self._get_purchase_lines(self.buy)
        self.assertEqual(
            line._get_pull_quantities(),
            {first.order_line: 1, second.order_line: 4},
        )
        first.action_cancel()
        self._check_bought(self.buy, [4])

    def test_each_change_is_written_on_a_purchase_that_shares_several(self):
        order = self._make_order([(self.fg, 5), (self.buy, 2)])
        purchase = self._get_purchase_lines(self.raw).order_id
        self.assertEqual(purchase, self._get_purchase_lines(self.buy).order_id)
        order.action_cancel()
        bodies = purchase.message_ids.mapped("body")
        for product in (self.raw, self.buy):
            [body] = [body for body in bodies if product.name in body]
            self.assertIn(f"{order.name} changed.", body)

    def test_one_unit_less_takes_the_same_queries_for_any_number_of_runs(self):
        self.fg_bom.run_size = self.sub_bom.run_size = 1
        self._count_queries_of_one_less(2)
        few, many = (self._count_queries_of_one_less(runs) for runs in (3, 12))
        self.assertLessEqual(many, few + 6)

    def test_cancelling_takes_the_same_queries_for_any_number_of_runs(self):
        self.fg_bom.run_size = 1
        self._count_queries_of_one_less(2, cancel=True)
        few, many = (
            self._count_queries_of_one_less(runs, cancel=True) for runs in (3, 13)
        )
        self.assertLessEqual(many, few + 6)

    def _count_queries_of_one_less(self, runs, cancel=False):
        order = self._make_order([(self.fg, runs)])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        if cancel:
            order.with_user(self.env.user).action_cancel()
        else:
            order.order_line.product_uom_qty = runs - 1
        self.env.flush_all()
        return self.cr.sql_log_count - before
