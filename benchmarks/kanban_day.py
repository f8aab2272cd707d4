"""A day of consumptions of kanban parts: main() in Odoo's shell, on a database with the
module alone (`make bench-kanban`).

1,000 loops of ten cards of 10 units, bought; moves that are done take one unit each
from the places of the loops, in batches of a thousand, as reports of production do. The
moves are written by SQL: what is counted is what the module adds to each batch, then
what ordering for all cards that came empty takes.
"""
# pylint: disable=print-used

import json
import time
from pathlib import Path

LOOPS, CARDS, SIZE, BATCH = 1_000, 10, 10, 1_000


def main(env, result, count):
    env = env(context={**env.context, "tracking_disable": True})
    loops = create_loops(env)
    pattern = create_pattern(env, loops[0])
    taken, queries, seconds = 0, 0, 0.0
    while taken < count:
        moves = copy_moves(env, pattern, loops, taken, BATCH)
        env.invalidate_all()
        before, began = env.cr.sql_log_count, time.process_time()
        moves._note_kanban()
        env.flush_all()
        queries += env.cr.sql_log_count - before
        seconds += time.process_time() - began
        taken += BATCH
    lower_stock(env, loops, taken // LOOPS)
    empty = env["pull.kanban.card"].search_count(
        [("loop_id", "in", loops.ids), ("state", "=", "empty")]
    )
    before, began = env.cr.sql_log_count, time.process_time()
    loops._signal_daily()
    env.flush_all()
    figures = {
        "loops": LOOPS,
        "cards": LOOPS * CARDS,
        "consumptions": taken,
        "queries": queries,
        "queries_per_1000": round(queries * 1000 / taken, 1),
        "cpu": round(seconds, 1),
        "emptied": empty,
        "order_queries_per_card": round((env.cr.sql_log_count - before) / empty, 1),
        "order_cpu": round(time.process_time() - began, 1),
    }
    Path(result).write_text(json.dumps(figures, indent=1))
    check(env, loops, taken, empty)


def check(env, loops, taken, empty):
    """Nothing is lost: what is on the cards is what was there less what was taken."""
    cards = loops.card_ids
    left = sum(cards.mapped("content")) + sum(loops.mapped("surplus"))
    assert left == LOOPS * CARDS * SIZE - taken, left
    assert empty == LOOPS * (taken // LOOPS // SIZE), empty
    ordered = cards.filtered(lambda card: card.state == "ordered")
    assert len(ordered) == len(ordered.supply_id) == empty, len(ordered)


def create_loops(env):
    warehouse = env["stock.warehouse"].search([], limit=1)
    vendor = env["res.partner"].create({"name": "Vendor"})
    products = env["product.product"].create(
        [
            {
                "name": f"Part {number}",
                "is_storable": True,
                "seller_ids": [(0, 0, {"partner_id": vendor.id, "price": 1})],
            }
            for number in range(LOOPS)
        ]
    )
    place = warehouse.lot_stock_id
    env["stock.quant"].create(
        [
            {
                "product_id": product.id,
                "location_id": place.id,
                "quantity": CARDS * SIZE,
            }
            for product in products
        ]
    )
    loops = env["pull.kanban.loop"].create(
        [
            {
                "product_id": product.id,
                "location_id": place.id,
                "card_quantity": SIZE,
                "card_count": CARDS,
                "source": "buy",
                "trigger": "consumption",
                "signal": "daily",
            }
            for product in products
        ]
    )
    loops.action_start()
    env.flush_all()
    return loops


def create_pattern(env, loop):
    """Return a done move of one unit that took from no place of a loop."""
    elsewhere = env["stock.location"].create({"name": "Elsewhere"})
    move = env["stock.move"].create(
        {
            "product_id": loop.product_id.id,
            "product_uom": loop.uom_id.id,
            "product_uom_qty": 1,
            "location_id": elsewhere.id,
            "location_dest_id": loop.product_id.property_stock_production.id,
        }
    )
    move._action_confirm()
    move.quantity = 1
    move.picked = True
    move._action_done()
    env.flush_all()
    return move


def copy_moves(env, pattern, loops, start, count):
    """Return copies of the pattern, done, that take from the loops in turn."""
    place = loops.location_id.id
    products = [loops[(start + n) % LOOPS].product_id.id for n in range(count)]
    env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM stock_move")
    [last] = env.cr.fetchone()
    copy_row(env, "stock_move", pattern.id, products, place, "")
    env.cr.execute("SELECT id FROM stock_move WHERE id > %s ORDER BY id", [last])
    ids = [row[0] for row in env.cr.fetchall()]
    copy_row(env, "stock_move_line", pattern.move_line_ids.id, products, place, ids)
    return env["stock.move"].browse(ids)


def lower_stock(env, loops, quantity):
    """Let the stock be what the moves have left of it."""
    env.cr.execute(
        "UPDATE stock_quant SET quantity = quantity - %s "
        "WHERE product_id IN %s AND location_id = %s",
        [quantity, tuple(loops.product_id.ids), loops.location_id.id],
    )
    env.invalidate_all()


def copy_row(env, table, row_id, products, place, move_ids):
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
        "AND column_name NOT IN ('id', 'product_id', 'location_id', 'move_id')",
        [table],
    )
    columns = ", ".join(f'"{name}"' for (name,) in env.cr.fetchall())
    link = ", move_id" if move_ids else ""
    value = ", new.move_id" if move_ids else ""
    env.cr.execute(
        f"INSERT INTO {table} ({columns}, product_id, location_id{link}) "
        f"SELECT {columns}, new.product_id, %s{value} FROM {table}, "
        "UNNEST(%s, %s) AS new(product_id, move_id) WHERE id = %s",
        [place, products, move_ids or products, row_id],
    )
