import doctest
import re
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.preview import request
from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangePreview(ChangeCommon):
    """Before a change is saved, its effect on each document is told in words."""

    def _preview(self, order, quantity):
        entries = order.get_pull_change_preview(
            {"order_line": [[1, order.order_line.id, {"product_uom_qty": quantity}]]}
        )
        return [(e["document"], e["message"], e["needs_decision"]) for e in entries]

    def _get_names(self):
        runs = self._get_runs(self.fg) | self._get_runs(self.sub)
        lines = self._get_purchase_lines(self.raw) | self._get_purchase_lines(self.comp)
        return runs.mapped("name") + [line.order_id.name for line in lines]

    def test_lower_quantity_names_every_document(self):
        order = self._make_order([(self.fg, 5)])
        entries = self._preview(order, 3)
        self.assertCountEqual([entry[0] for entry in entries], self._get_names())
        self.assertIn(
            (
                self._get_runs(self.fg).name,
                "FG: from 5 to 3 units. It is not started.",
                False,
            ),
            entries,
        )
        self.assertFalse(any(decision for *_entry, decision in entries))
        self._check_chain(5)

    def test_cancelling_names_every_document(self):
        order = self._make_order([(self.fg, 5)])
        entries = order.get_pull_change_preview({"state": "cancel"})
        self.assertCountEqual([e["document"] for e in entries], self._get_names())
        self._check_chain(5)

    def test_what_needs_a_decision_comes_first(self):
        order = self._make_order([(self.fg, 5)])
        purchase = self._get_purchase_lines(self.raw).order_id
        purchase.button_confirm()
        entries = self._preview(order, 3)
        self.assertEqual(entries[0][0], purchase.name)
        self.assertEqual(
            entries[0][1], "Ordered already. No longer needed: 12 units of RAW."
        )
        self.assertEqual([entry[2] for entry in entries], [True, False, False, False])

    def test_what_was_previewed_is_what_happens(self):
        order = self._make_order([(self.fg, 5)])
        self._receive_all(order)
        self._produce(self._get_runs(self.sub))
        self._start(self._get_runs(self.fg))
        entries = self._preview(order, 2)
        self._set_quantity(order, 2)
        summary = order.sudo().message_ids[0].body
        for document, message, _decision in entries:
            self.assertIn(f"{document}: {message}", summary)

    # === What an earlier cancelled step left behind ===

    def _check_kept(self, order, quantity):
        """Check that what is previewed, and nothing else, is what happens."""
        entries = self._preview(order, quantity)
        self._set_quantity(order, quantity)
        done = re.findall("<li>(.*?)</li>", order.sudo().message_ids[0].body)
        self.assertCountEqual(done, [f"{e[0]}: {e[1]}" for e in entries])
        return entries

    def test_what_a_cancelled_delivery_left_is_named(self):
        order = self._make_order([(self.fg, 5)])
        order.sudo().picking_ids.action_cancel()
        self.assertEqual(len(self._check_kept(order, 3)), 4)
        self._check_chain(3)
        entries = order.get_pull_change_preview({"state": "cancel"})
        self.assertCountEqual([e["document"] for e in entries], self._get_names())
        self.assertEqual(len(self._check_kept(order, 0)), 4)
        self._check_chain(0)

    def test_what_a_cancelled_pick_left_is_named(self):
        self.warehouse = self._make_warehouse("PVA", "ship_only", "pbm")
        order = self._make_order([(self.fg, 5)])
        self._get_runs(self.fg).picking_ids.action_cancel()
        entries = self._check_kept(order, 3)
        self.assertCountEqual([entry[0] for entry in entries], self._get_names())

    def test_what_has_begun_behind_a_cancelled_step_needs_a_decision(self):
        order = self._make_order([(self.fg, 5)])
        self._get_purchase_lines(self.raw).order_id.button_confirm()
        order.sudo().picking_ids.action_cancel()
        entries = self._check_kept(order, 3)
        self.assertEqual([entry[2] for entry in entries], [True, False, False, False])

    def test_less_than_what_is_missing_frees_nothing_that_is_delivered(self):
        order = self._make_order([(self.fg, 5)])
        move = self._get_customer_moves(order)
        part = self.env["stock.move"].create(move._split(2))
        part._action_confirm(merge=False)
        part._action_cancel()
        self._check_kept(order, 4)
        self._check_chain(4)

    def test_more_says_that_more_is_supplied(self):
        order = self._make_order([(self.fg, 5)])
        self.assertEqual(
            self._preview(order, 7),
            [(order.name, "To be made or bought besides: 2 units.", False)],
        )

    def test_another_date_names_what_moves_and_what_stays(self):
        day = fields.Datetime.now() + timedelta(days=30)
        order = self._make_order([(self.fg, 5)], commitment_date=day)
        purchase = self._get_purchase_lines(self.comp).order_id
        purchase.button_confirm()
        later = fields.Datetime.to_string(day + timedelta(days=5))
        entries = order.get_pull_change_preview({"commitment_date": later})
        self.assertEqual(
            [(e["document"], e["needs_decision"]) for e in entries][0],
            (purchase.name, True),
        )
        self.assertCountEqual([e["document"] for e in entries], self._get_names())
        self.assertEqual(order.commitment_date, day.replace(microsecond=0))

    def test_nothing_is_previewed_for_a_quotation(self):
        order = self._make_order([(self.fg, 5)], confirm=False)
        self.assertEqual(self._preview(order, 3), [])

    def test_what_is_no_change_is_refused_in_words(self):
        order = self._make_order([(self.fg, 5)])
        line_id = order.order_line.id
        for odd in (
            "abc",
            [1, 2],
            None,
            {"order_line": 5},
            {"order_line": [5]},
            {"order_line": [[]]},
            {"order_line": [[1, line_id]]},
            {"order_line": [[1, line_id, "abc"]]},
            {"order_line": [[1, [line_id], {"product_uom_qty": 1}]]},
            {"order_line": [[1, line_id, {"product_uom_qty": "many"}]]},
            {"order_line": [[1, line_id, {"product_uom_qty": float("nan")}]]},
            {"order_line": [[1, line_id, {"customer_lead": 1e12}]]},
            {"order_line": [[1, line_id, {"customer_lead": None}]]},
            {"commitment_date": "next week"},
            {"commitment_date": 7},
            {"commitment_date": ["2030-01-01"]},
        ):
            with self.assertRaisesRegex(UserError, "cannot be worked out", msg=odd):
                order.get_pull_change_preview(odd)
        self.assertEqual(order.get_pull_change_preview({"order_line": False}), [])
        far = {"order_line": [[1, line_id, {"customer_lead": 36500}]]}
        self.assertTrue(order.get_pull_change_preview(far))

    def test_doctests_hold(self):
        result = doctest.testmod(request)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)

    # === Many orders ===

    def test_eight_orders_take_hardly_more_queries_than_one(self):
        """Of different products, to follow, to judge and to preview."""
        orders = self.env["sale.order"].union(
            *(self._make_order_of_its_own(number) for number in range(9))
        )
        asks = {
            "chain": lambda orders: orders.order_line._get_pull_chain(),
            "state": lambda orders: orders.order_line.mapped("pull_state"),
            "preview": lambda orders: orders._preview_pull_change(
                quantities=dict.fromkeys(orders.order_line, 1)
            ),
        }
        for name, ask in asks.items():
            self._count_queries(ask, orders[0])
            few = self._count_queries(ask, orders[0])
            many = self._count_queries(ask, orders[1:])
            self.assertLessEqual(many, few + 6, name)

    def _make_order_of_its_own(self, number):
        """Return an order of a product made from what is made, bought of other vendors
        than the others'."""
        vendor = self.env["res.partner"].create({"name": f"Vendor {number}"})
        raw = self._make_product(f"Raw {number}", "pull", vendor)
        part, sold = (
            self._make_product(f"{name} {number}") for name in ("Part", "Sold")
        )
        self._make_bom(part, {raw: 2})
        self._make_bom(sold, {part: 1})
        return self._make_order([(sold, 2)])

    def _count_queries(self, ask, orders):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.assertTrue(ask(orders))
        return self.cr.sql_log_count - before
