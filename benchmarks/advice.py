"""What `make bench-advice` does in Odoo's shell: the advice on many products with two
years of orders, made by SQL, refreshed; its list and a map opened."""

import json
import time
from pathlib import Path

from report_times import copy_rows, get_cpu, one_of

from odoo import Command

LINES = 50  # order lines of each product in two years
PER_ORDER = 5
DAYS = 730
TABLES = (
    *("product_template", "product_product", "product_supplierinfo", "mrp_bom"),
    *("mrp_bom_line", "mrp_routing_workcenter", "sale_order", "sale_order_line"),
    "stock_move",
)
VIEW = {"product_id": {"fields": {"display_name": {}}}, "reason": {}, "advice": {}}


def main(env, path, count):
    """Make `count` products and their orders; time the advice, write the figures."""
    company = env.company
    company.write(
        {"pull_advice_weeks": 104, "pull_carrying_rate": 20, "pull_order_cost": 6}
    )
    wall, *_rest = measure(env, lambda: Past(env).make(count))
    tell(f"{count} products with {count * LINES} order lines made in {wall:.0f} s")
    advice = env["pull.advice"].sudo()
    cases = {
        "first": lambda: advice._work_out(company),
        "again": lambda: advice._work_out(company),
        "list": lambda: env["pull.advice"].web_search_read([], VIEW, limit=80),
        "map": lambda: open_map(env),
    }
    figures = {}
    for name, case in cases.items():
        figures[name] = dict(
            zip(("seconds", "cpu_seconds", "queries"), measure(env, case), strict=True)
        )
        tell(f"{name}: {figures[name]}")
    result = {
        "products": advice.search_count([]),
        "advised": advice.search_count([("advice", "!=", False)]),
        "lines": env["sale.order.line"].search_count([]),
        **figures,
    }
    Path(path).write_text(json.dumps(result, indent=1))


def open_map(env):
    domain = [("advice", "!=", False), ("product_id.bom_ids", "!=", False)]
    row = env["pull.advice"].search(domain, limit=1)
    action = row.action_open_map()
    opened = env[action["res_model"]].browse(action["res_id"])
    assert "Stock here" in (opened.tree or "") or opened.is_known, opened.message


def measure(env, case):
    """Return the seconds of wall and of CPU, the database's too, and the queries."""
    env.flush_all()
    env.invalidate_all()
    begin, worked, queries = time.perf_counter(), get_cpu(env), env.cr.sql_log_count
    case()
    env.flush_all()
    queries = env.cr.sql_log_count - queries
    wall = time.perf_counter() - begin
    env.cr.commit()
    return round(wall, 2), round(get_cpu(env) - worked, 2), queries


def tell(text):
    print(f"    {text}", flush=True)  # pylint: disable=print-used


class Past:
    """Products that are made of others or bought, and what customers ordered of them.

    Half are made of a part, which is made of something bought, and of something bought;
    a tenth are such parts; the rest is bought, and sold too.
    """

    def __init__(self, env):
        self.env = env(context={**env.context, "tracking_disable": True})
        self.vendor = env["res.partner"].create({"name": "Vendor"})
        self.center = env["mrp.workcenter"].create(
            {"name": "Saw", "time_start": 15, "setup_cost": 20, "costs_hour": 40}
        )

    def make(self, count):
        part, goods = self._make_one("Part"), self._make_one("Goods")
        part_bom, goods_bom = self._make_bom(part), self._make_bom(goods)
        bought = self._make_one("Bought", sold_by=self.vendor)
        order = self._make_order(goods)
        bought_ids = self._copy(bought, count * 4 // 10)
        part_ids = self._copy(part, count // 10, part_bom, [bought_ids])
        goods_ids = self._copy(goods, count // 2, goods_bom, [part_ids, bought_ids])
        self._order(order, [*bought_ids, *goods_ids])
        # Not all of the database: that waits for others who analyse shared tables.
        self.env.cr.execute(f"ANALYZE {', '.join(TABLES)}")
        self.env.invalidate_all()

    def _make_one(self, name, sold_by=None):
        price = {"partner_id": sold_by and sold_by.id, "price": 8, "delay": 5}
        return self.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "standard_price": 10,
                "supply_policy": "pull",
                "seller_ids": [Command.create(price)] if sold_by else [],
            }
        )

    def _make_bom(self, product):
        other = self._make_one("Other", sold_by=self.vendor)
        return self.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "bom_line_ids": [
                    Command.create({"product_id": other.id, "product_qty": 2})
                ],
                "operation_ids": [
                    Command.create(
                        {
                            "name": "Cut",
                            "workcenter_id": self.center.id,
                            "time_cycle_manual": 12,
                        }
                    )
                ],
            }
        )

    def _make_order(self, product):
        customer = self.env["res.partner"].create({"name": "Customer"})
        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": 2})
                ],
            }
        )
        order.action_confirm()
        return order

    def _copy(self, product, count, bom=None, parts=()):
        """Return the ids of copies of a product, each with its vendor or its bill."""
        self.env.flush_all()
        born = {"create_date": "now() - interval '4 years'"}
        template = product.product_tmpl_id
        templates = copy_rows(
            self.env, "product_template", template.id, count, dict(born)
        )
        own = one_of(templates, "number - 1")
        products = copy_rows(
            *(self.env, "product_product", product.id, count),
            {**born, "product_tmpl_id": own},
        )
        for seller in product.seller_ids:
            changes = {"product_tmpl_id": own, "product_id": "NULL"}
            copy_rows(self.env, "product_supplierinfo", seller.id, count, changes)
        if bom:
            self._copy_bom(bom, own, count, parts)
        return products

    def _copy_bom(self, bom, own, count, parts):
        boms = copy_rows(self.env, "mrp_bom", bom.id, count, {"product_tmpl_id": own})
        of_bom = {"bom_id": one_of(boms, "number - 1")}
        line, operation = bom.bom_line_ids, bom.operation_ids
        for ids in parts:
            changes = {**of_bom, "product_id": one_of(ids, "number * 7")}
            copy_rows(self.env, "mrp_bom_line", line.id, count, changes)
        copy_rows(self.env, "mrp_routing_workcenter", operation.id, count, of_bom)

    def _order(self, order, product_ids):
        """Copy an order with its line and delivery, as often as it takes."""
        self.env.flush_all()
        count = len(product_ids) * LINES
        ordered = f"now() - (number * 37 % {DAYS}) * interval '1 day'"
        orders = copy_rows(
            *(self.env, "sale_order", order.id, count // PER_ORDER),
            {"date_order": ordered, "name": "'BENCH/' || number"},
        )
        place = f"number / {PER_ORDER}"
        self.env.cr.execute("CREATE TEMP TABLE sold (place serial, id int)")
        self.env.cr.execute(
            "INSERT INTO sold (id) SELECT unnest(%s)", [list(product_ids)]
        )
        self.env.cr.execute("CREATE INDEX ON sold (place)")
        which = f"1 + (number * 7919) % {len(product_ids)}"
        product = f"(SELECT id FROM sold WHERE place = {which})"
        lines = copy_rows(
            *(self.env, "sale_order_line", order.order_line.id, count),
            {
                "order_id": one_of(orders, place),
                "product_id": product,
                "product_uom_qty": "1 + number % 5",
            },
        )
        move = order.order_line.move_ids[:1]
        copy_rows(
            *(self.env, "stock_move", move.id, count),
            {
                "sale_line_id": one_of(lines, "number - 1"),
                "product_id": product,
                "state": "'done'",
                "picking_id": "NULL",
                "date": f"now() - ({place} * 37 % {DAYS} - 9) * interval '1 day'",
            },
        )
