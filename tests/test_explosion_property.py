from collections import defaultdict

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from .examples import EXAMPLES, seeded
from .world import WORLDS, PullCommon

MADE = ("table", "frame", "leg", "drawer")
BOUGHT = ("board", "screw", "paint")
SOLD = (*MADE, *BOUGHT, "set")
POLICIES = st.sampled_from(["pull", "pull", "hybrid", "push", False])
SHOPS = st.fixed_dictionaries(
    {
        "policies": st.fixed_dictionaries(dict.fromkeys(MADE + BOUGHT, POLICIES)),
        "run_sizes": st.fixed_dictionaries(
            dict.fromkeys(MADE, st.sampled_from([0, 0, 1, 2, 2.5]))
        ),
        "sizes": st.fixed_dictionaries(
            dict.fromkeys(MADE, st.sampled_from([1, 1, 2, 3]))
        ),
        "stock": st.fixed_dictionaries(
            dict.fromkeys(MADE + BOUGHT, st.sampled_from([0, 0, 1, 4, 7]))
        ),
        "lines": st.lists(
            st.tuples(
                st.sampled_from(SOLD),
                st.integers(1, 5),
                st.sampled_from(["unit", "unit", "dozen"]),
                st.sampled_from([None, None, "pull", "hybrid", "push"]),
            ),
            min_size=1,
            max_size=3,
        ),
    }
)

# Shops that failed once: (world, shop).
PAST_FAILURES = [
    (
        "two_steps",
        {
            "stock": {
                **{"paint": 7, "frame": 4, "board": 4, "table": 7},
                **{"drawer": 4, "screw": 4, "leg": 7},
            },
            "run_sizes": {"leg": 1, "frame": 2.5, "table": 0, "drawer": 2},
            "sizes": {"leg": 3, "table": 1, "frame": 3, "drawer": 1},
            "lines": [("leg", 4, "unit", "hybrid"), ("set", 3, "dozen", "hybrid")],
            "policies": {
                **{"board": "hybrid", "screw": False, "paint": "hybrid"},
                **{"table": False, "leg": "pull", "frame": False, "drawer": "pull"},
            },
        },
    ),
    (
        "two_steps",
        {
            "stock": {
                **{"table": 0, "screw": 0, "frame": 4, "board": 7},
                **{"drawer": 0, "leg": 7, "paint": 7},
            },
            "run_sizes": {"frame": 1, "drawer": 1, "table": 2, "leg": 0},
            "sizes": {"leg": 1, "frame": 3, "table": 1, "drawer": 1},
            "lines": [("table", 1, "dozen", None)],
            "policies": {
                **{"table": "hybrid", "frame": "hybrid", "screw": "pull"},
                **{"board": "push", "drawer": "pull", "leg": False},
                "paint": "hybrid",
            },
        },
    ),
    (
        "three_steps",
        {
            "stock": {
                **{"leg": 4, "paint": 0, "drawer": 4, "screw": 7},
                **{"table": 1, "board": 4, "frame": 7},
            },
            "run_sizes": {"table": 2.5, "frame": 2, "drawer": 1, "leg": 0},
            "sizes": {"drawer": 3, "leg": 1, "frame": 1, "table": 1},
            "lines": [("board", 4, "dozen", None), ("set", 5, "unit", None)],
            "policies": {
                **{"table": "pull", "frame": "hybrid", "board": False},
                **{"paint": "pull", "drawer": "pull", "screw": False, "leg": "push"},
            },
        },
    ),
]


@tagged("post_install", "-at_install")
class TestExplosionProperty(PullCommon):
    """What the explosion says confirming would make is what confirming makes: models,
    products, quantities and parents, for random products, stocks and orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worlds = {
            name: cls._make_world(name, number, *steps)
            for number, (name, steps) in enumerate(WORLDS.items())
        }

    @classmethod
    def _make_world(cls, name, number, delivery, manufacture):
        warehouse = cls._make_warehouse(f"X{number}", delivery, manufacture)
        products = {made: cls._make_product(made) for made in MADE}
        for bought in BOUGHT:
            products[bought] = cls._make_product(bought, vendor=cls.vendor_a)
        products["screw"].seller_ids.product_uom_id = cls.dozens
        products["paint"].seller_ids.partner_id = cls.vendor_b
        products["set"] = cls._make_product("set", policy=False, is_storable=False)
        products["feet"] = cls._make_product("feet", policy=False, is_storable=False)
        boms = cls._make_boms(products)
        if name == "shop":
            warehouse.resupply_wh_ids = cls.warehouse
            sold = cls.env["product.product"].union(*products.values())
            sold.route_ids = warehouse.resupply_route_ids
        works = cls.warehouse if name == "shop" else warehouse
        return {"warehouse": warehouse, "works": works, **products, "boms": boms}

    @classmethod
    def _make_boms(cls, products):
        parts = {
            "table": {"frame": 1, "feet": 2, "drawer": 2, "paint": 0.5},
            "frame": {"board": 3, "screw": 7},
            "leg": {"board": 1, "paint": 0.1},
            "drawer": {"board": 2, "screw": 5, "frame": 1},
        }
        kits = {"feet": {"leg": 2, "screw": 4}, "set": {"table": 1, "leg": 3}}
        boms = {
            name: cls._make_bom(
                products[name],
                {products[part]: qty for part, qty in needed.items()},
                operation_ids=cls._prepare_operations(name, [(13, None), (5, 4)]),
            )
            for name, needed in parts.items()
        }
        boms["leg"].product_uom_id = cls.dozens
        for name, needed in kits.items():
            cls._make_bom(
                products[name],
                {products[part]: qty for part, qty in needed.items()},
                type="phantom",
                operation_ids=cls._prepare_operations(name, [(11, None)]),
            )
        return boms

    @classmethod
    def _prepare_operations(cls, name, operations):
        """Return operations of (minutes a cycle, own setup minutes or None)."""
        center = cls.env["mrp.workcenter"].create(
            {
                "name": f"Center of {name}",
                "time_start": 7,
                "time_stop": 3,
                "time_efficiency": 80,
                "capacity_ids": [
                    Command.create({"capacity": 2, "product_uom_id": cls.units.id})
                ],
            }
        )
        return [
            Command.create(
                {
                    "name": f"{name} {number}",
                    "workcenter_id": center.id,
                    "time_cycle_manual": minutes,
                    "setup_time_override": setup is not None,
                    "setup_minutes": setup or 0,
                }
            )
            for number, (minutes, setup) in enumerate(operations)
        ]

    # === Random shops ===

    def _set_up(self, world, shop):
        for name, policy in shop["policies"].items():
            world[name].supply_policy = policy
        for name, size in shop["run_sizes"].items():
            world["boms"][name].run_size = size
            world["boms"][name].product_qty = shop["sizes"][name]
        for name, quantity in shop["stock"].items():
            if not quantity:
                continue
            for place in {world["warehouse"], world["works"]}:
                self._add_stock_in(place.lot_stock_id, world[name], quantity)

    def _make_shop_order(self, world, lines):
        return (
            self.env["sale.order"]
            .with_user(self.salesperson)
            .create(
                {
                    "partner_id": self.customer.id,
                    "warehouse_id": world["warehouse"].id,
                    "order_line": [
                        Command.create(self._prepare_line(world, *line))
                        for line in lines
                    ],
                }
            )
        )

    def _prepare_line(self, world, name, quantity, unit, policy):
        units = {"unit": self.units, "dozen": self.dozens}
        vals = {
            "product_id": world[name].id,
            "product_uom_qty": quantity,
            "product_uom_id": units[unit].id,
        }
        return {**vals, "supply_policy": policy} if policy else vals

    # === Comparing ===

    def _get_trees(self, nodes):
        """Return the trees of nodes as comparable texts, in no order of siblings."""
        below = defaultdict(list)
        for index, node in enumerate(nodes):
            below[node["parent"]].append(index)

        def describe(index):
            node = nodes[index]
            product = self.env["product.product"].browse(node["product_id"])
            unit = self.env["uom.uom"].browse(node["uom_id"])
            head = f"{node['model']} {product.name} {node['quantity']:.4f} {unit.name}"
            return (head, sorted(describe(child) for child in below[index]))

        lines = defaultdict(list)
        for index in below[None]:
            lines[nodes[index]["sale_line_id"]].append(describe(index))
        return {line: sorted(trees) for line, trees in lines.items()}

    def _check(self, world, shop):
        self._set_up(world, shop)
        order = self._make_shop_order(world, shop["lines"])
        exploded = order._get_pull_explosion()
        order.action_confirm()
        chain = order.order_line._get_pull_chain()
        self.assertEqual(self._get_trees(exploded), self._get_trees(chain), shop)
        self._check_minutes(exploded, chain)
        self.assertLessEqual(
            {key for node in chain for key in node},
            {key for node in exploded for key in node},
        )
        return len(chain)

    def _check_minutes(self, exploded, chain):
        """Each run takes what its work orders say."""
        runs = self.env["mrp.production"].browse(
            node["id"] for node in chain if node["model"] == "mrp.production"
        )
        self.assertEqual(
            sorted(
                (node["product_id"], node["document_quantity"])
                + (round(node["minutes"], 4), node["setup_minutes"])
                for node in exploded
                if node["model"] == "mrp.production"
            ),
            sorted(
                (run.product_id.id, run.product_qty)
                + (
                    round(sum(run.workorder_ids.mapped("duration_expected")), 4),
                    sum(run.workorder_ids.mapped("setup_minutes_planned")),
                )
                for run in runs
            ),
        )

    def test_explosion_is_what_confirming_makes(self):
        examples = -(-(EXAMPLES or 24) // len(WORLDS))
        for number, world in enumerate(self.worlds.values()):
            with self.subTest(warehouse=world["warehouse"].code):
                self.assertGreater(self._try_shops(world, examples, number), examples)

    def test_what_failed_once(self):
        for name, shop in PAST_FAILURES:
            with self.subTest(shop=shop):
                savepoint = self.env.cr.savepoint()
                self._check(self.worlds[name], shop)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def _try_shops(self, world, examples, number):
        """Try so many shops in this world; return how many documents they made."""
        made = []

        @settings(
            max_examples=examples,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
        )
        @given(SHOPS)
        def check(shop):
            savepoint = self.env.cr.savepoint()
            try:
                made.append(self._check(world, shop))
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all()

        seeded(check, number)()
        return sum(made)
