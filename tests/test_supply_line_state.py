from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import Form, tagged

from ..models.words import format_day
from .world import PullCommon


@tagged("post_install", "-at_install")
class TestScreensLineState(PullCommon):
    """The small state on each order line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()

    def _order_in_a_month(self, quantities, **values):
        date = fields.Datetime.now() + timedelta(days=30)
        return self._make_order(quantities, commitment_date=date, **values)

    def _get_state(self, order):
        order.invalidate_recordset()
        order.order_line.invalidate_recordset()
        return order.order_line[:1].pull_state

    def test_state_follows_the_work(self):
        order = self._order_in_a_month([(self.fg, 5)])
        self.assertEqual(self._get_state(order), "not_started")
        self._get_purchase_lines(self.raw).order_id.button_confirm()
        self.assertEqual(self._get_state(order), "in_progress")
        self._receive_all(order)
        self._produce_all(order)
        self.assertEqual(self._get_state(order), "ready")
        self._do_transfers(self._get_customer_moves(order).picking_id)
        self.assertEqual(self._get_state(order), "delivered")

    def test_state_is_empty_without_policy_and_before_confirmation(self):
        plain = self._make_product("PLAIN", False)
        orders = self._make_order([(plain, 1)]) | self._make_order(
            [(self.fg, 1)], confirm=False
        )
        self.assertEqual(orders.order_line.mapped("pull_state"), [False, False])

    def test_state_is_shown_on_an_order_that_nothing_supplies(self):
        """It is the order that needs it most."""
        orphan = self._make_product("ORPHAN", "pull")
        order = self._order_in_a_month([(orphan, 1)])
        self.assertEqual(self._get_state(order), "problem")
        self.assertFalse(order.pull_supply_count)
        with Form(order.with_user(self.salesperson)) as form:
            self.assertTrue(form.pull_has_state)
            with form.order_line.edit(0) as line:
                self.assertEqual(line.pull_stage, "blocked")
        plain = self._make_product("PLAIN", False)
        self.assertFalse(self._order_in_a_month([(plain, 1)]).pull_has_state)

    # === Instead of "available: 0" ===

    def _get_expected(self, order):
        order.invalidate_recordset()
        order.order_line.invalidate_recordset()
        [line] = order.order_line
        return line.pull_expected, line.pull_expected_late

    def test_quoted_line_is_ready_at_its_earliest_date(self):
        self.sub_bom.produce_delay = 5
        self.buy = self._make_product("BUY", "pull", self.vendor_a)
        with freeze_time("2026-03-02 10:00"):
            made = self._make_order([(self.fg, 1)], confirm=False)
            bought = self._make_order([(self.buy, 1)], confirm=False)
            self.assertEqual(
                self._get_expected(made), ("Made to order: ready Mar 9", False)
            )
            self.assertEqual(
                self._get_expected(bought), ("Bought to order: ready Mar 4", False)
            )

    def test_quoted_line_follows_what_is_typed(self):
        self.sub_bom.produce_delay = 5
        with freeze_time("2026-03-02 10:00"):
            order = self._make_order([(self.comp, 1)], confirm=False)
            line = order.order_line.new(origin=order.order_line)
            self.assertIn("Bought to order", line.pull_expected)
            line.product_id = self.fg
            self.assertEqual(line.pull_expected, "Made to order: ready Mar 9")

    def test_line_that_nothing_supplies_is_not_promised(self):
        orphan = self._make_product("ORPHAN", "pull")
        plain = self._make_product("PLAIN", False, self.vendor_a)
        for product in (orphan, plain):
            order = self._make_order([(product, 1)], confirm=False)
            self.assertEqual(self._get_expected(order), (False, False))
        order = self._order_in_a_month([(self.fg, 1)])
        self._get_runs(self.sub).action_cancel()
        self.assertEqual(self._get_expected(order), (False, False))

    def test_confirmed_line_is_ready_when_its_last_document_is_due(self):
        order = self._order_in_a_month([(self.fg, 1)])
        run = self._get_runs(self.fg)
        with freeze_time(run.date_finished):
            expected = format_day(self.env, run.date_finished)
            self.assertEqual(
                self._get_expected(order), (f"Made to order: ready {expected}", False)
            )
            purchase = self._get_purchase_lines(self.comp)
            purchase.date_planned = run.date_finished + timedelta(days=20)
            later = format_day(self.env, purchase.date_planned)
            self.assertEqual(
                self._get_expected(order), (f"Made to order: ready {later}", False)
            )
        with freeze_time(purchase.date_planned + timedelta(days=2)):
            text, is_late = self._get_expected(order)
            self.assertIn("late, was due", text)
            self.assertTrue(is_late)

    def test_made_line_says_that_it_is_there(self):
        order = self._order_in_a_month([(self.fg, 1)])
        self._receive_all(order)
        self._produce_all(order)
        self.assertEqual(
            self._get_expected(order), ("Made to order: all of it is there", False)
        )

    def test_cancelled_run_is_a_problem_that_names_the_product(self):
        order = self._order_in_a_month([(self.fg, 5)])
        self._get_runs(self.sub).action_cancel()
        self.assertEqual(self._get_state(order), "problem")
        self.assertIn("SUB", order.order_line.pull_state_reason)

    def test_one_cancelled_run_of_several_is_a_problem(self):
        self.fg_bom.run_size = 1
        order = self._order_in_a_month([(self.fg, 3)])
        self._get_runs(self.fg)[1].action_cancel()
        self.assertEqual(self._get_state(order), "problem")

    def test_cancelled_purchase_is_a_problem(self):
        order = self._order_in_a_month([(self.fg, 5)])
        self._get_purchase_lines(self.comp).order_id.button_cancel()
        self.assertEqual(self._get_state(order), "problem")
        self.assertIn("COMP", order.order_line.pull_state_reason)

    def test_cancelled_supply_made_good_from_stock_is_no_problem(self):
        order = self._order_in_a_month([(self.fg, 5)])
        self._get_runs(self.sub).action_cancel()
        self._add_stock(self.sub, 10)
        self._get_runs(self.fg).action_assign()
        self.assertNotEqual(self._get_state(order), "problem")

    def test_cancelled_run_of_a_hybrid_shortage_is_a_problem(self):
        self.fg.supply_policy = "hybrid"
        self._add_stock(self.fg, 2)
        order = self._order_in_a_month([(self.fg, 5)])
        self.assertEqual(self._get_state(order), "not_started")
        self._get_runs(self.fg).action_cancel()
        self.assertEqual(self._get_state(order), "problem")

    def test_hybrid_line_from_stock_is_ready(self):
        self.fg.supply_policy = "hybrid"
        self._add_stock(self.fg, 5)
        order = self._order_in_a_month([(self.fg, 5)])
        self._get_customer_moves(order)._action_assign()
        self.assertEqual(self._get_state(order), "ready")

    def test_document_past_its_deadline_is_a_problem_that_names_it(self):
        order = self._order_in_a_month([(self.fg, 5)])
        line = order.order_line
        with freeze_time(fields.Datetime.now() + timedelta(days=60)):
            self.assertEqual(self._get_state(order), "problem")
            self.assertIn("deadline", line.pull_state_reason)
            self.assertIn("more", line.pull_state_reason)

    def test_request_for_quotation_past_its_order_deadline_is_a_problem(self):
        order = self._order_in_a_month([(self.fg, 5)])
        purchases = self._get_chain_records(order, "purchase.order.line").order_id
        with freeze_time(fields.Datetime.now() + timedelta(days=29)):
            self.assertEqual(self._get_state(order), "problem")
            purchases.button_confirm()
            self.assertEqual(self._get_state(order), "in_progress")

    def test_order_promised_too_early_is_no_problem_on_its_first_day(self):
        self.company.pull_promise = "lead_time"
        order = self._make_order([(self.fg, 5)])
        self.assertTrue(order.order_line.pull_lateness)
        self.assertEqual(self._get_state(order), "not_started")

    def test_deadline_before_the_order_was_made_counts_from_the_next_day(self):
        self.fg.bom_ids.produce_delay = 3
        self.company.pull_promise = "lead_time"
        order = self._make_order([(self.fg, 5)])
        run = self._get_runs(self.sub)
        self.assertLess(run.date_deadline, run.create_date - timedelta(days=2))
        self.assertEqual(self._get_state(order), "not_started")
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self.assertEqual(self._get_state(order), "problem")

    def test_cancelled_delivery_is_a_problem(self):
        order = self._order_in_a_month([(self.fg, 5)])
        self._get_customer_moves(order).picking_id.action_cancel()
        self.assertEqual(self._get_state(order), "problem")

    def test_states_of_one_order_do_not_mix(self):
        order = self._order_in_a_month([(self.fg, 5), (self.comp, 1)])
        self._get_runs(self.sub).action_cancel()
        order.invalidate_recordset()
        self.assertEqual(
            order.order_line.mapped("pull_state"), ["problem", "not_started"]
        )

    def test_ready_with_several_delivery_steps(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self._order_in_a_month([(self.fg, 1)])
        self._check_first_steps(order, "pick_pack_ship", "mrp_one_step")
        self._receive_all(order)
        self._produce_all(order)
        self.assertEqual(self._get_state(order), "ready")

    def test_form_of_a_confirmed_order_can_be_edited(self):
        order = self._order_in_a_month([(self.fg, 5)])
        with Form(order) as form, form.order_line.edit(0) as line:
            self.assertEqual(line.pull_stage, "to_order")
            line.product_uom_qty = 6
        self.assertEqual(order.order_line.product_uom_qty, 6)
