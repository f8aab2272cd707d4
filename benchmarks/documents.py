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
        "work_orders": _count(
            _describe_work_order(workorder) for workorder in productions.workorder_ids
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
        **describe_deliveries(order),
    }


def describe_deliveries(order):
    """Return what of `order` goes to its customer."""
    return {
        "delivery": _sum(
            (move.product_id.name, move.product_uom_qty, move.state)
            for move in order.sudo().picking_ids.move_ids
        )
    }


def deliver(order):
    """Confirm the order of goods that are in stock, and deliver them."""
    order.action_confirm()
    pickings = order.sudo().picking_ids
    pickings.action_assign()
    pickings.move_ids.picked = True
    pickings.button_validate()


def describe_invoice(invoice):
    """Return what the journal items of each account sum to, and how many there are."""
    items = invoice.line_ids
    return {
        "state": invoice.state,
        "items": _count((item.account_id.name, item.display_type) for item in items),
        "balances": _sum(
            (item.account_id.name, item.balance, item.display_type) for item in items
        ),
    }


def describe_amounts(order):
    """Return what a quotation offers."""
    return {
        "lines": [
            [line.product_id.name, line.product_uom_qty, line.price_total]
            for line in order.order_line
        ],
        "total": order.amount_total,
    }


def _describe_work_order(workorder):
    """Return its place among the others, its minutes, and its dates from the run's."""
    run = workorder.production_id
    return (
        run.product_id.name,
        workorder.sequence,
        workorder.name,
        workorder.workcenter_id.name,
        workorder.state,
        round(workorder.duration_expected, 4),
        workorder.cost_mode,
        ", ".join(workorder.blocked_by_workorder_ids.mapped("name")),
        workorder.barcode == f"{run.name}/{workorder.id}",
        *_get_minutes_after_start(run, workorder.date_start, workorder.date_finished),
        # When the run ends is our own: by the hours that its work centers work.
        *_get_minutes_after_start(run, workorder.production_date),
    )


def _get_minutes_after_start(run, *dates):
    return [date and (date - run.date_start).total_seconds() / 60 for date in dates]


def _count(rows):
    return {" / ".join(map(str, row)): count for row, count in Counter(rows).items()}


def _sum(rows):
    totals = Counter()
    for name, quantity, detail in rows:
        totals[f"{name} / {detail}"] += quantity
    return {name: round(total, 4) for name, total in totals.items()}
