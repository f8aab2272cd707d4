"""The shop both sides of the benchmark sell from, and the orders they confirm.

A shop is `size` finished products; each is made from three components of its own,
and the components are spread over five vendors. Every product is made or bought to
order: by the make-to-order route in plain Odoo, by supply policy in ours.
"""

from odoo.fields import Command

VENDORS = 5
COMPONENTS = 3
SALESPERSON = "benchmark-sales"


class Shop:
    """Master data of one database; `side` is "plain" or "module"."""

    def __init__(self, env, side):
        self.env = env
        self.side = side

    def build(self, size):
        """Create the vendors, products, BoMs, customer and salesperson; idempotent."""
        if self._find_salesperson():
            return
        vendors = self.env["res.partner"].create(
            [{"name": f"Vendor {number}"} for number in range(VENDORS)]
        )
        finished = self._create_products("Finished", size + 1)
        components = self._create_products("Component", (size + 1) * COMPONENTS)
        self._create_sellers(components, vendors)
        self._create_boms(finished, components)
        self._make_to_order(finished | components)
        self.env["res.partner"].create({"name": "Benchmark customer"})
        self.env["res.users"].create(
            {
                "name": "Benchmark salesperson",
                "login": SALESPERSON,
                "group_ids": [
                    Command.set(
                        [
                            self.env.ref("base.group_user").id,
                            self.env.ref("sales_team.group_sale_salesman").id,
                        ]
                    )
                ],
            }
        )

    def create_order(self, lines, quantity=1.0):
        """Return the salesperson's draft order of the first `lines` products."""
        env = self.env(user=self._find_salesperson().id)
        customer = env["res.partner"].search([("name", "=", "Benchmark customer")])
        products = env["product.product"].search(
            [("name", "like", "Finished %")], order="id", limit=lines
        )
        return env["sale.order"].create(
            {
                "partner_id": customer.id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": quantity}
                    )
                    for product in products
                ],
            }
        )

    def set_run_size(self, size):
        """Split every need into runs of `size`, the way this side does it."""
        boms = self.env["mrp.bom"].search([])
        if self.side == "module":
            boms.run_size = size
        else:
            boms.write({"enable_batch_size": bool(size), "batch_size": size or 1.0})

    def _find_salesperson(self):
        return self.env["res.users"].search([("login", "=", SALESPERSON)])

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

    def _create_sellers(self, components, vendors):
        self.env["product.supplierinfo"].create(
            [
                {
                    "product_tmpl_id": component.product_tmpl_id.id,
                    "partner_id": vendors[number % VENDORS].id,
                    "price": 5.0 + number % 7,
                    "delay": 2,
                }
                for number, component in enumerate(components)
            ]
        )

    def _create_boms(self, finished, components):
        self.env["mrp.bom"].create(
            [
                {
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "product_qty": 1.0,
                    "bom_line_ids": [
                        Command.create(
                            {"product_id": component.id, "product_qty": 1.0 + number}
                        )
                        for number, component in enumerate(
                            components[index * COMPONENTS : (index + 1) * COMPONENTS]
                        )
                    ],
                }
                for index, product in enumerate(finished)
            ]
        )

    def _make_to_order(self, products):
        if self.side == "module":
            products.product_tmpl_id.supply_policy = "pull"
            return
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = True
        products.product_tmpl_id.route_ids = [Command.link(route.id)]
