"""Today's open orders: at least one at every stage between quotation and delivery."""

from datetime import timedelta

from odoo.fields import Command

from .factory import CONFIRMED, ORDERED, PRODUCED, QUOTATION, RECEIVED
from .people import act_as, get_user

# name: (days ago, due in days, stage it stands at, customer, basket, engraving)
OPEN_ORDERS = {
    "order_late": (36, -6, ORDERED, "customer_library", "bookshelves", None),
    "order_ready": (24, 1, PRODUCED, "customer_cafe", "side_tables", None),
    "order_partly_delivered": (27, 0, PRODUCED, "customer_hamburg", "lounge", None),
    "order_in_production": (
        22,
        4,
        ORDERED,
        "customer_restaurant",
        "tables",
        "The Slate House",
    ),
    "order_partly_received": (
        15,
        13,
        ORDERED,
        "customer_utrecht",
        "table_and_benches",
        "Van Dalen",
    ),
    "order_ordered": (9, 21, ORDERED, "customer_lyon", "table_walnut", "Pour Camille"),
    "order_lowered_started": (
        20,
        3,
        RECEIVED,
        "customer_coworking",
        "side_tables_many",
        None,
    ),
    "order_lowered_ordered": (
        8,
        24,
        ORDERED,
        "customer_architects",
        "table_walnut_pair",
        None,
    ),
    "order_moved": (8, 20, ORDERED, "customer_hamburg", "table", None),
    "order_partly_supplied": (1, 27, CONFIRMED, "customer_library", "shelves", None),
    "order_confirmed": (1, 25, CONFIRMED, "customer_coworking", "lounge", None),
    "order_quotation": (5, 30, QUOTATION, "customer_verona", "set", None),
    "order_quotation_red": (1, 28, QUOTATION, "customer_doyle", "new_shelf", None),
    "order_quotation_amber": (
        1,
        35,
        QUOTATION,
        "customer_gallagher",
        "cushions",
        None,
    ),
    "order_quotation_sent": (2, 20, QUOTATION, "customer_hotel", "bar", None),
}


def get_open_orders(now):
    """Return the open orders as the story of the year takes them."""
    today = now.replace(hour=15, minute=0, second=0)
    return [
        (
            days,
            stage,
            name,
            {
                "customer": customer,
                "basket": basket,
                "engraving": engraving,
                "commitment_date": today + timedelta(days=due),
            },
        )
        for name, (days, due, stage, customer, basket, engraving) in OPEN_ORDERS.items()
    ]


def get_touches():
    """Return what people did by hand to the open orders, and how long ago."""
    return [
        (timedelta(days=2, hours=-1), send_quotation, "order_quotation_sent"),
        (timedelta(days=2), want_one_table, "order_lowered_ordered"),
        (timedelta(days=1, hours=4), want_it_later, "order_moved"),
        (timedelta(days=1), receive_part, "order_partly_received"),
        (timedelta(days=1), receive_all, "order_in_production"),
        (timedelta(days=1), receive_all, "order_lowered_started"),
        (timedelta(hours=6), start_side_tables, "order_lowered_started"),
        (timedelta(hours=5), deliver_part, "order_partly_delivered"),
        (timedelta(hours=4), pause_side_tables, "order_lowered_started"),
        (timedelta(hours=3), want_four_side_tables, "order_lowered_started"),
        (timedelta(hours=3), finish_first_parts, "order_in_production"),
        (timedelta(hours=2), start_next_part, "order_in_production"),
        (timedelta(minutes=50), pause_work, "order_in_production"),
        (timedelta(minutes=30), reserve, "order_quotation"),
    ]


def send_quotation(_factory, order):
    order.action_quotation_sent()


def reserve(_factory, order):
    """The villa has asked for some days to decide."""
    order.action_pull_reserve()


def receive_part(_factory, order):
    """The sawmill brings half of the boards; the engraver brings everything."""
    for receipt in _get_receipts(order):
        codes = receipt.move_ids.product_id.mapped("default_code")
        if "M-OAK" in codes:
            _validate_part(receipt, lambda move: move.product_uom_qty / 2)
        elif "C-PLATE" in codes:
            _validate_part(receipt, lambda move: move.product_uom_qty)


def receive_all(_factory, order):
    """All that the order needs has come."""
    if receipts := _get_receipts(order):
        receipts.with_context(skip_backorder=True).button_validate()


def deliver_part(_factory, order):
    """Everything but the bookshelf goes out today."""
    delivery = act_as(order.picking_ids, "planner").filtered(
        lambda picking: picking.state == "assigned"
    )
    _validate_part(
        delivery,
        lambda move: 0 if move.product_id.default_code == "NOR-K5" else move.quantity,
    )


def finish_first_parts(factory, order):
    """The first table top is made, and the frames of the first table."""
    runs = _get_runs(order)
    brackets = runs.filtered(lambda run: run.product_id.default_code == "P-BRKT")
    if brackets:
        factory.finish_runs(brackets)
    tops = runs.filtered(lambda run: run.product_id.default_code == "P-TOP200-O")
    frames = runs.filtered(lambda run: run.product_id.default_code == "P-LEGT")
    factory.finish_runs(tops[:1] | frames[:1])


def start_next_part(_factory, order):
    """The next table top is on the router."""
    _get_next_top(order).workorder_ids[:1].button_start()


def pause_work(_factory, order):
    """The operator is called away: no clock runs on in a demo left alone."""
    _get_next_top(order).workorder_ids[:1].button_pending()


def start_side_tables(_factory, order):
    """The planner takes both runs on, and the operator routs the first parts."""
    runs = _get_side_table_runs(order)
    act_as(runs, "planner").user_id = get_user(order.env, "planner")
    for run in runs:
        run.workorder_ids[:1].button_start()


def pause_side_tables(_factory, order):
    for work_order in _get_side_table_runs(order).workorder_ids:
        if work_order.state == "progress":
            work_order.button_pending()  # of several, it would end one timer


def want_four_side_tables(_factory, order):
    """The customer rents one room less, when all six tables are in work."""
    _change_quantity(order, "NOR-S45", 4)


def want_one_table(_factory, order):
    """The customer wants one table instead of two: the timber is ordered already."""
    _change_quantity(order, "KIL-T200-W", 1)


def want_it_later(_factory, order):
    """The studio moves in two weeks later: the boards are ordered already."""
    order = act_as(order, "sales")
    order.commitment_date += timedelta(days=14)


def _change_quantity(order, code, quantity):
    lines = act_as(order, "sales").order_line
    line = lines.filtered(lambda line: line.product_id.default_code == code)
    line.order_id.order_line = [Command.update(line.id, {"product_uom_qty": quantity})]


def _get_side_table_runs(order):
    return _get_runs(order).filtered(
        lambda run: run.product_id.default_code == "NOR-S45"
    )


def _get_receipts(order):
    purchases = order.env["purchase.order"].search(
        [("reference_ids.sale_ids", "in", order.ids)]
    )
    receipts = act_as(purchases.picking_ids, "buyer")
    return receipts.filtered(lambda receipt: receipt.state == "assigned")


def _get_runs(order):
    runs = order.env["mrp.production"].search(
        [("reference_ids.sale_ids", "in", order.ids)], order="id"
    )
    return act_as(runs, "operator")


def _get_next_top(order):
    return _get_runs(order).filtered(
        lambda run: (
            run.product_id.default_code == "P-TOP200-O"
            and run.state in ("confirmed", "progress")
        )
    )[:1]


def _validate_part(picking, get_quantity):
    """Transfer a part; the rest waits in a backorder."""
    for move in picking.move_ids:
        move.quantity = get_quantity(move)
        move.picked = bool(move.quantity)
    picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
