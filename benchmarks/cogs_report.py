"""What `make bench-report` does in Odoo's shell: COGS by order, on many order lines."""

from datetime import timedelta

from month_end import get_order_cases
from orders import Orders
from report_times import write_result

from odoo import fields

DOMAIN = [("date", ">=", "today -12m")]
MEASURES = ["revenue", "cogs", "gross_margin"]
SHARE = "margin_share:avg"


def main(env, path, count):
    """Make `count` order lines, open the report, write the times to a file."""
    customer = Orders(env).make(count)
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
    setups = env["pull.setup.report"]
    cases["setup report"] = lambda: setups.formatted_read_grouping_sets(
        [("date", ">=", "today -12m")],
        [[], ["workcenter_id"]],
        ["cost:sum", "cost_fixed:sum", "minutes:sum"],
    )
    cases["parts that do not sum"] = lambda: env["pull.cost.gap"].search([])
    cases["cost control"] = lambda: control(env)
    cases.update(get_order_cases(env))
    month_ago = fields.Date.today() - timedelta(days=30)
    cases["cost control of a month ago"] = lambda: control(env, month_ago)
    write_result(
        *(env, path, cases),
        order_lines=env["sale.order.line"].search_count([]),
        rows=report.search_count(DOMAIN),
        agrees_with_the_records=agrees(env, report) and not control(env),
    )


def control(env, day=None):
    """Return what of these lines does not balance: nothing."""
    findings = env.company._get_cost_control(day).get_findings()
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
        abs(revenue + ledger["product"].get(customer, 0)) < 0.005
        and abs(cogs - ledger["cogs"].get(customer, 0)) < 0.005
        for customer, revenue, cogs in rows
    )
