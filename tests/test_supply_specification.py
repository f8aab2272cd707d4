from odoo.tests import Form, tagged

from .world import PullCommon

WORDS = "Engrave: Bistro Lumière"


@tagged("post_install", "-at_install")
class TestScreensSpecification(PullCommon):
    """What the customer asked for reaches those who make it, and paper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()
        cls.order = cls._make_order_from(cls.warehouse, [(cls.fg, 2)], confirm=False)
        with Form(cls.order) as form, form.order_line.edit(0) as line:
            line.pull_specification = WORDS

    def _print(self, report, record):
        reports = self.env["ir.actions.report"]
        return reports._render_qweb_html(report, record.ids)[0].decode()

    def test_printed_on_the_quotation(self):
        self.assertIn(WORDS, self._print("sale.report_saleorder", self.order))

    def test_nothing_printed_without_specification(self):
        order = self._make_order([(self.fg, 2)], confirm=False)
        html = self._print("sale.report_saleorder", order)
        self.assertNotIn("pull_specification", html)

    def test_stands_on_the_sheet_of_every_run(self):
        self.order.action_confirm()
        for run in self._get_runs(self.fg) | self._get_runs(self.sub):
            html = self._print("mrp.report_mrporder", run)
            self.assertIn(WORDS, html)
            self.assertIn(self.order.name, html)

    def test_nothing_on_the_sheet_of_a_run_for_stock(self):
        run = self.env["mrp.production"].create(
            {"product_id": self.fg.id, "product_qty": 1, "bom_id": self.fg_bom.id}
        )
        html = self._print("mrp.report_mrporder", run)
        self.assertNotIn("Customer specification", html)
