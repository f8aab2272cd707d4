"""What a confirmed order created, as plain data that two databases can compare.

Names of products and vendors stand for ids, because the two databases number their
records alike but need not.
"""

from collections import Counter


def describe(order):
    """Return the documents of `order` (sudo): manufacturing orders per product and
    quantity, bought quantity per product and vendor, deliveries per product."""
    references = order.sudo().stock_reference_ids
    productions = references.production_ids
    return {
        "manufacturing": _count(
            (production.product_id.name, production.product_qty, production.state)
            for production in productions
        ),
        "components": _sum(
            (move.product_id.name, move.product_uom_qty, move.procure_method)
            for move in productions.move_raw_ids
        ),
        "purchase": _sum(
            (line.product_id.name, line.product_qty, line.partner_id.name)
            for line in references.purchase_ids.order_line
        ),
        "purchase_prices": _sum(
            (line.product_id.name, line.price_subtotal, line.name)
            for line in references.purchase_ids.order_line
        ),
        "purchase_orders": len(references.purchase_ids),
        "purchase_lines": len(references.purchase_ids.order_line),
        "delivery": _sum(
            (move.product_id.name, move.product_uom_qty, move.state)
            for move in order.sudo().picking_ids.move_ids
        ),
    }


def _count(rows):
    return {" / ".join(map(str, row)): count for row, count in Counter(rows).items()}


def _sum(rows):
    totals = Counter()
    for name, quantity, detail in rows:
        totals[f"{name} / {detail}"] += quantity
    return {name: round(total, 4) for name, total in totals.items()}
