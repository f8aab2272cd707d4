import doctest

from odoo.tests import HttpCase, tagged

from ..models.readiness import runs_walk
from .world import PullCommon, ReadinessCommon


@tagged("post_install", "-at_install")
class TestReadinessRuns(ReadinessCommon):
    """Before very many runs are made, who presses Confirm is told how many."""

    def test_doctests_hold(self):
        result = doctest.testmod(runs_walk)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)

    # === Counting ===

    def _check_counts(self, quantities, total):
        """The runs that are counted are those that the confirmation makes."""
        quotation = self._make_quotation(quantities)
        counts = quotation._count_pull_runs()
        self.assertEqual(sum(counted.count for counted in counts.values()), total)
        quotation.action_confirm()
        made = self._get_chain_records(quotation, "mrp.production").sudo()
        for bom, counted in counts.items():
            runs = made.filtered(lambda run, bom=bom: run.bom_id == bom)
            self.assertEqual(len(runs), counted.count, bom.display_name)
            self.assertEqual(
                sorted(counted.runs), sorted(set(runs.mapped("product_qty")))
            )
        self.assertEqual(len(made), total)

    def test_each_run_needs_runs_of_its_components(self):
        self.fg_bom.run_size, self.sub_bom.run_size = 2, 3
        self._check_counts([(self.fg, 5), (self.sub, 4)], 3 + 5 + 2)

    def test_one_need_in_one_run_below_many_runs(self):
        self.fg_bom.run_size = 1
        self._check_counts([(self.fg, 4)], 8)

    def test_stock_serves_the_first_runs(self):
        self.sub.product_tmpl_id.supply_policy = "hybrid"
        self.fg_bom.run_size = self.sub_bom.run_size = 1
        self._add_stock(self.sub, 3)
        self._check_counts([(self.fg, 3)], 3 + 3)

    def test_steps_and_kits(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        self.warehouse.manufacture_steps = "pbm_sam"
        kit = self._make_product("KIT")
        self._make_bom(kit, {self.fg: 2}, type="phantom")
        self.fg_bom.run_size = 1
        self._check_counts([(kit, 2)], 8)

    def test_another_unit(self):
        self.fg_bom.write({"product_uom_id": self.dozens.id, "run_size": 1})
        self._check_counts([(self.fg, 30)], 6)

    def test_without_run_sizes_nothing_is_counted(self):
        quotation = self._make_quotation([(self.fg, 500)])
        self.env["mrp.bom"].search([]).write(
            {"run_size": 0, "enable_batch_size": False}
        )
        self.assertEqual(quotation._count_pull_runs(), {})

    # === Asking ===

    def test_it_says_how_many_and_what_a_run_size_would_do(self):
        self.fg_bom.run_size = 1
        quotation = self._make_quotation([(self.fg, 3000)])
        self.assertEqual(
            quotation.with_user(self.salesperson).get_pull_many_runs(),
            [
                f"{quotation.name} makes 6,000 manufacturing orders:",
                "- FG: 3,000 of 1 unit; run size 50 would make 60",
                "- SUB: 3,000 of 2 units",
            ],
        )
        self.company.pull_runs_asked = 6000
        self.assertFalse(quotation.get_pull_many_runs())
        self.company.pull_runs_asked = 5999
        self.assertTrue(quotation.get_pull_many_runs())
        self.company.pull_runs_asked = 0
        self.assertFalse(quotation.get_pull_many_runs())

    def test_many_lines_in_one_run_each_are_meant(self):
        self.company.pull_runs_asked = 3
        quotation = self._make_quotation([(self.fg, 5)] * 3)
        self.assertFalse(quotation.get_pull_many_runs())
        self.fg_bom.run_size = 4
        self.assertTrue(quotation.get_pull_many_runs())

    def test_who_does_not_press_the_button_is_not_asked(self):
        self.company.pull_runs_asked = 1
        self.fg_bom.run_size = 1
        quotation = self._make_quotation([(self.fg, 3)])
        self.assertTrue(quotation.get_pull_many_runs())
        quotation.action_confirm()
        self.assertEqual(len(self._get_runs(self.fg)), 3)
        self.assertFalse(quotation.get_pull_many_runs())

    def test_it_is_set_in_the_settings(self):
        settings = self.env["res.config.settings"].create({"pull_runs_asked": 7})
        settings.execute()
        self.assertEqual(self.company.pull_runs_asked, 7)


@tagged("post_install", "-at_install")
class TestReadinessRunsTour(PullCommon, HttpCase):
    """A salesperson presses Confirm, in a browser."""

    def test_salesperson_goes_back_and_then_confirms_anyway(self):
        self._make_chain()
        self.fg_bom.run_size = 1
        self.company.pull_runs_asked = 5
        order = self._make_order([(self.fg, 3)], confirm=False)
        url = f"/odoo/sale.order/{order.id}"
        self.start_tour(url, "pull_many_runs_go_back", login=self.salesperson.login)
        self.env.invalidate_all()
        self.assertEqual(order.state, "draft")
        self.start_tour(url, "pull_many_runs_confirm", login=self.salesperson.login)
        self.env.invalidate_all()
        self.assertEqual(order.state, "sale")
        self.assertEqual(len(self._get_runs(self.fg)), 3)
