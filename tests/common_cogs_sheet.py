from odoo import Command
from odoo.tests import new_test_user

from .common_setup import SetupCommon


class CostSheetCommon(SetupCommon):
    """Orders of tables (the lathe of `SetupCommon`) and of desks, a level deeper.

    A desk takes a top, made on the saw from 2 components: 5 min setup, 10 min run and
    2 fixed at 60 an hour; then the lathe. One of each costs 37 and 37 + 45 + 8 = 90.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.saw = cls._make_workcenter("Saw", time_start=5, time_stop=0, setup_cost=2)
        cls.top = cls._make_product("Top", cls.category_fifo_auto)
        cls.top_bom = cls._make_bom(
            cls.top, {cls.component: 2}, [("Sawing", cls.saw, 10)]
        )
        cls.desk = cls._make_product("Desk", cls.category_fifo_auto)
        cls.desk_bom = cls._make_bom(cls.desk, {cls.top: 1})
        (cls.table | cls.top | cls.desk).supply_policy = "pull"
        cls.customer = cls.env["res.partner"].create({"name": "Customer"})
        cls.salesperson = cls._make_user("sheet_sales", "sales_team.group_sale_manager")
        cls.accountant = cls._make_user("sheet_accounts", "account.group_account_user")

    @classmethod
    def _make_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _make_order(cls, quantities, price=100):
        """Return a confirmed order of {product: quantity}."""
        order = (
            cls.env["sale.order"]
            .with_user(cls.salesperson)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_uom_qty": quantity,
                                "price_unit": price,
                                "tax_ids": False,
                            }
                        )
                        for product, quantity in quantities.items()
                    ],
                }
            )
        )
        order.action_confirm()
        return order.with_env(cls.env)

    def _get_runs(self, order, product=None):
        """Return the runs of the order, deepest first."""
        nodes = order.order_line._get_pull_chain()
        nodes = [node for node in nodes if node["model"] == "mrp.production"]
        nodes.sort(key=lambda node: -node["depth"])
        runs = self.env["mrp.production"].browse(node["id"] for node in nodes)
        return runs.filtered(lambda run: product in (None, run.product_id))

    def _finish_all(self, order):
        for run in self._get_runs(order):
            run.action_assign()
            self._finish(run)

    def _deliver(self, order, quantity=None):
        """Deliver all that is left, or so much of each line with a backorder."""
        picking = order.picking_ids.filtered(lambda pick: pick.state != "done")
        picking.action_assign()
        for move in picking.move_ids:
            move.quantity = quantity or move.product_uom_qty
            move.picked = True
        picking.with_context(skip_backorder=True).button_validate()

    def _invoice(self, order):
        invoice = order._create_invoices()
        invoice.action_post()
        gaps = self.env["pull.cogs.line"]._check_pull_cost_integrity()
        self.assertEqual(gaps, [])
        return invoice

    def _get_sheet(self, order, user=None):
        return order.with_user(user or self.accountant)._get_cost_sheet()

    def _get_figures(self, rows, *names):
        return {
            row["kind"]: tuple(round(row[name], 2) for name in names) for row in rows
        }
