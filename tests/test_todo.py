from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .test_placing import PlacingCommon
from .test_promise import NOW, at


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTodo(PlacingCommon):
    """What there is to do about supply, with a button that does it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_operation(cls.fg_bom, cls.saw, 60)
        cls.buyer = new_test_user(
            cls.env, "todo_buyer", groups="purchase.group_purchase_user"
        )
        cls.planner = new_test_user(
            cls.env, "todo_planner", groups="mrp.group_mrp_manager"
        )

    def _get_rows(self, user, kind=None):
        """Return the rows of a user, made as when the list is opened."""
        self._end_request()
        rows = self.env["pull.action"].with_user(user)
        rows.refresh_rows()
        return rows.search([("kind", "=", kind)] if kind else [])

    def _get_row(self, user, kind, document):
        """Return the one row of a kind about a document."""
        found = self._get_rows(user, kind).filtered(
            lambda row: (row.res_model, row.res_id) == (document._name, document.id)
        )
        self.assertLessEqual(len(found), 1)
        return found

    def _check_gone(self, row):
        """What is done has no row, and doing it once more does nothing."""
        self.assertFalse(row.exists())
        self.assertFalse(row.action_do())

    # === Order now ===

    def test_what_is_to_be_ordered_today(self):
        line = self._confirm(asked=at(14, 12))
        bought = self._get_purchase_lines(self.comp).order_id
        self.assertEqual(bought.date_order.date(), at(12).date())
        self.assertFalse(self._get_row(self.buyer, "order", bought))
        with freeze_time("2031-03-12 09:00:00"):
            row = self._get_row(self.buyer, "order", bought)
            self.assertEqual(row.reason, "Order COMP from Vendor B today.")
            self.assertEqual((row.name, row.remedy), (bought.name, "confirm"))
            self.assertEqual(row.date, bought.date_order)
            self.assertEqual(row.orders, line.order_id.name)
        with freeze_time("2031-03-13 09:00:00"):
            row = self._get_row(self.buyer, "order", bought)
            self.assertIn("was to be ordered by Mar 12", row.reason)
            row.action_do()
            self.assertEqual(bought.state, "purchase")
            self._check_gone(row)
            self.assertEqual(len(bought.picking_ids), 1)
        self.assertEqual(line.state, "sale")

    def test_what_serves_nobody_is_not_listed(self):
        plain = self._make_product("PLAIN", False, self.vendor_a)
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor_a.id,
                "order_line": [(0, 0, {"product_id": plain.id, "product_qty": 1})],
            }
        )
        self.assertLessEqual(order.date_order, at(3, 6))
        self.assertFalse(self._get_row(self.buyer, "order", order))

    def test_with_the_rights_of_the_user(self):
        self._confirm(asked=at(5, 12))
        bought = self._get_purchase_lines(self.comp).order_id
        row = self._get_row(self.buyer, "order", bought)
        self.assertTrue(row)
        with self.assertRaises(AccessError):
            row.with_user(self.planner).action_do()
        row = self._get_row(self.planner, "order", bought)
        self.assertFalse(row.remedy)
        self.assertEqual(row.action_do()["res_id"], bought.id)
        self.assertEqual(bought.state, "draft")
        self.assertFalse(self._get_rows(self.salesperson, "order"))

    # === Expedite ===

    def test_a_vendor_who_makes_an_order_late(self):
        line = self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        bought.date_planned = at(19, 11)
        self._end_request()
        self.assertTrue(line.pull_lateness)
        row = self._get_row(self.buyer, "expedite", bought)
        self.assertEqual(row.reason, "COMP makes an order 5 days late.")
        self.assertEqual(row.date, at(3), "to be done today, whenever it comes")
        mail = row.action_do()
        self.assertEqual(mail["context"]["default_model"], "purchase.order")
        self.assertEqual(mail["context"]["default_res_ids"], bought.order_id.ids)
        self.assertIn("COMP", mail["context"]["default_body"])
        self.assertNotIn(line.order_id.name, mail["context"]["default_body"])
        bought.date_planned = at(14, 6)
        self.assertFalse(self._get_row(self.buyer, "expedite", bought))

    def test_what_has_not_come(self):
        self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        with freeze_time("2031-03-17 09:00:00"):
            row = self._get_row(self.buyer, "expedite", bought)
            self.assertIn(
                "1 unit of COMP from Vendor B was to come Mar 14.", row.reason
            )
            self._do_transfers(bought.order_id.picking_ids, follow=False)
            self.assertFalse(self._get_row(self.buyer, "expedite", bought))

    def test_a_run_that_makes_an_order_late(self):
        line = self._confirm(asked=at(14, 12))
        self._receive_all(line.order_id)
        self._produce(self._get_runs(self.sub))
        run = self._get_runs(self.fg)
        run.workorder_ids.duration_expected = 10000
        self._end_request()
        self.assertTrue(line.pull_lateness)
        row = self._get_row(self.planner, "expedite", run)
        self.assertIn("late", row.reason)
        self.assertFalse(row.remedy)
        self.assertEqual(row.action_do()["res_id"], run.id)

    # === Can wait ===

    def test_a_request_that_a_buyer_has_dated_too_early(self):
        self._confirm(asked=at(21, 12))
        bought = self._get_purchase_lines(self.comp)
        needed = bought.date_planned
        self.assertFalse(self._get_row(self.buyer, "wait", bought))
        bought.date_planned = at(7, 12)
        row = self._get_row(self.buyer, "wait", bought)
        self.assertEqual(
            row.reason, "COMP comes Mar 7 and is not needed before Mar 21."
        )
        row.action_do()
        self.assertEqual(bought.date_planned, needed)
        self._check_gone(row)

    def test_what_a_vendor_brings_too_early(self):
        self._confirm(asked=at(21, 12))
        bought = self._confirm_purchase_of(self.comp)
        bought.date_planned = at(18, 12)
        self.assertFalse(self._get_row(self.buyer, "wait", bought))
        bought.date_planned = at(7, 12)
        row = self._get_row(self.buyer, "wait", bought)
        body = row.action_do()["context"]["default_body"]
        self.assertIn("on Mar 21 only, not on Mar 7", body)
        self.assertEqual(bought.date_planned, at(7, 12))

    def test_the_time_to_spare_is_wanted(self):
        self.comp.categ_id = self.env["product.category"].create(
            {"name": "Bought", "pull_buffer_days": 10}
        )
        self._confirm(asked=at(21, 12))
        bought = self._confirm_purchase_of(self.comp)
        self.assertFalse(self._get_row(self.buyer, "wait", bought))

    # === Release ===

    def test_a_run_that_can_begin(self):
        line = self._confirm(asked=at(14, 12))
        run = self._get_runs(self.fg)
        with freeze_time("2031-03-14 07:00:00"):
            self.assertFalse(self._get_row(self.planner, "release", run))
        self._receive_all(line.order_id)
        self._produce(self._get_runs(self.sub))
        run.action_assign()
        self.assertFalse(self._get_row(self.planner, "release", run))
        with freeze_time("2031-03-14 07:00:00"):
            row = self._get_row(self.planner, "release", run)
            self.assertEqual(row.reason, "FG begins today; its components are there.")
            row.action_do()
            self.assertTrue(run.is_planned)
            self._check_gone(row)

    def test_a_run_without_operations_is_started(self):
        line = self._confirm(self.sub, asked=at(14, 12))
        self._receive_all(line.order_id)
        run = self._get_runs(self.sub)
        run.action_assign()
        with freeze_time("2031-03-14 13:00:00"):
            row = self._get_row(self.planner, "release", run)
            row.action_do()
            self.assertEqual(run.state, "progress")
            self._check_gone(row)

    # === Exceptions ===

    def test_too_little(self):
        line = self._confirm(asked=at(14, 12))
        run = self._get_runs(self.fg)
        run.action_cancel()
        exception = line.order_id.pull_exception_ids
        self.assertEqual(exception.state, "open")
        row = self._get_row(self.salesperson, "too_little", exception)
        self.assertEqual(row.reason, " ".join(exception.message.split()))
        self.assertEqual(row.orders, line.order_id.name)
        row.action_do()
        self.assertTrue(self._get_runs(self.fg) - run)
        self._check_gone(row)
        self.assertEqual(len(self._get_runs(self.fg)), 1)

    def test_too_much_and_nothing_at_all(self):
        line = self._confirm(self.comp, 5, asked=at(14, 12))
        bought = self._get_purchase_lines(self.comp)
        bought.order_id.state = "sent"
        line.product_uom_qty = 3
        exception = line.order_id.pull_exception_ids
        row = self._get_row(self.buyer, "too_much", exception)
        self.assertEqual(row.remedy, "reduce")
        line.order_id._action_cancel()
        row = self._get_row(self.buyer, "cancel", exception)
        row.action_do()
        self.assertIn(bought.exists().state, ("cancel", False))
        self._check_gone(row)

    def test_what_an_exception_says_is_said_once(self):
        line = self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        line.order_id.commitment_date = at(28, 12)
        self._end_request()
        exceptions = line.order_id.pull_exception_ids
        exception = exceptions.filtered(lambda e: e.res_id == bought.id)
        self.assertEqual(exception.kind, "date")
        self.assertFalse(self._get_row(self.buyer, "wait", bought))
        row = self._get_row(self.buyer, "wait", exception)
        row.action_do()
        self.assertEqual(bought.date_planned.date(), at(28).date())
        self._check_gone(row)

    def test_what_has_begun_is_too_much_and_not_to_be_cancelled(self):
        line = self._confirm(asked=at(14, 12))
        self._receive_all(line.order_id)
        run = self._get_runs(self.sub)
        run.action_assign()
        run.qty_producing = 1
        run._set_qty_producing()
        self._end_request()
        line.order_id._action_cancel()
        exception = line.order_id.pull_exception_ids.filtered(
            lambda e: (e.res_model, e.res_id) == (run._name, run.id)
        )
        self.assertTrue(self._get_row(self.planner, "too_much", exception))
        self.assertFalse(self._get_row(self.planner, "cancel", exception))

    # === Whose, and for how much ===

    def test_responsible(self):
        self._confirm(asked=at(5, 12))
        bought = self._get_purchase_lines(self.comp).order_id
        row = self._get_row(self.buyer, "order", bought)
        bought.user_id = self.buyer
        self.assertEqual(self._get_row(self.buyer, "order", bought), row)
        self.assertEqual(row.user_id, self.buyer)

    def test_money_is_for_who_sells(self):
        self.fg.list_price = 250
        line = self._confirm(asked=at(14, 12))
        self._get_runs(self.fg).action_cancel()
        exception = line.order_id.pull_exception_ids
        row = self._get_row(self.salesperson, "too_little", exception)
        self.assertEqual(row.amount, 250)
        bought = self._get_rows(self.buyer)[:1]
        self.assertTrue(bought)
        with self.assertRaises(AccessError):
            bought.read(["amount"])
        self.assertNotIn("amount", bought.fields_get())

    def test_rows_are_their_readers(self):
        self._confirm(asked=at(5, 12))
        rows = self._get_rows(self.buyer)
        self.assertTrue(rows)
        other = new_test_user(
            self.env, "todo_other", groups="purchase.group_purchase_user"
        )
        with self.assertRaises(AccessError):
            rows.with_user(other).read(["name"])
        with self.assertRaises(AccessError):
            rows.unlink()
        with self.assertRaises(AccessError):
            rows.write({"res_id": 1})
        with self.assertRaises(AccessError):
            self.env["pull.action"].with_user(self.salesperson.copy()).create({})

    def test_other_companies_are_left_out(self):
        self._confirm(asked=at(5, 12))
        self.assertTrue(self._get_rows(self.buyer, "order"))
        other = self.env["res.company"].create({"name": "Other"})
        self.buyer.company_ids |= other
        rows = self.env["pull.action"].with_user(self.buyer)
        rows = rows.with_context(allowed_company_ids=other.ids)
        rows.refresh_rows()
        self.assertFalse(rows.search([]))

    def test_a_constant_number_of_queries(self):
        def count():
            self._end_request()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["pull.action"].with_user(self.buyer).refresh_rows()
            return self.env.cr.sql_log_count - before

        def add():
            line = self._confirm(asked=at(4, 12))
            self._get_purchase_lines(self.raw)[-1:].order_id.button_confirm()
            return line

        add()
        count()
        few = count()
        for _number in range(4):
            add()
        count()
        self.assertLessEqual(count(), few + 2)
