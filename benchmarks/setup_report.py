"""What `make bench-report` does in Odoo's shell: the setup report on many orders."""

from month_end import get_run_cases, make_variances
from report_times import copy_rows, one_of, write_result

from odoo import Command

CENTERS, PRODUCTS, CUSTOMERS, MINUTES = 8, 40, 50, 15
DOMAIN = [("date", ">=", "today -12m")]
MEASURES = ["setup_count", "minutes_planned", "minutes", "cost_planned", "cost"]
SUMS = [f"{measure}:sum" for measure in (*MEASURES, "cost_variance")]
RATIOS = ["cost_unit:avg", "cost_share:avg"]


def main(env, path, count):
    """Make `count` finished work orders, open the report, write the times to a file."""
    make_orders(env, count)
    env.flush_all()
    make_variances(env)
    env.cr.execute("ANALYZE")
    report = env["pull.setup.report"]
    cases = {
        "graph": lambda: report.formatted_read_group(
            DOMAIN, ["workcenter_id"], ["__count", "cost:sum"]
        ),
        "pivot": lambda: report.formatted_read_grouping_sets(
            DOMAIN, [[], ["workcenter_id"]], [*SUMS, *RATIOS]
        ),
        "list": lambda: report.web_search_read(
            DOMAIN, {"workorder_id": {}, "minutes": {}, "cost": {}}, limit=80
        ),
        "by customer": lambda: report.formatted_read_group(
            DOMAIN, ["partner_id"], SUMS
        ),
        "by month and operator": lambda: report.formatted_read_group(
            DOMAIN, ["date:month", "user_id"], [*SUMS, *RATIOS]
        ),
    }
    cases.update(get_run_cases(env))
    write_result(
        *(env, path, cases),
        work_orders=report.search_count(DOMAIN),
        agrees_with_the_records=agrees(env, report),
    )


def agrees(env, report):
    rows = report._read_group(DOMAIN, ["workcenter_id"], ["minutes:sum", "cost:sum"])
    orders = env["mrp.workorder"].search([("state", "=", "done")])
    return {
        (center.id, round(minutes, 2), round(cost, 2)) for center, minutes, cost in rows
    } == {
        (
            center.id,
            round(sum(own.mapped("setup_minutes")), 2),
            round(sum(own.mapped("setup_cost")), 2),
        )
        for center, own in orders.grouped("workcenter_id").items()
    }


def make_orders(env, count):
    """Make one run through the screens' own methods, and copies of it by SQL."""
    centers = env["mrp.workcenter"].create(
        [
            {
                "name": f"Center {number}",
                "costs_hour": 40 + number,
                "time_start": MINUTES,
                "setup_cost": number,
            }
            for number in range(CENTERS)
        ]
    )
    products = env["product.product"].create(
        [{"name": f"Table {number}", "is_storable": True} for number in range(PRODUCTS)]
    )
    run = make_run(env, centers[1], products[0])
    env.flush_all()
    copies = copy_rows(env, "mrp_production", run.id, count, {"name": "'MO' || number"})
    env.cr.execute(
        "UPDATE mrp_production SET product_id = (%s::int[])[1 + id %% %s], "
        "qty_producing = 1 + id %% 30, product_qty = 1 + id %% 30 WHERE id = ANY(%s)",
        [products.ids, PRODUCTS, copies],
    )
    make_work_orders(env, run.workorder_ids, copies, centers)
    make_pegs(env, run.move_finished_ids, copies)
    env.invalidate_all()


def make_run(env, center, product):
    bom = env["mrp.bom"].create(
        {
            "product_tmpl_id": product.product_tmpl_id.id,
            "operation_ids": [
                Command.create(
                    {
                        "name": "Turning",
                        "workcenter_id": center.id,
                        "time_cycle_manual": 30,
                    }
                )
            ],
        }
    )
    run = env["mrp.production"].create({"bom_id": bom.id, "product_qty": 1})
    run.action_confirm()
    run.qty_producing = 1
    run.button_mark_done()
    return run


def make_work_orders(env, order, runs, centers):
    """Give each run a finished work order with a log, spread over the past year."""
    copies = copy_rows(env, "mrp_workorder", order.id, len(runs), {"barcode": "number"})
    env.cr.execute(
        "UPDATE mrp_workorder SET production_id = run.id, "
        "workcenter_id = (%s::int[])[1 + run.number %% %s], leave_id = NULL, "
        "date_finished = now() - run.number %% 360 * interval '1 day', "
        "setup_minutes = 5 + run.number %% 40, setup_measured = run.number %% 4 > 0, "
        "setup_cost = 20 + run.number %% 97, setup_variance = run.number %% 13 - 5 "
        "FROM (SELECT id, row_number() OVER () AS number FROM unnest(%s) id) run "
        "WHERE mrp_workorder.id = (%s::int[])[run.number]",
        [centers.ids, len(centers), runs, copies],
    )
    logs = copy_rows(
        env, "mrp_workcenter_productivity", order.time_ids.ids[0], len(copies), {}
    )
    env.cr.execute(
        "UPDATE mrp_workcenter_productivity SET workorder_id = o.id "
        "FROM (SELECT id, row_number() OVER () AS number FROM unnest(%s) id) o "
        "WHERE mrp_workcenter_productivity.id = (%s::int[])[o.number]",
        [copies, logs],
    )


def make_pegs(env, finished, runs):
    """Have one half of the runs deliver to customers, the other supply the first."""
    orders = env["sale.order"].create(
        [
            {
                "partner_id": env["res.partner"].create({"name": f"Cafe {number}"}).id,
                "order_line": [Command.create({"product_id": finished.product_id.id})],
            }
            for number in range(CUSTOMERS)
        ]
    )
    env.flush_all()
    half = len(runs) // 2
    made = copy_rows(
        *(env, "stock_move", finished.id, len(runs)),
        {"production_id": one_of(runs, "number - 1")},
    )
    lines = one_of(orders.order_line.ids, "number")
    delivered = copy_rows(
        *(env, "stock_move", finished.id, half),
        {"production_id": "NULL", "sale_line_id": lines},
    )
    above = one_of(runs[:half], "number - 1")
    used = copy_rows(
        *(env, "stock_move", finished.id, half),
        {"production_id": "NULL", "raw_material_production_id": above},
    )
    env.cr.execute(
        "INSERT INTO stock_move_move_rel (move_orig_id, move_dest_id) "
        "SELECT * FROM unnest(%s, %s)",
        [made[: 2 * half], [*delivered, *used]],
    )
