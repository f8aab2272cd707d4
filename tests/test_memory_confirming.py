from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.memory.confirmation import confirmation, is_confirming
from ..models.memory.memory import confirmation_memory, get_memory
from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestConfirming(ChangeCommon):
    """A memory that is open for an answer is no confirmation: what changes meanwhile is
    looked at as ever."""

    def test_told_apart(self):
        with confirmation_memory(self.cr):
            self.assertFalse(is_confirming(self.cr))
            with confirmation(self.cr):
                self.assertTrue(is_confirming(self.cr))
            self.assertFalse(is_confirming(self.cr))
            self.assertIsNotNone(get_memory(self.cr))
        with confirmation(self.cr):
            self.assertIsNotNone(get_memory(self.cr))
        self.assertIsNone(get_memory(self.cr))

    def test_questions_about_a_quotation_confirm_nothing(self):
        order = self._make_order([(self.fg, 1)], confirm=False)
        asked = []
        model = self.env.registry["mrp.bom"]
        find = model._bom_find

        def note(boms, *arguments, **named):
            asked.append((get_memory(self.cr) is not None, is_confirming(self.cr)))
            return find(boms, *arguments, **named)

        self.patch(model, "_bom_find", note)
        order._get_pull_readiness()
        self.assertIn((True, False), asked)
        self.assertNotIn((True, True), asked)
        asked.clear()
        order.action_confirm()
        self.assertIn((True, True), asked)

    def test_new_run_is_batched_in_a_confirmation_only(self):
        run = self.env["mrp.production"].create({"product_id": self.fg.id})
        with confirmation_memory(self.cr):
            self.assertFalse(run._is_pull_new_order())
            with confirmation(self.cr):
                self.assertTrue(run._is_pull_new_order())

    def test_the_wrong_company_of_one_of_many_is_told_as_ever(self):
        other = self.env["res.company"].create({"name": "Other"})
        place = self.env["stock.location"].create(
            {"name": "Elsewhere", "company_id": other.id}
        )
        runs = self.env["mrp.production"].create(
            [{"product_id": self.fg.id} for _run in range(3)]
        )
        runs._check_company()
        self.env.flush_all()
        query = "UPDATE mrp_production SET location_src_id = %s WHERE id = %s"
        self.cr.execute(query, [place.id, runs[1].id])
        self.env.invalidate_all()
        with self.assertRaises(UserError) as plain:
            runs._check_company()
        with confirmation(self.cr), self.assertRaises(UserError) as told:
            runs._check_company()
        self.assertEqual(str(told.exception), str(plain.exception))
        with confirmation(self.cr):
            (runs[0] + runs[2])._check_company()

    def test_moves_are_named_when_their_runs_are_confirmed(self):
        line = self._make_order([(self.sub, 1)], confirm=False).order_line
        run = self.env["mrp.production"].create({"product_id": self.fg.id})
        run.sale_line_id = line
        with confirmation(self.cr):
            run.action_confirm()
            self.assertEqual(run.move_finished_ids.sale_line_id, line)
            run.move_finished_ids.sale_line_id = False
            self.assertFalse(run.move_finished_ids.sale_line_id)

    def test_price_closes_its_exception(self):
        self.raw.seller_ids.price = 0
        order = self._make_order([(self.fg, 1)])
        exception = self._get_exceptions(order, "price")
        self.assertTrue(exception)
        with confirmation_memory(self.cr):
            self._get_purchase_lines(self.raw).price_unit = 12
        self.assertEqual(exception.state, "done")

    def test_date_closes_its_exception(self):
        day = fields.Datetime.now() + timedelta(days=30)
        order = self._make_order([(self.fg, 5)], commitment_date=day)
        run = self._get_runs(self.fg)
        run.date_start -= timedelta(days=1)
        order.commitment_date = day + timedelta(days=10)
        exception = self._get_exceptions(order, "date")
        self.assertEqual(exception.res_id, run.id)
        with confirmation_memory(self.cr):
            run.date_start = exception.date_wanted
        self.assertEqual(exception.state, "done")

    def test_reservation_closes_its_exception(self):
        order = self._make_order([(self.fg, 1)])
        self._get_runs(self.sub).action_cancel()
        exception = self._get_exceptions(order, "shortage")
        self.assertEqual(exception.product_id, self.sub)
        self._add_stock(self.sub, 2)
        with confirmation_memory(self.cr):
            self._get_runs(self.fg).move_raw_ids._action_assign()
        self.assertEqual(exception.state, "done")
