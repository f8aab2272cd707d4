"""What `make bench-build` does in Odoo's shell: costs of many past moves."""

import json
import resource
import time
from pathlib import Path

from setup_report import copy_rows

from odoo import Command

PRODUCTS, BATCH = 40, 1000
BUFFER = 30  # cycles of a product that leave one of two units in stock
SECONDS_APART = 7


def main(env, path, count):
    """Make `count` past moves, build their costs in two goes, write the figures."""
    begin = time.perf_counter()
    make_moves(env, count)
    env.cr.commit()
    env.cr.execute("ANALYZE")
    tell(f"{count} past moves made in {time.perf_counter() - begin:.0f} s")
    build = env["pull.cost.build"]._start()
    env.cr.commit()
    memory = get_memory()
    begin, worked = time.perf_counter(), time.process_time()
    run(env, build, lambda: build.moves_done >= count / 2)
    stopped_at = build.moves_done
    build.action_stop()
    tell(f"stopped after {stopped_at}; going on")
    env["pull.cost.build"]._start()
    run(env, build, lambda: False)
    seconds = time.perf_counter() - begin
    worked = time.process_time() - worked
    gaps = env["pull.cogs.line"]._check_pull_cost_integrity()
    result = {
        "moves": build.moves_done,
        "items": build.items_done,
        "stopped_and_continued_at": stopped_at,
        "state": build.state,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(worked, 1),
        "moves_per_second": round((build.moves_done + build.items_done) / seconds),
        "memory_mb_before": memory,
        "memory_mb_peak": get_memory(),
        "gaps": len(gaps),
        "first_gaps": gaps[:5],
        "lines": env["stock.move.cost.line"].search_count([]),
        "rows": env["pull.cogs.line"].search_count([]),
    }
    Path(path).write_text(json.dumps(result, indent=1))


def tell(text):
    print(f"    {text}", flush=True)


def get_memory():
    """Return the most memory that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def run(env, build, is_enough):
    last = [time.perf_counter()]

    def commit(count):
        env.cr.commit()
        now = time.perf_counter()
        if count:
            tell(
                f"{build.progress:5.1f} %  {build.moves_done}/{build.moves_total} "
                f"moves, {build.items_done}/{build.items_total} items, "
                f"{count / (now - last[0]):.0f}/s, {get_memory()} MB"
            )
        last[0] = now
        return not is_enough()

    build._run(commit, size=BATCH)


# === Making the past ===


def make_moves(env, count):
    """Live one short history through Odoo's own methods, and copy it by SQL.

    A cycle is five moves: components are received, some are sold and some go into a
    run; what it makes is delivered and invoiced. Half of the products are FIFO, half
    AVCO; each has some thirty layers on hand.
    """
    env["account.chart.template"].try_loading("generic_coa", env.company, False)
    parts, goods = make_products(env)
    moves, invoice = live(env, parts[0], goods[0])
    env.flush_all()
    cycles = count // len(moves)
    runs = copy_rows(
        *(env, "mrp_production", moves[2].production_id.id, cycles),
        {"name": "'PAST/' || number", "product_id": pick(goods)},
    )
    line = invoice.invoice_line_ids.sale_line_ids
    lines = copy_rows(
        *(env, "sale_order_line", line.id, cycles), {"product_id": pick(goods)}
    )
    begun = f"number <= {BUFFER * PRODUCTS}"
    for position, (move, product, quantity) in enumerate(
        zip(
            moves,
            (parts, parts, goods, goods, parts),
            ("10", "4", "2", f"CASE WHEN {begun} THEN 1 ELSE 2 END", "6"),
            strict=True,
        )
    ):
        changes = {
            "product_id": pick(product),
            "quantity": quantity,
            "value": f"round(({quantity}) * (10 + number %% 17 / 10.0), 2)",
            "date": "now()::timestamp(0) - interval '3 years' + "
            f"(number * {len(moves)} + {position}) * interval '{SECONDS_APART} s'",
            "picking_id": "NULL",
            "production_id": nth(runs) if position == 2 else "NULL",
            "raw_material_production_id": (nth(runs) if position == 1 else "NULL"),
            "sale_line_id": nth(lines) if position == 3 else "NULL",
            "pull_value_days": "NULL",
        }
        copies = copy_rows(env, "stock_move", move.id, cycles, changes)
        copy_rows(
            *(env, "stock_move_line", move.move_line_ids.id, cycles),
            {
                "move_id": nth(copies),
                "product_id": pick(product),
                "quantity": quantity,
                "quantity_product_uom": quantity,
                "picking_id": "NULL",
            },
        )
    copy_invoices(env, invoice, lines, goods, cycles)
    env.invalidate_all()


def nth(ids):
    """Return SQL for the id of a copy: nobody else creates records here."""
    assert ids[-1] - ids[0] == len(ids) - 1
    return f"{ids[0] - 1} + number"


def pick(products):
    return f"(ARRAY{products.ids})[1 + number %% {PRODUCTS}]"


def make_products(env):
    categories = env["product.category"].create(
        [
            {
                "name": method,
                "property_cost_method": method,
                "property_valuation": "real_time",
            }
            for method in ("fifo", "average")
        ]
    )
    parts, goods = (
        env["product.product"].create(
            [
                {
                    "name": f"{name} {number}",
                    "is_storable": True,
                    "categ_id": categories[number % 2].id,
                    "supply_policy": "pull" if name == "Goods" else False,
                    "standard_price": 10,
                    "invoice_policy": "delivery",
                }
                for number in range(PRODUCTS)
            ]
        )
        for name in ("Part", "Goods")
    )
    env["mrp.bom"].create(
        [
            {
                "product_tmpl_id": made.product_tmpl_id.id,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": 2})
                ],
            }
            for part, made in zip(parts, goods, strict=True)
        ]
    )
    return parts, goods


def live(env, part, made):
    """Return the five moves of one cycle, and the invoice of its delivery."""
    warehouse = env["stock.warehouse"].search([], limit=1)
    stock = warehouse.lot_stock_id
    supplier = env.ref("stock.stock_location_suppliers")
    customer = env.ref("stock.stock_location_customers")
    receipt = move_goods(env, part, 10, supplier, stock)
    order = env["sale.order"].create(
        {
            "partner_id": env["res.partner"].create({"name": "Customer"}).id,
            "order_line": [
                Command.create({"product_id": made.id, "product_uom_qty": 2})
            ],
        }
    )
    order.action_confirm()
    run = env["mrp.production"].search([("product_id", "=", made.id)], limit=1)
    run.qty_producing = 2
    run.move_raw_ids.picked = True
    run.button_mark_done()
    delivery = order.picking_ids.move_ids
    delivery.quantity = 2
    delivery.picked = True
    delivery._action_done()
    sold = move_goods(env, part, 6, stock, customer)
    invoice = order._create_invoices()
    invoice.action_post()
    moves = [receipt, run.move_raw_ids, run.move_finished_ids, delivery, sold]
    return moves, invoice


def move_goods(env, product, quantity, source, target):
    move = env["stock.move"].create(
        {
            "product_id": product.id,
            "product_uom_qty": quantity,
            "location_id": source.id,
            "location_dest_id": target.id,
            "price_unit": 10,
        }
    )
    move._action_confirm()
    move.quantity = quantity
    move.picked = True
    move._action_done()
    return move


def copy_invoices(env, invoice, lines, goods, cycles):
    """Copy the invoice with its two items of cost of goods sold, for each line."""
    copies = copy_rows(
        *(env, "account_move", invoice.id, cycles), {"name": "'PAST/' || number"}
    )
    move = nth(copies)
    changes = {"move_id": move, "product_id": pick(goods)}
    item = invoice.invoice_line_ids
    origins = copy_rows(env, "account_move_line", item.id, cycles, changes)
    changes["cogs_origin_id"] = nth(origins)
    costs = invoice.line_ids.filtered(lambda item: item.display_type == "cogs")
    for cost in costs.sorted("id"):
        copy_rows(env, "account_move_line", cost.id, cycles, changes)
    env.cr.execute(
        "INSERT INTO sale_order_line_invoice_rel (invoice_line_id, order_line_id) "
        "SELECT * FROM unnest(%s::int[], %s::int[])",
        [origins, lines],
    )
