"""The shop both sides of the benchmark sell from, and the orders they confirm.

A shop is `size` finished products; each is made from three components of its own,
and the components are spread over five vendors. Every product is made or bought to
order: by the make-to-order route in plain Odoo, by supply policy in ours. A case may
give every product operations, spread over a few work centers with setup times.
"""

from odoo import fields
from odoo.fields import Command

VENDORS = 5
COMPONENTS = 3
WORKCENTERS = 4
# Plain Odoo lets a salesperson confirm, but not cancel what was bought to order.
SALESPERSON, CANCELLER = "benchmark-sales", "benchmark-cancel"
SALES_GROUPS = ["base.group_user", "sales_team.group_sale_salesman"]
USERS = {
    SALESPERSON: SALES_GROUPS,
    CANCELLER: [*SALES_GROUPS, "purchase.group_purchase_user"],
}


class Shop:
    """Master data of one database; `side` is "plain" or "module"."""

    def __init__(self, env, side):
        self.env = env
        self.side = side

    def build(self, size):
        """Create the vendors, products, BoMs, customer and salesperson; idempotent."""
        if self._find_user(SALESPERSON):
            return
        vendors = self.env["res.partner"].create(
            [{"name": f"Vendor {number}"} for number in range(VENDORS)]
        )
        finished = self._create_products("Finished", size + 1)
        components = self._create_products("Component", (size + 1) * COMPONENTS)
        self._create_sellers(components, vendors)
        self._create_boms(finished, components)
        self._make_to_order(finished | components | self._create_deep(vendors[0]))
        self._create_workcenters()
        self.env["res.partner"].create({"name": "Benchmark customer"})
        for login, groups in USERS.items():
            self.env["res.users"].create(
                {
                    "name": login,
                    "login": login,
                    "group_ids": [
                        Command.set([self.env.ref(group).id for group in groups])
                    ],
                }
            )

    def create_order(self, case):
        """Return the draft order of a case: of the first products, or of those that
        are made from what is made."""
        login = CANCELLER if "cancel" in case["acts"] else SALESPERSON
        env = self.env(user=self._find_user(login).id)
        if case["stocked"]:
            self._stock_all(case["policy"])
        self._make_open_runs(case["open"])
        customer = env["res.partner"].search([("name", "=", "Benchmark customer")])
        name = "Deep" if case["deep"] else "Finished"
        products = env["product.product"].search(
            [("name", "like", f"{name} %")], order="id", limit=case["lines"]
        )
        return env["sale.order"].create(
            {
                "partner_id": customer.id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": case["quantity"]}
                    )
                    for product in products
                ],
            }
        )

    def _make_open_runs(self, count):
        """Confirm so many manufacturing orders of one operation each, made by hand, a
        few on each coming day."""
        if not count:
            return
        busy = self._create_products("Busy", 1)
        busy.product_tmpl_id.route_ids = [Command.clear()]
        centers = self.env["mrp.workcenter"].search(
            [("name", "like", "Center %")], order="id"
        )
        boms = self.env["mrp.bom"].create(
            [
                {
                    "product_tmpl_id": busy.product_tmpl_id.id,
                    "operation_ids": [
                        Command.create(
                            {
                                "name": "Busy",
                                "workcenter_id": center.id,
                                "time_cycle_manual": 30,
                            }
                        )
                    ],
                }
                for center in centers
            ]
        )
        now = fields.Datetime.now()
        self.env["mrp.production"].create(
            [
                {
                    "product_id": busy.id,
                    "product_qty": 1,
                    "bom_id": boms[number % WORKCENTERS].id,
                    "date_start": fields.Datetime.add(now, days=number // 40),
                }
                for number in range(count)
            ]
        ).action_confirm()
        # As in a database in use, PostgreSQL knows how much there is.
        self.env.flush_all()
        self.env.cr.execute("ANALYZE")

    def _stock_all(self, policy):
        """Let all finished goods be in stock, perpetual, and met from there."""
        chart = self.env["account.chart.template"]
        chart.try_loading("generic_coa", self.env.company, False)
        products = self.env["product.product"].search([("name", "like", "Finished %")])
        products.categ_id = self.env["product.category"].create(
            {
                "name": "Stocked",
                "property_valuation": "real_time",
                "property_cost_method": "fifo",
            }
        )
        products.invoice_policy = "delivery"
        products.product_tmpl_id.route_ids = [Command.clear()]
        if self.side == "module":
            products.product_tmpl_id.supply_policy = "hybrid" if policy else False
        warehouse = self.env["stock.warehouse"].search([], limit=1)
        values = {"location_id": warehouse.lot_stock_id.id, "inventory_quantity": 10}
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        quants = quants.create(
            [{"product_id": product.id, **values} for product in products]
        )
        quants.action_apply_inventory()

    def set_run_size(self, size):
        """Split every need into runs of `size`, the way this side does it."""
        boms = self.env["mrp.bom"].search([])
        if self.side == "module":
            boms.run_size = size
        else:
            boms.write({"enable_batch_size": bool(size), "batch_size": size or 1.0})

    def set_operations(self, count):
        """Give every bill of materials so many operations, one after the other."""
        centers = self.env["mrp.workcenter"].search(
            [("name", "like", "Center %")], order="id"
        )
        self.env["mrp.routing.workcenter"].create(
            [
                {
                    "name": f"Operation {number}",
                    "bom_id": bom.id,
                    "workcenter_id": centers[(index + number) % WORKCENTERS].id,
                    "sequence": number,
                    "time_cycle_manual": 10 + 5 * number,
                }
                for index, bom in enumerate(self.env["mrp.bom"].search([], order="id"))
                for number in range(count)
            ]
        )

    def _find_user(self, login):
        return self.env["res.users"].search([("login", "=", login)])

    def _create_products(self, prefix, count):
        return self.env["product.product"].create(
            [
                {
                    "name": f"{prefix} {number:04d}",
                    "type": "consu",
                    "is_storable": True,
                    "list_price": 100.0,
                    "standard_price": 10.0,
                }
                for number in range(count)
            ]
        )

    def _create_workcenters(self):
        self.env["mrp.workcenter"].create(
            [
                {
                    "name": f"Center {number}",
                    "costs_hour": 40 + number,
                    "time_start": 10,
                    "time_stop": 5 + number,
                }
                for number in range(WORKCENTERS)
            ]
        )

    def _create_sellers(self, components, vendors):
        self.env["product.supplierinfo"].create(
            [
                {
                    "product_tmpl_id": component.product_tmpl_id.id,
                    "partner_id": vendors[number % len(vendors)].id,
                    "price": 5.0 + number % 7,
                    "delay": 2,
                }
                for number, component in enumerate(components)
            ]
        )

    def _create_boms(self, finished, components):
        for index, product in enumerate(finished):
            own = components[index * COMPONENTS : (index + 1) * COMPONENTS]
            self._create_bom(product, own)

    def _create_bom(self, product, components):
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": 1.0,
                "bom_line_ids": [
                    Command.create(
                        {"product_id": component.id, "product_qty": 1.0 + number}
                    )
                    for number, component in enumerate(components)
                ],
            }
        )

    def _create_deep(self, vendor):
        """Return the products of a chain of two levels: made, made, bought."""
        product, part, bought = (
            self._create_products(name, 1) for name in ("Deep", "Part", "Bought")
        )
        self._create_bom(product, part)
        self._create_bom(part, bought)
        self._create_sellers(bought, vendor)
        return product | part | bought

    def _make_to_order(self, products):
        if self.side == "module":
            products.product_tmpl_id.supply_policy = "pull"
            return
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = True
        products.product_tmpl_id.route_ids = [Command.link(route.id)]
