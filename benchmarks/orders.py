"""Customer orders with their books, as people make them: what reports are timed on.

Each story is an order of three lines: a table that is made, of a part that is bought; a
lamp that is bought; a kit of two parts. All of it is received, billed, made, delivered
and invoiced, but for what a few stories leave open.
"""

from copies import Copies

from odoo import Command

STORIES, LINES = 20, 3
CUSTOMERS, PEOPLE = 10, 4
PRICE = 10


class Orders:
    """Master data with a chart of accounts, and orders of it."""

    def __init__(self, env):
        self.env = env
        self.company = env.company
        self._make_books()
        self._make_people()
        self.center = env["mrp.workcenter"].create(
            {
                "name": "Lathe",
                "costs_hour": 60,
                "time_start": 15,
                "setup_cost": 8,
                "setup_account_id": self._make_account("Setup absorbed", "510900").id,
            }
        )

    def make(self, count):
        """Make `count` order lines or a few less; return a customer with orders."""
        products = [self._make_products(number) for number in range(STORIES)]
        copies = Copies(self.env)
        for number, sold in enumerate(products):
            self._tell(number, *sold)
        copies.make(count // (STORIES * LINES) - 1)
        return self.customers[0]

    # === Master data ===

    def _make_books(self):
        if not self.company.chart_template:
            self.env["account.chart.template"].try_loading("generic_coa", self.company)
        self.company.pull_carrying_rate = 20
        self.company.pull_order_cost = 5
        production = self.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", self.company.id)]
        )
        account = self._make_account("Production", "110900", "asset_current")
        production.valuation_account_id = account
        self.category = self.env["product.category"].create(
            {
                "name": "Goods",
                "property_valuation": "real_time",
                "property_cost_method": "fifo",
            }
        )

    def _make_account(self, name, code, account_type="expense"):
        return self.env["account.account"].create(
            {"name": name, "code": code, "account_type": account_type}
        )

    def _make_people(self):
        partners = self.env["res.partner"]
        self.vendor = partners.create({"name": "Vendor"})
        self.customers = partners.create(
            [{"name": f"Customer {number}"} for number in range(CUSTOMERS)]
        )
        self.people = self.env["res.users"].create(
            [{"name": f"Seller {n}", "login": f"seller{n}"} for n in range(PEOPLE)]
        )

    def _make_products(self, number):
        """Return what one story sells: made, bought, and a kit."""
        names = ("Table", "Top", "Lamp", "Screw", "Bolt", "Set")
        table, top, lamp, screw, bolt, kit = self.env["product.product"].create(
            [
                {
                    "name": f"{name} {number}",
                    "is_storable": name != "Set",
                    "categ_id": self.category.id,
                    "supply_policy": "pull",
                    "invoice_policy": "delivery",
                    "list_price": 100,
                    "taxes_id": False,
                    "supplier_taxes_id": False,
                }
                for name in names
            ]
        )
        for product in (top, lamp, screw, bolt):
            product.seller_ids = [
                Command.create({"partner_id": self.vendor.id, "price": PRICE})
            ]
        self._make_bom(table, top, {"operation_ids": [self._prepare_operation()]})
        self._make_bom(kit, screw | bolt, {"type": "phantom"})
        return table, lamp, kit

    def _make_bom(self, product, parts, values):
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": 2})
                    for part in parts
                ],
                **values,
            }
        )

    def _prepare_operation(self):
        return Command.create(
            {
                "name": "Turning",
                "workcenter_id": self.center.id,
                "time_cycle_manual": 30,
            }
        )

    # === What happens ===

    def _tell(self, number, *products):
        """Sell two of each; one story in five is not invoiced, another in part."""
        order = self._sell(number, *products)
        self._receive(order)
        self._produce(order)
        self._deliver(order.picking_ids)
        if number % 5:
            invoice = order._create_invoices()
            if number % 5 == 1:
                invoice.invoice_line_ids[-1:].quantity = 1
            invoice.action_post()

    def _sell(self, number, *products):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customers[number % CUSTOMERS].id,
                "client_order_ref": f"ORDER{number}",
                "user_id": self.people[number % PEOPLE].id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": 2})
                    for product in products
                ],
            }
        )
        order.action_confirm()
        return order

    def _receive(self, order):
        purchases = self.env["purchase.order"].search(
            [("order_line.pull_sale_line_ids", "in", order.order_line.ids)]
        )
        purchases.button_confirm()
        self._deliver(purchases.picking_ids)
        purchases.action_create_invoice()
        bills = purchases.invoice_ids
        bills.invoice_date = order.date_order
        bills.action_post()

    def _produce(self, order):
        runs = self.env["mrp.production"].search(
            [("pull_sale_line_ids", "in", order.order_line.ids)]
        )
        for run in runs:
            run.action_assign()
            run.qty_producing = run.product_qty
            run.set_qty_producing()
            run.move_raw_ids.picked = True
            run.button_mark_done()

    def _deliver(self, pickings):
        for picking in pickings.filtered(lambda own: own.state != "done"):
            picking.action_assign()
            picking.move_ids.picked = True
            picking.button_validate()
