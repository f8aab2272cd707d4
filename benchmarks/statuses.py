"""What `make bench-status` does in Odoo's shell: lists, filters and group-bys of what
is open, among many orders that are long done."""

from history import History
from report_times import measure, write_result

OPEN_ORDERS = 2000
LISTED = {
    "sale.order": {
        **{
            name: {} for name in ("name", "pull_stage", "pull_progress", "amount_total")
        },
        **{name: {} for name in ("pull_promised_date", "pull_projected_date")},
        "partner_id": {"fields": {"display_name": {}}},
    },
    "mrp.production": {name: {} for name in ("name", "state", "pull_served")},
    "purchase.order": {name: {} for name in ("name", "state", "pull_served")},
    "purchase.order.line": {name: {} for name in ("name", "state", "pull_served")},
}
SALE = [("state", "=", "sale")]
RUNS = [("state", "in", ["draft", "confirmed", "progress", "to_close"])]
REQUESTS = [("state", "in", ["draft", "sent", "to approve"])]
AWAITED = [("receipt_status", "in", ["pending", "partial"])]
STAGES = ("blocked", "to_order", "waiting", "in_production", "ready")


def main(env, path, count):
    """Make `count` past orders and the open ones, time all, write it to a file."""
    wall, _cpu = measure(env, lambda: History(env).build(count, OPEN_ORDERS))
    cases = {
        **get_order_cases(env),
        **get_document_cases(env),
        "supply actions": env["pull.action"].refresh_rows,
    }
    write_result(
        *(env, path, cases),
        building=wall,
        orders=env["sale.order"].search_count([]),
        runs=env["mrp.production"].search_count([]),
        purchases=env["purchase.order"].search_count([]),
        moves=env["stock.move"].search_count([]),
        open_orders=env["sale.order"].search_count(
            [*SALE, ("pull_stage", "!=", "delivered")]
        ),
    )


def get_order_cases(env):
    orders = env["sale.order"]
    cases = {
        f"orders: {stage}": listed(orders, [*SALE, ("pull_stage", "=", stage)])
        for stage in STAGES
    }
    late = [("pull_promise_state", "=", "late"), ("pull_stage", "!=", "delivered")]
    week = [
        ("pull_promised_date", ">=", "=week_start"),
        ("pull_promised_date", "<", "=week_start +1w"),
    ]
    cases["orders: all"] = listed(orders, SALE)
    cases["orders: late"] = listed(orders, [*SALE, *late])
    cases["orders: promised this week"] = listed(orders, [*SALE, *week])
    for name in ("pull_stage", "pull_promise_state", "pull_promised_date:week"):
        cases[f"orders by {name}"] = grouped(orders, SALE, name)
    return cases


def get_document_cases(env):
    some = env["sale.order"].search([*SALE, ("pull_stage", "!=", "delivered")], limit=1)
    cases = {}
    for model, opened in (
        ("mrp.production", RUNS),
        ("purchase.order", REQUESTS),
        ("purchase.order", AWAITED),
        ("purchase.order.line", [("order_id.state", "in", ["draft", "sent"])]),
    ):
        documents = env[model]
        what = f"{model} {opened[0][0]}"
        filters = {
            "all": [],
            "for customer orders": [("pull_sale_line_ids", "!=", False)],
            "for stock": [("pull_sale_line_ids", "=", False)],
            "by customer": [("pull_served", "ilike", some.partner_id.name)],
            "by order": [("pull_served", "ilike", some.name)],
        }
        for name, domain in filters.items():
            cases[f"{what}: {name}"] = listed(documents, opened + domain)
        for name in ("pull_order_ids", "pull_partner_ids"):
            cases[f"{what} by {name}"] = grouped(documents, opened, name)
    return cases


def listed(records, domain):
    """Return what opens a list: its first page, and how many there are."""
    return lambda: records.web_search_read(
        domain, LISTED[records._name], limit=80, count_limit=10001
    )


def grouped(records, domain, name):
    return lambda: records.web_read_group(domain, [name], ["__count"], limit=80)
