"""The pull chain of an order as a printed table."""

from odoo import fields

COLUMNS = [
    # title, width, aligned
    ("document", 25, "<"),
    ("product", 40, "<"),
    ("quantity", 13, ">"),
    ("state", 10, "<"),
    ("start", 10, "<"),
    ("deadline", 10, "<"),
    ("setup min", 9, ">"),
    ("setup cost", 10, ">"),
]


def print_chain(order):
    """Print the order's pull chain as its salesperson sees it.

    Setup is read without that person's rights: a salesperson sees no costs in Odoo.
    """
    print(f"\nPull chain of {order.name}: {order.partner_id.name}")
    for line in order.order_line:
        print(f"  {line.product_uom_qty:g} x {line.name.splitlines()[0]}")
    print()
    _print_row([title for title, _width, _aligned in COLUMNS])
    _print_row(["-" * width for _title, width, _aligned in COLUMNS])
    minutes_sum = cost_sum = 0
    for node in order.order_line._get_pull_chain():
        minutes, cost = _get_planned_setup(order.env, node)
        minutes_sum += minutes
        cost_sum += cost
        _print_row(_get_cells(order, node, minutes, cost))
    _print_row(["-" * width for _title, width, _aligned in COLUMNS])
    total = [f"{minutes_sum:.0f}", _format_money(order, cost_sum)]
    _print_row(["planned setup", *[""] * 5, *total])


def _print_row(cells):
    row = "  ".join(
        f"{cell:{aligned}{width}.{width}}"
        for cell, (_title, width, aligned) in zip(cells, COLUMNS, strict=True)
    )
    print(f"  {row}".rstrip())


def _get_cells(order, node, minutes, cost):
    env = order.env
    product = env["product.product"].browse(node["product_id"])
    unit = env["uom.uom"].browse(node["uom_id"])
    return [
        "  " * node["depth"] + node["name"],
        product.display_name if node["product_id"] else "",
        f"{node['quantity']:g} {unit.name}",
        _get_state_label(env, node),
        _format_date(order, node["date_start"]),
        _format_date(order, node["date_deadline"]),
        f"{minutes:.0f}" if minutes else "",
        _format_money(order, cost) if cost else "",
    ]


def _get_state_label(env, node):
    states = env[node["model"]]._fields["state"]._description_selection(env(su=True))
    label = dict(states).get(node["state"], node["state"])
    return label.removesuffix(" Another Operation")


def _format_date(order, moment):
    if not moment:
        return ""
    return f"{fields.Datetime.context_timestamp(order, moment):%Y-%m-%d}"


def _format_money(order, amount):
    return f"{amount:.2f} {order.company_id.currency_id.name}"


def _get_planned_setup(env, node):
    """Return the minutes of setup planned for a run, and what the setups cost."""
    if node["model"] != "mrp.production":
        return 0, 0
    run = env["mrp.production"].sudo().browse(node["id"])
    return run.setup_minutes_planned, run.setup_cost_planned
