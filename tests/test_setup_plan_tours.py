from odoo.tests import HttpCase, new_test_user, tagged

from .world import SetupQuotationCommon


@tagged("post_install", "-at_install")
class TestSetupPlanTours(SetupQuotationCommon, HttpCase):
    def test_salesperson_reads_the_hint_and_follows_it(self):
        line = self._quote(1, user=self.salesperson)
        self.start_tour(
            f"/odoo/sale.order/{line.order_id.id}",
            "pull_setup_hint",
            login=self.salesperson.login,
        )
        self.assertEqual(line.product_uom_qty, 5)

    def test_keyboard_reaches_specification_and_setup(self):
        line = self._quote(1, user=self.salesperson)
        self.start_tour(
            f"/odoo/sale.order/{line.order_id.id}",
            "pull_line_keyboard",
            login=self.salesperson.login,
        )

    def test_manager_reads_the_table_of_a_bill_of_materials(self):
        self.bom.run_size = 4
        manager = new_test_user(
            self.env,
            "setup_manager",
            groups="mrp.group_mrp_manager,mrp.group_mrp_routings",
        )
        self.start_tour(
            f"/odoo/mrp.bom/{self.bom.id}", "pull_setup_table", login=manager.login
        )
