"""What `make bench-report` does in Odoo's shell: COGS by order, on many order lines."""

from report_times import copy_rows, one_of, write_result

from odoo import Command

CUSTOMERS, PRODUCTS, PEOPLE, LINES_PER_ORDER = 300, 40, 8, 3
DOMAIN = [("date", ">=", "today -12m")]
MEASURES = ["revenue", "cogs", "gross_margin"]
SHARE = "margin_share:avg"
PARTS = {"material": 10, "run": 30, "setup_time": 15, "setup_fixed": 8}
ORDER = f"(number - 1) / {LINES_PER_ORDER}"  # of a line's number
AGO = "number % 360"  # days
COST = f"{sum(PARTS.values())} + {len(PARTS)} * (number % 9)"  # of a line


def main(env, path, count):
    """Make `count` order lines, open the report, write the times to a file."""
    customer = make_lines(env, count)
    env.cr.execute("ANALYZE")
    report = env["pull.cogs.report"]
    listed = [name for name, field in report._fields.items() if field.aggregator]
    cases = {
        "pivot": lambda: report.formatted_read_grouping_sets(
            DOMAIN, [[], ["partner_id"]], [*ask(MEASURES), SHARE]
        ),
        "pivot by order": lambda: report.formatted_read_grouping_sets(
            DOMAIN, [[], ["order_id"]], [*ask(MEASURES), SHARE]
        ),
        "graph": lambda: report.formatted_read_group(
            DOMAIN, ["date:month", "kind"], ask(["cogs"])
        ),
        "list": lambda: report.web_read_group(
            DOMAIN, ["order_id"], ask_all(report, listed), limit=80
        ),
        "list of one customer": lambda: report.web_search_read(
            [*DOMAIN, ("partner_id", "=", customer.id)],
            {name: {} for name in [*listed, "kind", "date"]},
            limit=80,
        ),
        "list, not grouped": lambda: report.web_search_read(
            DOMAIN, {name: {} for name in [*listed, "kind", "date"]}, limit=80
        ),
        "loss-making orders": lambda: report.formatted_read_grouping_sets(
            [*DOMAIN, ("is_loss", "=", True)], [[], ["order_id"]], ask(MEASURES)
        ),
        "by month, product and salesperson": lambda: report.formatted_read_group(
            DOMAIN, ["date:month", "product_id", "user_id"], [*ask(MEASURES), SHARE]
        ),
    }
    cases["cost control"] = lambda: control(env)
    write_result(
        *(env, path, cases),
        order_lines=count,
        rows=report.search_count(DOMAIN),
        agrees_with_the_records=agrees(env, report) and not control(env),
    )


def control(env):
    """Return what of these lines does not balance: nothing."""
    findings = env.company._get_cost_control().get_findings()
    return [finding for finding in findings if not finding.rest]


def ask(measures):
    """Return what the web client asks for to show measures of money."""
    sums = [f"{name}:{kind}" for name in measures for kind in ("sum", "sum_currency")]
    return ["__count", "currency_id:array_agg_distinct", *sums]


def ask_all(report, names):
    money = [name for name in names if report._fields[name].type == "monetary"]
    others = [
        f"{name}:{report._fields[name].aggregator}"
        for name in names
        if name not in money and report._fields[name].type in ("float", "integer")
    ]
    return [*ask(money), *others]


def agrees(env, report):
    """Compare with the ledger, customer by customer."""
    rows = report._read_group(DOMAIN, ["partner_id"], ["revenue:sum", "cogs:sum"])
    items = env["account.move.line"]
    ledger = {
        kind: dict(
            items._read_group(
                [
                    *DOMAIN,
                    ("parent_state", "=", "posted"),
                    ("display_type", "=", kind),
                    ("account_id.internal_group", "=", group),
                ],
                ["partner_id"],
                ["balance:sum"],
            )
        )
        for kind, group in [("product", "income"), ("cogs", "expense")]
    }
    return len(rows) > 1 and all(
        abs(revenue + ledger["product"][customer]) < 0.005
        and abs(cogs - ledger["cogs"][customer]) < 0.005
        for customer, revenue, cogs in rows
    )


def make_lines(env, count):
    """Sell one table through the screens' own methods, and copy all of it by SQL."""
    if not env.company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", env.company)
    env.company.pull_carrying_rate = 20
    customers, products, people = make_world(env)
    order = sell(env, customers[0], products[0])
    env.flush_all()
    buyer = one_of(customers.ids, ORDER)
    orders = copy_rows(
        *(env, "sale_order", order.id, count // LINES_PER_ORDER + 1),
        {
            "name": "'SO' || number",
            "partner_id": one_of(customers.ids, "number - 1"),
            "user_id": one_of(people.ids, "number"),
        },
    )
    lines = copy_rows(
        *(env, "sale_order_line", order.order_line.id, count),
        {
            "order_id": one_of(orders, ORDER),
            "product_id": one_of(products.ids, "number"),
        },
    )
    copy_invoices(env, order.invoice_ids, lines, buyer)
    copy_moves(env, order.picking_ids.move_ids, lines)
    copy_ordering_costs(env, order, lines)
    return customers[0]


def make_world(env):
    """Return customers, products and salespeople."""
    customers = env["res.partner"].create(
        [{"name": f"Customer {number}"} for number in range(CUSTOMERS)]
    )
    category = env["product.category"].create(
        {
            "name": "Tables",
            "property_valuation": "real_time",
            "property_cost_method": "fifo",
        }
    )
    products = env["product.product"].create(
        [
            {
                "name": f"Table {number}",
                "is_storable": True,
                "categ_id": category.id,
                "standard_price": sum(PARTS.values()),
            }
            for number in range(PRODUCTS)
        ]
    )
    people = env["res.users"].create(
        [{"name": f"Seller {n}", "login": f"seller{n}"} for n in range(PEOPLE)]
    )
    return customers, products, people


def sell(env, customer, product):
    """Return an order of one table: received, delivered, invoiced and posted."""
    env["stock.quant"].with_context(inventory_mode=True).create(
        {
            "product_id": product.id,
            "location_id": env["stock.warehouse"].search([], limit=1).lot_stock_id.id,
            "inventory_quantity": 1,
        }
    ).action_apply_inventory()
    order = env["sale.order"].create(
        {
            "partner_id": customer.id,
            "order_line": [
                Command.create({"product_id": product.id, "price_unit": 100})
            ],
        }
    )
    order.action_confirm()
    order.picking_ids.move_ids.picked = True
    order.picking_ids.button_validate()
    order._create_invoices().action_post()
    return order


def copy_invoices(env, invoice, lines, buyer):
    """Give every order an invoice, every line its items, and the parts of COGS."""
    number = len(lines) // LINES_PER_ORDER + 1
    invoices = copy_rows(
        *(env, "account_move", invoice.id, number),
        {"name": "'INV' || number", "date": f"current_date - {AGO}"},
    )
    item = {
        "move_id": one_of(invoices, ORDER),
        "partner_id": buyer,
        "date": f"current_date - ({ORDER}) % 360",
    }
    sold = invoice.invoice_line_ids
    price = "100 + number % 50"
    copies = copy_rows(
        *(env, "account_move_line", sold.id, len(lines)),
        {**item, "balance": f"-({price})", "credit": price},
    )
    env.cr.execute(
        "INSERT INTO sale_order_line_invoice_rel (order_line_id, invoice_line_id) "
        "SELECT unnest(%s), unnest(%s)",
        [lines, copies],
    )
    items = invoice.line_ids.filtered(lambda item: item.display_type == "cogs")
    origin = {
        **item,
        "cogs_origin_id": one_of(copies, "number - 1"),
        "pull_sale_line_id": one_of(lines, "number - 1"),
        "product_id": sold_product(lines),
    }
    for posted in items:
        sign = "" if posted.balance > 0 else "-"
        posted_copies = copy_rows(
            *(env, "account_move_line", posted.id, len(lines)),
            {**origin, "balance": f"{sign}({COST})"},
        )
        if posted.balance > 0:
            copy_parts(env, posted, lines, posted_copies)


def copy_parts(env, item, lines, items):
    """Give every item of COGS its parts."""
    parts = env["pull.cogs.line"].sudo()
    part = parts.search([("account_move_line_id", "=", item.id)], limit=1)
    part = part or parts.create(
        {
            "account_move_line_id": item.id,
            "sale_line_id": item.cogs_origin_id.sale_line_ids.id,
            "kind": "material",
            "amount": item.balance,
        }
    )
    env.flush_all()
    for kind, amount in PARTS.items():
        copy_rows(
            *(env, "pull_cogs_line", part.id, len(lines)),
            {
                "account_move_line_id": one_of(items, "number - 1"),
                "sale_line_id": one_of(lines, "number - 1"),
                "kind": f"'{kind}'",
                "amount": f"{amount} + number % 9",
            },
        )


def sold_product(lines):
    """Return SQL for the product of a line."""
    line = one_of(lines, "number - 1")
    return f"(SELECT product_id FROM sale_order_line WHERE id = {line})"


def copy_moves(env, move, lines):
    """Deliver every line after up to 60 days in stock; before that, count it in."""
    day = f"({ORDER}) % 360 * interval '1 day'"
    values = {
        "product_id": sold_product(lines),
        "value": COST,
        "pull_value_days": "63 * (number % 60)",
    }
    came = {
        **values,
        "date": f"now() - {day} - (number % 60 + 1) * interval '1 day'",
        "sale_line_id": "NULL",
        "is_in": "TRUE",
        "is_out": "FALSE",
        "location_id": "t.location_dest_id",
        "location_dest_id": "t.location_id",
    }
    left = {
        **values,
        "date": f"now() - {day}",
        "sale_line_id": one_of(lines, "number - 1"),
    }
    for changes in (came, left):
        copy_move(env, move, lines, changes)


def copy_move(env, move, lines, changes):
    """Move the goods of every line once, with the line and the cost of the move."""
    moves = copy_rows(*(env, "stock_move", move.id, len(lines)), changes)
    own = {
        "move_id": one_of(moves, "number - 1"),
        "product_id": changes["product_id"],
        "date": changes["date"],
    }
    places = {name: changes[name] for name in changes if name.startswith("location")}
    detail = move.move_line_ids.id
    copy_rows(*(env, "stock_move_line", detail, len(lines)), {**own, **places})
    part = move.cost_line_ids[:1].id
    amounts = {"amount": COST, "weight": COST}
    copy_rows(*(env, "stock_move_cost_line", part, len(lines)), {**own, **amounts})


def copy_ordering_costs(env, order, lines):
    """Give every second line a part of what a purchase order cost to place."""
    cost = (
        env["pull.ordering.cost"]
        .sudo()
        .create(
            {
                "company_id": env.company.id,
                "purchase_line_id": make_purchase_line(env, order).id,
                "sale_line_id": order.order_line.id,
                "amount": 10,
                "date": order.date_order,
            }
        )
    )
    env.flush_all()
    copy_rows(
        *(env, "pull_ordering_cost", cost.id, len(lines) // 2),
        {
            "sale_line_id": one_of(lines, "number * 2 - 1"),
            "amount": "number % 20",
            "date": f"current_date - {AGO}",
        },
    )


def make_purchase_line(env, order):
    purchase = env["purchase.order"].create(
        {
            "partner_id": order.partner_id.id,
            "order_line": [
                Command.create({"product_id": order.order_line.product_id.id})
            ],
        }
    )
    return purchase.order_line
