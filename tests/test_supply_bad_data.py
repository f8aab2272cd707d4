from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import PullCommon


@tagged("post_install", "-at_install")
class TestSupplyBadData(PullCommon):
    """Unusable products do what they do in plain Odoo: no order is half made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()

    def _check_refused(self, product):
        order = self._make_order([(self.fg, 1), (self.comp, 1)], confirm=False)
        with self.assertRaisesRegex(UserError, product.name), self.env.cr.savepoint():
            order.action_confirm()
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.sudo().picking_ids)
        self.assertFalse(self._get_runs(self.fg))
        self.assertFalse(self._get_purchase_lines(self.comp))

    def test_neither_bill_of_materials_nor_vendor(self):
        self.raw.seller_ids.unlink()
        self._check_refused(self.raw)

    def test_archived_bill_of_materials(self):
        self.sub_bom.active = False
        self._check_refused(self.sub)

    def test_bill_of_materials_of_another_company_leaves_a_draft_run(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        self.sub_bom.company_id = other
        order = self._make_order([(self.fg, 1)])
        run = self._get_runs(self.sub)
        self.assertRecordValues(run, [{"state": "draft", "bom_id": False}])
        self.assertEqual(run.pull_sale_line_ids, order.order_line)

    def test_archived_vendor_leaves_the_need_waiting(self):
        self.vendor_a.active = False
        order = self._make_order([(self.fg, 1)])
        self.assertEqual(order.state, "sale")
        self.assertFalse(self._get_purchase_lines(self.raw))
        self.assertEqual(self._get_runs(self.sub).state, "confirmed")

    def test_missing_price_buys_at_zero(self):
        self.raw.seller_ids.price = 0
        self._make_order([(self.fg, 1)])
        self.assertRecordValues(
            self._get_purchase_lines(self.raw), [{"product_qty": 6, "price_unit": 0}]
        )

    def test_cyclic_bill_of_materials_is_refused_when_it_is_made(self):
        with self.assertRaises(ValidationError):
            self._make_bom(self.raw, {self.fg: 1})

    def test_archived_product_is_not_delivered_from_nothing(self):
        self.comp.active = False
        self._make_order([(self.fg, 1)])
        self.assertEqual(self._get_runs(self.fg).product_qty, 1)
