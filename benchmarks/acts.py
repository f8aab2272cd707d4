"""What the benchmark measures: the acts of a salesperson on one order.

An act is a generator: it makes ready, yields, does what is measured, yields, and says
what came of it. The acts of a case go on with the order as those before left it.
"""

from datetime import timedelta

import documents

from odoo.tests.form import Form

TYPED = 7.0  # units


def confirm(order, _side):
    yield
    order.action_confirm()
    yield
    yield documents.describe(order)


def preview(order, side):
    """Ask what one unit less would do; plain Odoo only tells by doing it."""
    line = order.order_line
    wanted = line.product_uom_qty - 1
    savepoint = order.env.cr.savepoint()
    yield
    if side == "module":
        order._preview_pull_change(quantities={line: wanted})
    else:
        line.product_uom_qty = wanted
    yield
    savepoint.close(rollback=True)
    order.env.invalidate_all(flush=False)
    yield documents.describe_deliveries(order)


def lower(order, _side):
    """Order one unit less."""
    yield
    order.order_line.product_uom_qty -= 1
    yield
    yield documents.describe_deliveries(order)


def cancel(order, _side):
    yield
    order.action_cancel()
    yield
    yield documents.describe_deliveries(order)


def read(order, _side):
    """Open the form of a quotation."""
    yield
    Form(order)
    yield
    yield documents.describe_amounts(order)


def change(order, _side):
    """Type another quantity in the last line of a quotation, in its form."""
    form = Form(order)
    last = len(order.order_line) - 1
    yield
    with form.order_line.edit(last) as line:
        line.product_uom_qty = TYPED
    yield
    form.save()
    yield documents.describe_amounts(order)


def invoice(order, _side):
    """Post the invoice of an order whose goods are delivered."""
    documents.deliver(order)
    posted = order.sudo()._create_invoices()
    yield
    posted.action_post()
    yield
    yield documents.describe_invoice(posted)


def promise(order, side):
    """Ask when each line of a quotation can be with the customer."""
    yield
    name = "pull_earliest_date" if side == "module" else "scheduled_date"
    order.order_line.mapped(name)
    yield
    yield documents.describe_amounts(order)


def put_off(order, _side):
    """Put off one line of what was bought by a month, up to the end of the request."""
    requests = order.env["purchase.order"].sudo().search([("state", "=", "draft")])
    requests.button_confirm()
    order.env.cr.flush()
    order.env.invalidate_all()
    yield
    requests.order_line[0].date_planned += timedelta(days=30)
    order.env.cr.flush()
    yield
    yield documents.describe_deliveries(order)


ACTS = {
    act.__name__: act
    for act in (
        *(confirm, preview, lower, cancel),
        *(read, change, invoice, promise, put_off),
    )
}
