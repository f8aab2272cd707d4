from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestShortageBadData(ChangeCommon, CronMixinCase):
    """What cannot be supplied becomes an exception; the rest of the order stands.

    Each failure is an exception of its own kind on the need that lacks supply, and
    trying again when the cause is gone brings exactly what was missing, once.
    """

    def _check_set_aside(self, order, kind, product, quantity):
        """One need stays without supply, in words that name its product."""
        self.assertEqual(order.state, "sale")
        exception = self._get_exceptions(order)
        self.assertRecordValues(
            exception,
            [
                {
                    "kind": kind,
                    "product_id": product.id,
                    "quantity": quantity,
                    "user_id": self.salesperson.id,
                }
            ],
        )
        self.assertIn(product.name, exception.message)
        self.assertTrue(exception.remedy)
        self.assertTrue(exception.activity_ids)
        return exception

    def _check_retried(self, order, quantity=1):
        """Trying again, in a later request and twice, completes the chain once."""
        self.env.flush_all()
        self.env.invalidate_all()
        exception = self._get_exceptions(order).with_user(self.salesperson)
        exception.action_retry()
        self._check_chain(quantity)
        self.assertEqual(exception.state, "done")
        exception.action_retry()
        self._check_chain(quantity)
        self.assertFalse(self._get_exceptions(order))

    def test_neither_bill_of_materials_nor_vendor(self):
        self.raw.seller_ids.unlink()
        order = self._make_order([(self.fg, 1)])
        exception = self._check_set_aside(order, "no_supply", self.raw, 6)
        self._check_runs(self.sub, [2])
        self._check_bought(self.comp, [1])
        with self.assertRaisesRegex(UserError, "RAW"):
            exception.action_retry()
        self.raw.seller_ids = [
            Command.create({"partner_id": self.vendor_a.id, "price": 10})
        ]
        self._check_retried(order)

    def test_new_vendor_supplies_what_waited_for_one_in_the_background(self):
        self.raw.seller_ids.unlink()
        order = self._make_order([(self.fg, 1)])
        cron = self.env.ref("pull_through_production.pull_exception_cron_retry")
        with self.capture_triggers(cron.id) as triggers:
            self.comp.seller_ids.price = 11
            self.assertFalse(triggers.records)
            self.raw.seller_ids = [
                Command.create({"partner_id": self.vendor_a.id, "price": 10})
            ]
            self.assertTrue(triggers.records)
        self.env.flush_all()
        self.env.invalidate_all()
        self.env["pull.exception"]._cron_retry()
        self._check_chain(1)
        self.assertFalse(self._get_exceptions(order))

    def test_what_a_person_cancelled_is_not_made_again_in_the_background(self):
        order = self._make_order([(self.fg, 1)])
        self._get_runs(self.fg).action_cancel()
        self.env["pull.exception"]._cron_retry()
        self._check_chain(0)
        self.assertEqual(self._get_exceptions(order).kind, "shortage")

    def test_sold_product_without_any_supply(self):
        lost = self._make_product("LOST")
        order = self._make_order([(lost, 3)])
        self._check_set_aside(order, "no_supply", lost, 3)
        self._check_delivery(order, 3)

    def test_one_bad_line_of_ten_leaves_the_other_nine(self):
        lost = self._make_product("LOST")
        products = [lost, *(self._make_product(f"GOOD {n}") for n in range(9))]
        for product in products[1:]:
            self._make_bom(product, {self.comp: 1})
        order = self._make_order([(product, 1) for product in products])
        self._check_set_aside(order, "no_supply", lost, 1)
        for product in products[1:]:
            self._check_runs(product, [1])
        self._check_bought(self.comp, [9])

    def test_archived_bill_of_materials(self):
        self.sub_bom.active = False
        order = self._make_order([(self.fg, 1)])
        self._check_set_aside(order, "archived", self.sub, 2)
        self.sub_bom.active = True
        self._check_retried(order)

    def test_bill_of_materials_of_another_company(self):
        self.sub_bom.company_id = self.env["res.company"].create({"name": "Other"})
        order = self._make_order([(self.fg, 1)])
        self._check_set_aside(order, "company", self.sub, 2)
        self._check_runs(self.sub, [])
        self.sub_bom.company_id = False
        self._check_retried(order)

    def test_archived_vendor(self):
        self.vendor_a.active = False
        order = self._make_order([(self.fg, 1)])
        self._check_set_aside(order, "archived", self.raw, 6)
        self.vendor_a.active = True
        self._check_retried(order)

    def test_vendor_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.raw.seller_ids.company_id = other
        order = self._make_order([(self.fg, 1)])
        self._check_set_aside(order, "company", self.raw, 6)
        self.raw.seller_ids.company_id = False
        self._check_retried(order)

    def test_vendor_unit_that_does_not_convert(self):
        self.raw.seller_ids.product_uom_id = self.env.ref("uom.product_uom_kgm")
        order = self._make_order([(self.fg, 1)])
        self._check_set_aside(order, "units", self.raw, 6)
        self.raw.seller_ids.product_uom_id = self.units
        self._check_retried(order)

    def test_component_unit_that_does_not_convert(self):
        self.sub_bom.bom_line_ids.product_uom_id = self.env.ref("uom.product_uom_kgm")
        order = self._make_order([(self.fg, 1)])
        self.assertEqual(self._get_exceptions(order).kind, "units")
        self._check_bought(self.raw, [])

    def _check_priced_badly(self, kind):
        order = self._make_order([(self.fg, 1)])
        line = self._get_purchase_lines(self.raw)
        exception = self._get_exceptions(order)
        self.assertRecordValues(exception, [{"kind": kind, "res_id": line.id}])
        self.assertIn("RAW", exception.message)
        self.assertEqual(line.product_qty, 6)
        return exception

    def test_missing_price_closes_when_the_buyer_enters_one(self):
        self.raw.seller_ids.price = 0
        exception = self._check_priced_badly("price")
        self._get_purchase_lines(self.raw).price_unit = 12
        self.assertEqual(exception.state, "done")

    def test_expired_price_is_asked_again(self):
        self.raw.seller_ids.date_end = fields.Date.add(fields.Date.today(), days=-1)
        exception = self._check_priced_badly("price")
        self.raw.seller_ids.date_end = False
        exception.action_retry()
        self.assertEqual(self._get_purchase_lines(self.raw).price_unit, 10)
        self.assertEqual(exception.state, "done")

    def test_inactive_currency(self):
        currency = self.env["res.currency"].create(
            {"name": "OLD", "symbol": "O", "active": False}
        )
        self.raw.seller_ids.currency_id = currency
        order = self._make_order([(self.fg, 1)])
        self.assertEqual(self._get_exceptions(order).kind, "price")

    def test_quantity_below_the_minimum(self):
        self.raw.seller_ids.min_qty = 100
        exception = self._check_priced_badly("minimum")
        self.raw.seller_ids.min_qty = 0
        exception.action_retry()
        self.assertEqual(exception.state, "done")

    def test_two_reports_of_one_request_below_the_minimum_are_one(self):
        self.raw.seller_ids.min_qty = 100
        order = self._make_order([(self.fg, 1)])
        order.order_line.product_uom_qty = 3
        exception = self._get_exceptions(order)
        self.assertRecordValues(exception, [{"kind": "minimum", "state": "open"}])
        self.assertIn("18 units", exception.message)  # not the 12 that were added

    def test_what_reaches_the_minimum_with_what_was_asked_is_not_reported(self):
        self.raw.seller_ids.min_qty = 10
        order = self._make_order([(self.fg, 2)])
        self.assertFalse(self._get_exceptions(order))
        order.order_line.product_uom_qty = 3  # 6 more, which alone are too few
        self.assertEqual(self._get_purchase_lines(self.raw).product_qty, 18)
        self.assertFalse(order.sudo().pull_exception_ids)

    def test_packs_that_are_not_whole_are_told_until_the_buyer_rounds_up(self):
        pack = self.env["uom.uom"].create(
            {
                "name": "Pack of 4",
                "relative_factor": 4,
                "relative_uom_id": self.units.id,
            }
        )
        self.raw.seller_ids.product_uom_id = pack
        order = self._make_order([(self.fg, 1)])
        line = self._get_purchase_lines(self.raw)
        self.assertRecordValues(line, [{"product_uom_id": pack.id, "product_qty": 1.5}])
        exception = self._get_exceptions(order)
        self.assertRecordValues(exception, [{"kind": "pack", "res_id": line.id}])
        line.product_qty = 2
        self.assertEqual(exception.state, "done")

    def test_unforeseen_error_of_one_line_leaves_the_others(self):
        """A rule without a source stands for what nobody foresaw."""
        broken = self._make_product("BROKEN", "pull", self.vendor_b)
        order = self._make_order([(broken, 1), (self.fg, 1)], confirm=False)
        order.order_line[0].route_ids = self._make_broken_route()
        order.action_confirm()
        exception = self._get_exceptions(order)
        self.assertRecordValues(
            exception, [{"kind": "failed", "sale_line_id": order.order_line[0].id}]
        )
        self._check_chain(1)
        order.order_line[0].route_ids = False
        exception.with_user(self.salesperson).action_retry()
        self.assertEqual(exception.state, "done")
        self._check_bought(broken, [1])

    def test_unforeseen_error_whatever_a_client_says(self):
        broken = self._make_product("BROKEN", "pull", self.vendor_b)
        order = self._make_order([(broken, 1), (self.fg, 1)], confirm=False)
        order.order_line[0].route_ids = self._make_broken_route()
        order.with_context(pull_launching=True).action_confirm()
        self.assertEqual(self._get_exceptions(order).kind, "failed")
        self._check_chain(1)

    def test_cyclic_bill_of_materials_is_refused_when_it_is_made(self):
        with self.assertRaises(ValidationError):
            self._make_bom(self.raw, {self.fg: 1})

    def test_archived_product_is_not_delivered_from_nothing(self):
        self.comp.active = False
        self._make_order([(self.fg, 1)])
        self.assertEqual(self._get_runs(self.fg).product_qty, 1)

    # === A product that goes into itself ===

    def _make_loop(self, product, part):
        """Put a product into its own part, past Odoo's check, as an import may."""
        bom = part.bom_ids[:1]
        vals = {
            "bom_id": bom.id,
            "product_id": product.id,
            "product_tmpl_id": product.product_tmpl_id.id,
            "product_qty": 1,
            "product_uom_id": product.uom_id.id,
            "company_id": bom.company_id.id,
            "sequence": 1,
        }
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "INSERT INTO mrp_bom_line (%s) VALUES %s",
                SQL(", ").join(map(SQL.identifier, vals)),
                tuple(value or None for value in vals.values()),
            )
        )
        self.env.invalidate_all()

    def test_a_product_that_goes_into_itself_is_named(self):
        self._make_loop(self.fg, self.sub)
        order = self._make_order([(self.fg, 1)])
        self.assertEqual(order.state, "sale")
        self.assertIn(
            ("no_supply", "FG goes into itself, by way of SUB."),
            self._get_exceptions(order).mapped(lambda e: (e.kind, e.message)),
        )
        self._check_runs(self.sub, [2])

    def test_a_part_that_goes_into_itself_is_named_before_the_order_is_confirmed(self):
        self._make_loop(self.sub, self.sub)
        order = self._make_order([(self.fg, 1)], confirm=False)
        findings = order._get_pull_readiness()
        self.assertIn("SUB goes into itself.", [f["message"] for f in findings])
        order.action_confirm()
        self.assertIn(
            "SUB goes into itself.", self._get_exceptions(order).mapped("message")
        )
