from odoo.exceptions import AccessError
from odoo.tests import tagged

from .books import CostSheetCommon


@tagged("post_install", "-at_install")
class TestCogsGap(CostSheetCommon):
    def _get_gaps(self, user=None):
        gaps = self.env["pull.cost.gap"].with_user(user or self.accountant)
        return gaps.search([("company_id", "=", self.company.id)])

    def _sell_desk(self):
        order = self._make_order({self.desk: 1})
        self._finish_all(order)
        self._deliver(order)
        return order, self._invoice(order)

    def test_nothing_to_reconcile(self):
        self._sell_desk()
        self.assertFalse(self._get_gaps())

    def test_journal_item_whose_rows_do_not_sum(self):
        order, invoice = self._sell_desk()
        rows = self.env["pull.cogs.line"].search([("order_id", "=", order.id)])
        rows.filtered(lambda row: row.kind == "material").unlink()
        gap = self._get_gaps()
        item = invoice.line_ids.filtered(
            lambda line: line.display_type == "cogs" and line.balance > 0
        )
        self.assertRecordValues(
            gap,
            [
                {
                    "gap_type": "cogs",
                    "reference": invoice.name,
                    "account_move_line_id": item.id,
                    "product_id": self.desk.id,
                    "date": invoice.date,
                    "expected": 90,
                    "found": 70,
                    "difference": 20,
                    "currency_id": self.company.currency_id.id,
                }
            ],
        )
        action = gap.action_open()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("account.move", invoice.id)
        )

    def test_journal_item_without_rows(self):
        order, _invoice = self._sell_desk()
        self.env["pull.cogs.line"].search([("order_id", "=", order.id)]).unlink()
        self.assertRecordValues(self._get_gaps(), [{"expected": 90, "found": 0}])

    def test_reset_invoice_is_no_gap(self):
        order, invoice = self._sell_desk()
        self.env["pull.cogs.line"].search([("order_id", "=", order.id)]).unlink()
        invoice.button_draft()
        self.assertFalse(self._get_gaps())

    def test_stock_move_whose_lines_do_not_sum(self):
        order, _invoice = self._sell_desk()
        [run] = self._get_runs(order, self.top)
        finished = run.move_finished_ids
        finished.cost_line_ids.filtered(lambda line: line.kind == "run").unlink()
        gap = self._get_gaps()
        self.assertRecordValues(
            gap,
            [
                {
                    "gap_type": "move",
                    "stock_move_id": finished.id,
                    "reference": run.name,
                    "expected": 37,
                    "found": 27,
                    "difference": 10,
                }
            ],
        )
        planner = self._make_user("gap_planner", "mrp.group_mrp_manager")
        action = gap.with_user(planner).action_open()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("mrp.production", run.id)
        )

    def test_only_who_sees_costs(self):
        with self.assertRaises(AccessError):
            self._get_gaps(self.salesperson)

    def test_other_companies_stay_hidden(self):
        order, _invoice = self._sell_desk()
        self.env["pull.cogs.line"].search([("order_id", "=", order.id)]).unlink()
        stranger = self._make_user("gap_stranger", "account.group_account_user")
        stranger.write(
            {
                "company_ids": [(6, 0, self.other_company.ids)],
                "company_id": self.other_company.id,
            }
        )
        self.assertFalse(self.env["pull.cost.gap"].with_user(stranger).search([]))
