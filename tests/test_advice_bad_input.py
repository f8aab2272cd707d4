from freezegun import freeze_time

from odoo.tests import tagged

from .test_advice import NOW, AdviceCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAdviceBadInput(AdviceCommon):
    """Master data that says too little, or strange things: no number from nothing, and
    no product keeps another from its advice."""

    def setUp(self):
        super().setUp()
        self.other = self._make_old("STOOL", policy="push", vendor=self.vendor_a)
        self._sell_weekly(self.other, 10)

    def _work_out(self, product=None):
        advice = super()._work_out(product)
        self.assertTrue(self._get_advice(self.other).advice)
        return advice

    def test_no_lead_time(self):
        self._sell_weekly(self.product, 10)
        self.assertTrue(self._work_out().advice)
        self.product.seller_ids.delay = 0
        advice = self._work_out()
        self.assertEqual((advice.missing, advice.state), ("no_lead", "little"))
        self.assertFalse(advice.advice or advice.safety_stock or advice.cost_pull)
        self.assertIn("No lead time is known", advice.reason)

    def test_one_order(self):
        self._sell_weekly(self.product, 1)
        advice = self._work_out()
        self.assertEqual((advice.missing, advice.forecast), ("few", 0))
        self.assertFalse(advice.lead_mean or advice.interval or advice.trend)

    def test_more_goes_back_than_was_ordered(self):
        self._sell_weekly(self.product, 10, quantity=-3)
        advice = self._work_out()
        self.assertEqual((advice.missing, advice.quantity), ("no_orders", 0))
        self._sell_weekly(self.product, 10, quantity=5)
        advice = self._work_out()
        self.assertEqual((advice.quantity, advice.line_count), (20, 10))

    def test_a_price_in_another_currency(self):
        """Ten of what is half as much worth: holding costs as of a price of 5."""
        self._sell_weekly(self.product, 10)
        self.product.standard_price = 0
        self.product.seller_ids.price = 5
        lot = self._work_out().lot_size
        currency = self.env["res.currency"].create(
            {
                "name": "PTX",
                "symbol": "x",
                "rate_ids": [(0, 0, {"name": "2020-01-01", "rate": 2})],
            }
        )
        self.product.seller_ids.write({"currency_id": currency.id, "price": 10})
        self.assertAlmostEqual(self._work_out().lot_size, lot)
        self.product.seller_ids.price = 40
        self.assertAlmostEqual(self._work_out().lot_size, lot / 2, delta=0.01)

    def test_forty_levels(self):
        below = self.product
        below.supply_policy = "pull"
        for level in range(40):
            made = self._make_old(f"LEVEL {level}", policy="pull")
            self._make_bom(made, {below: 1}, produce_delay=1)
            below = made
        self._sell_weekly(below, 10, gives=60)
        advice = self._work_out(below)
        self.assertEqual(advice.lead_days, 42)
        self.assertTrue(advice.is_fast and advice.advice)

    def test_an_archived_component(self):
        self.product.supply_policy = "pull"
        table = self._make_old("TABLE", policy="pull")
        self._make_bom(table, {self.product: 1}, produce_delay=3)
        self._sell_weekly(table, 10)
        self.assertTrue(self._work_out(table).advice)
        self.product.action_archive()
        advice = self._work_out(table)
        self.assertTrue(advice.advice or advice.missing)
        self.assertTrue(advice.reason)
