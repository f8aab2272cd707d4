"""What `make test-lifecycle` does inside Odoo's shell, with and without the module."""

from odoo import Command

MODULE = "pull_through_production"


def get(env, name):
    return env["product.product"].search([("name", "=", name)])


def make_products(env, prefix, **values):
    """FG <- SUB x2 (<- RAW x3, a vendor)."""
    vendor = env["res.partner"].create({"name": f"{prefix} vendor"})
    raw, sub, fg = env["product.product"].create(
        [
            {"name": f"{prefix} {name}", "is_storable": True, **values}
            for name in ("RAW", "SUB", "FG")
        ]
    )
    raw.seller_ids = [Command.create({"partner_id": vendor.id, "price": 10})]
    for product, component, quantity in ((sub, raw, 3), (fg, sub, 2)):
        env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "bom_line_ids": [
                    Command.create(
                        {"product_id": component.id, "product_qty": quantity}
                    )
                ],
            }
        )
    return fg


def confirm(env, product, quantity):
    order = env["sale.order"].create(
        {
            "partner_id": env["res.partner"].create({"name": "Customer"}).id,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": quantity})
            ],
        }
    )
    order.action_confirm()
    return order


def deliver(env, order):
    """Buy, make and deliver what the order waits for; the moves alone tell what."""
    moves = order.picking_ids.move_ids
    while True:
        raws = moves.move_orig_ids.production_id.move_raw_ids
        if raws <= moves:
            break
        moves |= raws
    purchases = moves.created_purchase_line_ids.order_id
    purchases.filtered(lambda purchase: purchase.state == "draft").button_confirm()
    do_transfers(purchases.picking_ids)
    for run in moves.move_orig_ids.production_id.sorted("id", reverse=True):
        run.action_assign()
        assert run.reservation_state == "assigned", (run.name, run.reservation_state)
        run.qty_producing = run.product_qty
        run._set_qty_producing()
        run.move_raw_ids.picked = True
        run.button_mark_done()
        assert run.state == "done", (run.name, run.state)
    do_transfers(order.picking_ids)
    line = order.order_line
    assert line.qty_delivered == line.product_uom_qty, line.qty_delivered


def do_transfers(pickings):
    pickings = pickings.filtered(lambda picking: picking.state != "done")
    pickings.move_ids._action_assign()
    pickings.move_ids.picked = True
    pickings._action_done()


def begin(env):
    route = env.ref("stock.route_warehouse0_mto")
    route.active = True
    plain = make_products(env, "PLAIN", route_ids=[Command.link(route.id)])
    confirm(env, plain, 2)


def fill(env):
    env.company.pull_order_cost = 5
    fg = make_products(env, "PULLED", supply_policy="pull")
    fg.bom_ids.run_size = 1
    center = env["mrp.workcenter"].create(
        {"name": "Lathe", "costs_hour": 60, "time_start": 15, "setup_cost": 8}
    )
    fg.bom_ids.operation_ids = [
        Command.create({"name": "Turning", "workcenter_id": center.id})
    ]
    deliver(env, confirm(env, fg, 3))
    still_open = confirm(env, fg, 2)
    get_runs(env, still_open, "PULLED SUB")[0].action_cancel()
    env["ir.config_parameter"].set_param("lifecycle.figures", str(get_figures(env)))


def get_runs(env, order, name):
    runs = env["mrp.production"].search([("product_id.name", "=", name)])
    return runs.filtered(lambda run: order.order_line in run.pull_sale_line_ids)


def get_figures(env):
    """What was planned, recorded and allocated, and must be there after an upgrade."""
    workorders = env["mrp.workorder"].search([], order="id")
    purchases = env["purchase.order"].search([], order="id")
    exceptions = env["pull.exception"].search([], order="id")
    costs = env["stock.move.cost.line"].search([], order="id")
    ordering = next(
        name
        for name in ("pull_ordering_cost", "pull_order_cost")
        if name in purchases._fields
    )
    return [
        workorders.mapped(lambda work: (work.setup_fixed_planned, work.setup_cost)),
        purchases.mapped(ordering),
        exceptions.mapped(lambda found: (found.kind, found.state, found.quantity)),
        costs.mapped(lambda part: (part.move_id.id, part.kind, part.amount)),
    ]


def get_orders(env):
    """Return the orders in the sequence they were made: plain, delivered, open."""
    return env["sale.order"].search([], order="id")


def check(env):
    before = env["ir.config_parameter"].get_param("lifecycle.figures")
    for figure in ("(8.0, ", "shortage", "material"):
        assert figure in before, (figure, before)
    assert str(get_figures(env)) == before, (str(get_figures(env)), before)
    env["pull.exception"].search([("state", "=", "open")]).action_retry()
    assert not env["pull.exception"].search([("state", "=", "open")])
    plain, done, still_open = get_orders(env)
    assert get(env, "PULLED FG").supply_policy == "pull"
    assert not plain.order_line.supply_policy
    models = [node["model"] for node in plain.order_line._get_pull_chain()]
    assert models.count("mrp.production") == 2, models
    assert done.order_line.qty_delivered == 3
    models = [node["model"] for node in still_open.order_line._get_pull_chain()]
    assert models.count("mrp.production") == 4, models
    env["ir.config_parameter"].set_param("lifecycle.value", str(get_value(env)))


def get_value(env):
    moves = env["stock.move"].search([("state", "=", "done")])
    return round(sum(moves.mapped("value")), 2)


def uninstall(env):
    module = env["ir.module.module"].search([("name", "=", MODULE)])
    module.button_immediate_uninstall()


def work_on(env):
    assert "supply_policy" not in env["product.product"]._fields
    assert "pull.supply.document" not in env
    before = env["ir.config_parameter"].get_param("lifecycle.value")
    assert str(get_value(env)) == before, (get_value(env), before)
    plain, _done, still_open = get_orders(env)
    deliver(env, plain)
    deliver(env, still_open)
    deliver(env, confirm(env, get(env, "PLAIN FG"), 2))
