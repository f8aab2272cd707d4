from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from .world import ReadinessCommon


@tagged("post_install", "-at_install")
class TestReadinessPrices(ReadinessCommon):
    """A price that does not fit buys at 0: a warning, without amounts for sales."""

    def _days(self, days):
        return fields.Date.today() + timedelta(days=days)

    def test_no_price(self):
        self.raw.seller_ids.price = 0
        finding = self._check_finding(
            self._get_findings(), "price", self.raw, "Vendor A", "SUB"
        )
        self.assertEqual(finding["severity"], "warning")
        self.assertEqual(finding["res_model"], "product.supplierinfo")

    def test_expired_price(self):
        self.raw.seller_ids.date_end = self._days(-1)
        finding = self._check_finding(self._get_findings(), "price", self.raw)
        self.assertIn("ends on", finding["message"])

    def test_price_that_ends_before_the_day_to_order(self):
        self.raw.seller_ids.date_end = self._days(10)
        self._check_finding(self._get_findings(), "price", self.raw)

    def test_price_that_begins_later(self):
        self.raw.seller_ids.date_start = self._days(60)
        finding = self._check_finding(self._get_findings(), "price", self.raw)
        self.assertIn("begins on", finding["message"])

    def test_currency_that_is_not_in_use(self):
        currency = self.env["res.currency"].create({"name": "XPT", "symbol": "¤"})
        self.raw.seller_ids.currency_id = currency
        currency.active = False
        self._check_finding(self._get_findings(), "price", self.raw, "XPT")

    def test_what_is_found_is_what_the_confirmation_buys(self):
        self.raw.seller_ids.date_end = self._days(-1)
        self._make_order([(self.fg, 5)])
        self.assertEqual(self._get_purchase_lines(self.raw).price_unit, 0)

    def test_quantity_below_the_minimum_has_no_amount_for_sales(self):
        self.raw.seller_ids.min_qty = 100
        finding = self._check_finding(
            self._get_findings(), "minimum", self.raw, "100", "30", "Vendor A"
        )
        self.assertNotIn("1,000", finding["message"])
        self.assertEqual(finding["severity"], "warning")

    def test_buyer_sees_what_the_minimum_costs(self):
        self.raw.seller_ids.min_qty = 100
        buyer = new_test_user(
            self.env,
            "pull_buyer",
            groups="sales_team.group_sale_salesman_all_leads,"
            "purchase.group_purchase_user",
        )
        [finding] = (
            self._make_quotation([(self.fg, 5)]).with_user(buyer)._get_pull_readiness()
        )
        self.assertIn("1,000", finding["message"])

    def test_smallest_minimum_of_the_vendor_counts(self):
        self.raw.seller_ids.min_qty = 100
        self.raw.seller_ids = [
            Command.create({"partner_id": self.vendor_a.id, "price": 20, "min_qty": 40})
        ]
        self._check_finding(self._get_findings(), "minimum", self.raw, "40")
        self.assertEqual(self._get_findings(quantity=7), [])

    def test_minimum_counts_the_whole_need_of_a_line(self):
        self.fg_bom.bom_line_ids = [
            Command.create({"product_id": self.raw.id, "product_qty": 1})
        ]
        self.raw.seller_ids.min_qty = 35
        self.assertEqual(self._get_findings(), [])

    def test_minimum_in_the_unit_of_the_vendor(self):
        self.raw.seller_ids.write({"product_uom_id": self.dozens.id, "min_qty": 3})
        self._check_finding(self._get_findings(), "minimum", self.raw, "3 Dozens")
        self.assertEqual(self._get_findings(quantity=6), [])

    def test_packs_that_are_not_whole(self):
        self.raw.seller_ids.product_uom_id = self._make_pack("Pack of 18")
        finding = self._check_finding(
            self._get_findings(), "pack", self.raw, "30 units", "1.6667 Pack of 18"
        )
        self.assertIn("2 Pack of 18", finding["remedy"])
        self.assertEqual(finding["severity"], "warning")
        self.assertEqual(self._get_findings(quantity=6), [])

    def test_cans_that_are_not_whole(self):
        litres = self.env.ref("uom.product_uom_litre")
        self.raw.uom_id = litres
        self.raw.seller_ids.product_uom_id = self._make_pack("Can of 18 L", litres)
        self._check_finding(self._get_findings(), "pack", self.raw, "1.6667 Can of 18")

    def test_measures_need_not_be_whole(self):
        self.raw.uom_id = self.env.ref("uom.product_uom_gram")
        self.raw.seller_ids.product_uom_id = self.env.ref("uom.product_uom_kgm")
        self.assertEqual(self._get_findings(quantity=55), [])

    def _make_pack(self, name, unit=None):
        return self.env["uom.uom"].create(
            {
                "name": name,
                "relative_factor": 18,
                "relative_uom_id": (unit or self.units).id,
            }
        )


@tagged("post_install", "-at_install")
class TestReadinessUnits(ReadinessCommon):
    """Units that do not convert are problems: core computes with them all the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kilos = cls.env.ref("uom.product_uom_kgm")
        cls.tons = cls.env.ref("uom.product_uom_ton")
        cls.grams = cls.env.ref("uom.product_uom_gram")

    def test_unit_of_the_vendor(self):
        self.raw.seller_ids.product_uom_id = self.kilos
        finding = self._check_finding(
            self._get_findings(), "units", self.raw, "Vendor A", "kg"
        )
        self.assertEqual(finding["severity"], "blocking")

    def test_unit_of_the_bill_of_materials_line(self):
        self.sub_bom.bom_line_ids.product_uom_id = self.kilos
        self._check_finding(self._get_findings(), "units", self.raw, "SUB", "kg")

    def test_unit_of_the_bill_of_materials(self):
        self.sub_bom.product_uom_id = self.kilos
        self._check_finding(self._get_findings(), "units", self.sub, "kg")

    def test_unit_of_the_order_line(self):
        quotation = self._make_quotation([(self.fg, 5)])
        quotation.order_line.product_uom_id = self.kilos
        self._check_finding(
            quotation._get_pull_readiness(), "units", self.fg, "Order line", "kg"
        )

    def test_quantity_that_rounds_to_something_else(self):
        self.raw.uom_id = self.tons
        self.raw.seller_ids.product_uom_id = self.tons
        line = self.sub_bom.bom_line_ids
        line.write({"product_uom_id": self.grams.id, "product_qty": 3})
        self._check_finding(self._get_findings(), "units", self.raw, "30 g", "0.01")

    def test_units_that_belong_together_are_no_finding(self):
        self.raw.seller_ids.product_uom_id = self.dozens
        quotation = self._make_quotation([(self.fg, 5)])
        quotation.order_line.product_uom_id = self.dozens
        self.assertEqual(quotation._get_pull_readiness(), [])


@tagged("post_install", "-at_install")
class TestReadinessCalendarsAndDates(ReadinessCommon):
    """Work that cannot be planned, and days that have passed, are warnings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.workcenter = cls.env["mrp.workcenter"].create({"name": "Saw"})
        cls.sub_bom.operation_ids = [
            Command.create({"name": "Saw it", "workcenter_id": cls.workcenter.id})
        ]

    def _order_in(self, days, **values):
        date = fields.Datetime.now() + timedelta(days=days)
        return self._get_findings(commitment_date=date, **values)

    def test_work_center_with_hours_is_no_finding(self):
        self.assertEqual(self._get_findings(), [])

    def test_work_center_without_working_hours(self):
        self.workcenter.resource_calendar_id = False
        finding = self._check_finding(
            self._get_findings(), "calendar", self.sub, "Saw", "FG"
        )
        self.assertEqual(finding["severity"], "warning")
        self.assertIn("never closed", finding["message"])

    def test_work_center_whose_calendar_is_empty(self):
        calendar = self.env["resource.calendar"].create({"name": "Never"})
        calendar.attendance_ids.unlink()
        self.workcenter.resource_calendar_id = calendar
        findings = self._get_findings()
        self._check_finding(findings, "calendar", self.sub, "Saw", "never open")

    def test_archived_work_center(self):
        self.workcenter.active = False
        self._check_finding(self._get_findings(), "calendar", self.sub, "archived")

    @freeze_time("2026-03-10 12:00:00")
    def test_vendor_who_needs_longer_than_there_is(self):
        self.raw.seller_ids.delay = 10
        self.sub_bom.produce_delay = 3
        self.fg_bom.produce_delay = 2
        self.company.security_lead = 1
        self.assertEqual(self._order_in(16), [])
        finding = self._check_finding(
            self._order_in(12), "past", self.raw, "Vendor A", "Mar 6", "4 days"
        )
        self.assertEqual(finding["severity"], "warning")
        self.assertIn("Mar 26", finding["remedy"])

    @freeze_time("2026-03-10 12:00:00")
    def test_check_dates_the_purchase_as_the_confirmation_does(self):
        self.raw.seller_ids.delay = 10
        self.sub_bom.produce_delay = 3
        self.fg_bom.produce_delay = 2
        self.company.security_lead = 1
        date = fields.Datetime.now() + timedelta(days=20)
        self.sub_bom.operation_ids.unlink()  # by its lead time
        self._make_order([(self.fg, 5)], commitment_date=date)
        purchase = self._get_purchase_lines(self.raw).order_id
        self.assertEqual(str(purchase.date_order.date()), "2026-03-14")

    @freeze_time("2026-03-10 12:00:00")
    def test_manufacturing_that_should_have_begun(self):
        self.raw.supply_policy = "push"
        self.sub_bom.produce_delay = 20
        finding = self._check_finding(self._order_in(15), "past", self.sub, "5 days")
        self.assertIn("Manufacturing", finding["message"])

    @freeze_time("2026-03-10 12:00:00")
    def test_what_stands_above_something_late_is_not_named_too(self):
        self.sub_bom.produce_delay = 20
        self.fg_bom.produce_delay = 20
        self._check_finding(self._order_in(30), "past", self.raw, "12 days")

    @freeze_time("2026-03-10 12:00:00")
    def test_two_late_products_are_two_findings(self):
        (self.raw | self.comp).seller_ids.delay = 90
        findings = self._order_in(30)
        self.assertEqual(
            {finding["product_id"] for finding in findings},
            {self.raw.id, self.comp.id},
        )

    @freeze_time("2026-03-10 12:00:00")
    def test_order_without_date_counts_from_today(self):
        quotation = self._make_quotation([(self.comp, 1)], commitment_date=False)
        self._check_finding(
            quotation._get_pull_readiness(), "past", self.comp, "2 days"
        )
        quotation.order_line.customer_lead = 2
        self.assertEqual(quotation._get_pull_readiness(), [])
