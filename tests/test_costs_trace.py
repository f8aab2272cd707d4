from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .books import CogsFlowsCommon

FEBRUARY = {"invoice_date": "2026-02-10", "date": "2026-02-10"}


@tagged("post_install", "-at_install")
class TestCostTrace(CogsFlowsCommon):
    """From a figure to the document that it came from, and out into a table."""

    def _get_opened(self, action):
        records = self.env[action["res_model"]]
        if action.get("res_id"):
            return records.browse(action["res_id"])
        return records.search(action["domain"])

    def _sell_lamps(self):
        lamp = self._make_bought(price=10)
        with freeze_time("2026-01-20 10:00:00"):
            order = self._sell([(lamp, 2)])
            bought = self._receive(order)
            self._deliver(order)
            self._invoice(order)
        return order, bought

    def test_from_a_late_entry_to_its_transfer(self):
        self.table.invoice_policy = "order"
        order = self._sell([(self.table, 2)])
        self._invoice(order)
        self._make_all(order)
        first = self._deliver(order, {order.order_line: 1})
        second = self._deliver(order)
        entries = order.order_line._get_cogs_items().move_id.sorted("id")
        self.assertEqual(entries.mapped("move_type"), ["entry", "entry"])
        self.assertTrue(all(entries.mapped("pull_has_transfers")))
        self.assertEqual(
            [self._get_opened(one.action_view_pull_transfers()) for one in entries],
            [first, second],
        )

    def test_from_a_part_to_its_receipt_its_bill_and_its_run(self):
        order, bought = self._sell_lamps()
        with freeze_time("2026-02-10 10:00:00"):
            bill = self._bill(bought, price=13, **FEBRUARY)
        first, late = order.picking_ids.move_ids.cost_line_ids.sorted("id")
        self.assertEqual(
            self._get_opened(first.action_open_origin()), bought.move_ids.picking_id
        )
        self.assertEqual(self._get_opened(late.action_open_origin()), bill)
        made = self._sell([(self.table, 1)])
        self._make_all(made)
        self._deliver(made)
        part = made.picking_ids.move_ids.cost_line_ids[0]
        self.assertEqual(
            self._get_opened(part.action_open_origin()), self._get_runs(made)
        )
        self._invoice(made)
        rows = made.order_line._get_cogs_items().cogs_row_ids
        self.assertEqual(
            self._get_opened(rows[0].action_open_origin()), self._get_runs(made)
        )
        rows = order.order_line._get_cogs_items().cogs_row_ids
        self.assertEqual(
            self._get_opened(rows[0].action_open_origin()), bought.move_ids.picking_id
        )

    def test_the_sheet_is_exported_as_a_table(self):
        order = self._sell([(self.table, 2)])
        self._make_all(order)
        rows = self._get_opened(order.action_open_cost_table())
        self.assertEqual(
            rows.export_data(["document", "kind", "planned", "actual"])["datas"],
            [
                [order.name, "Material", 20, 0],
                [order.name, "Run", 60, 0],
                [order.name, "Setup time", 15, 0],
                [order.name, "Fixed setup cost", 8, 0],
                *(
                    [self._get_runs(order).name, kind, amount, amount]
                    for kind, amount in [
                        ("Material", 20),
                        ("Run", 60),
                        ("Setup time", 15),
                        ("Fixed setup cost", 8),
                    ]
                ),
            ],
        )
        seller = new_test_user(
            self.env,
            "trace_seller",
            groups="sales_team.group_sale_manager",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            order.with_user(seller).action_open_cost_table()
