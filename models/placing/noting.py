"""What changes the dates of order lines is noted, and they are placed anew at the end:
of the change under way, or before all is committed."""

from functools import partial

from odoo import fields

from ..change.scope import SUSPECTS, get_scope
from ..memory.confirmation import is_confirming
from ..under_way import get_under_way, under_way

KEY = "pull_through_production.placing"
PROJECTED = ("pull_projected_date", "pull_lateness", "pull_is_tight")
ORDERS, DOCUMENTS = "placing", "placed"

# Of more orders than these, what one event has touched is placed by the next hourly
# run: nobody waits for it.
AT_ONCE = 20


def placing(env):
    """Place orders inside: the dates that it writes are no news."""
    return under_way(env.cr, KEY)


def placing_now(env):
    """Tell whether documents change because they are placed, or made just now: who
    makes them places them when all are there."""
    return get_under_way(env.cr, KEY) is not None or is_confirming(env.cr)


def get_placings(env):
    """Return {order id: its placing}, worked out in this transaction; forgotten with
    what is rolled back."""
    return env.cr.cache.setdefault(KEY, {})


def note_documents(documents):
    """Note that something has happened to supply documents, for the order lines that
    they serve. In a change that is at its end, for all of them at once."""
    if not documents or placing_now(documents.env):
        return
    if scope := get_scope(documents.env.cr):
        scope.note(DOCUMENTS, documents.sudo())
    else:
        note_changes(documents.sudo()._get_pull_served_lines())


def note_changes(lines):
    """Note that something has changed for order lines, whoever reads them next."""
    lines = lines.sudo()
    for order in lines.order_id:
        get_placings(lines.env).pop(order.id, None)
    orders = lines.order_id.filtered(lambda order: order._is_pull_placed())
    if len(orders) > AT_ONCE:
        orders.pull_place_after = fields.Datetime.now()
        return
    placed = orders.order_line.filtered("pull_promised_date")
    for name in PROJECTED:
        lines.env.add_to_compute(lines._fields[name], placed)
    placed.modified(PROJECTED)  # what is read of them elsewhere
    if orders:
        _place_before_commit(orders)


def get_noted_orders(scope):
    """Return the orders that the documents noted in a change serve, and the needs that
    may have lost their supply in it."""
    documents = {}
    for noted in [*scope.noted(DOCUMENTS), *scope.noted(SUSPECTS)]:
        known = documents.setdefault(noted._name, noted.browse())
        documents[noted._name] = known | noted
    lines = scope.env["sale.order.line"].union(
        *(known.exists()._get_pull_served_lines() for known in documents.values())
    )
    return lines.order_id


def _place_before_commit(orders):
    waiting = orders.env.cr.precommit.data
    if KEY not in waiting:
        waiting[KEY] = set()
        orders.env.cr.precommit.add(partial(_place_waiting, orders.env))
    waiting[KEY].update(orders.ids)


def _place_waiting(env):
    ids = env.cr.precommit.data.pop(KEY, ())
    orders = env["sale.order"].sudo().browse(sorted(ids)).exists()
    scope = get_scope(env.cr)
    if scope and not scope.is_carrying:
        scope.note(ORDERS, orders)
    elif scope or placing_now(env):
        # Something else is about to be placed: these come with the next hourly run.
        orders.pull_place_after = fields.Datetime.now()
    else:
        orders._place_pull_chain()
        env.flush_all()
