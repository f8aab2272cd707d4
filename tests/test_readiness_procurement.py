from odoo import fields
from odoo.tests import tagged

from ..models.memory.memory import confirmation_memory
from .world import ReadinessCommon


@tagged("post_install", "-at_install")
class TestReadinessProcurement(ReadinessCommon):
    """One need of a confirmation under way can be checked alone."""

    def _make_procurement(self, product, quantity=1, uom=None, **values):
        return self.env["stock.rule"].Procurement(
            product,
            quantity,
            uom or product.uom_id,
            self.stock,
            product.name,
            "S1",
            self.company,
            {
                "warehouse_id": self.warehouse,
                "company_id": self.company,
                "date_planned": fields.Datetime.now(),
                **values,
            },
        )

    def _get_need_findings(self, procurement):
        rules = self.env["stock.rule"]
        rule = rules._get_rule(
            procurement.product_id, procurement.location_id, procurement.values
        )
        return rules._get_procurement_findings(procurement, rule)

    def test_need_that_is_supplied(self):
        procurement = self._make_procurement(self.raw)
        self.assertEqual(self._get_need_findings(procurement), [])

    def test_need_without_rule(self):
        self.raw.seller_ids.unlink()
        findings = self._get_need_findings(self._make_procurement(self.raw))
        self._check_finding(findings, "no_supply", self.raw)
        self.assertNotIn("line", findings[0])

    def test_taking_back_needs_no_supply(self):
        self.raw.seller_ids.unlink()
        procurement = self._make_procurement(self.raw, -1)
        self.assertEqual(self._get_need_findings(procurement), [])

    def test_only_this_level_is_checked(self):
        self.raw.seller_ids.unlink()
        findings = self._get_need_findings(self._make_procurement(self.sub))
        self.assertEqual(findings, [])

    def test_late_need_is_not_a_finding_here(self):
        self.raw.seller_ids.delay = 90
        findings = self._get_need_findings(self._make_procurement(self.raw))
        self.assertEqual(findings, [])

    def test_amounts_are_told_only_when_asked_for(self):
        self.raw.seller_ids.min_qty = 100
        procurement = self._make_procurement(self.raw)
        [finding] = self._get_need_findings(procurement)
        self.assertEqual(finding["kind"], "minimum")
        self.assertNotIn("1,000", finding["message"])

    def test_need_of_a_run_names_what_it_goes_into(self):
        self._make_order([(self.fg, 1)])
        move = self._get_runs(self.sub).move_raw_ids
        self.raw.seller_ids.unlink()
        procurement = self._make_procurement(self.raw, move_dest_ids=move)
        findings = self._get_need_findings(procurement)
        self._check_finding(findings, "no_supply", self.raw, "goes into SUB")

    def test_unit_of_the_waiting_move_is_checked(self):
        self._make_order([(self.fg, 1)])
        move = self._get_runs(self.sub).move_raw_ids
        move.product_uom = self.env.ref("uom.product_uom_kgm")
        procurement = self._make_procurement(self.raw, move_dest_ids=move)
        self._check_finding(self._get_need_findings(procurement), "units", self.raw)

    def test_needs_that_are_supplied_cost_no_query_once_remembered(self):
        rules = self.env["stock.rule"]
        with confirmation_memory(self.env.cr):
            for product in (self.raw, self.sub):
                procurement = self._make_procurement(product)
                rule = rules._get_rule(
                    product, procurement.location_id, procurement.values
                )
                rules._get_procurement_findings(procurement, rule)
                with self.assertQueryCount(0):
                    rules._get_procurement_findings(procurement, rule)
