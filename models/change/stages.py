"""How far a supply document has come, and so what can be done about it."""

from .kinds import SENT, SURPLUS, TOO_LATE

# From what can no longer be undone to what is undone without a trace. A smaller need
# keeps the first of these and gives up the last.
DONE = 0
STARTED = 1
CONFIRMED = 2
REQUESTED = 3
PLANNED = 4
DRAFT = 5

UNDOABLE = (PLANNED, DRAFT)

# The exception that a surplus of a document leaves; what is done is just freed.
EXCEPTION_OF_STAGE = {STARTED: SURPLUS, CONFIRMED: TOO_LATE, REQUESTED: SENT}


def get_document(supply):
    """Return the document behind a supply: a run, a purchase line, or the move itself
    for a step between two places."""
    if supply._name == "purchase.order.line":
        return supply
    if supply.production_id:
        return supply.production_id
    if supply._is_pull_first_receipt():
        return supply.purchase_line_id
    return supply


def read_in_batch(moves):
    """Read at once what `get_stage` asks of each of these moves, and a plan of its
    document: what is read record by record is read ahead for a thousand only."""
    moves.fetch(["state", "production_id", "purchase_line_id", "move_orig_ids"])
    runs = moves.production_id
    runs.fetch(
        ["state", "product_uom_id", "product_uom_qty", "qty_producing"]
        + ["move_raw_ids", "workorder_ids"]
    )
    runs.move_raw_ids.fetch(["state", "picked"])
    runs.workorder_ids.fetch(["state", "time_ids"])


def get_stage(supply):
    """Return how far a supply (a move or a purchase line) has come."""
    if supply._name == "stock.move" and supply.state == "done":
        return DONE
    return get_document_stage(get_document(supply))


def get_document_stage(document):
    """Return how far a document has come, as `get_document` returns it."""
    if document._name == "mrp.production":
        return STARTED if has_started(document) else PLANNED
    if document._name == "purchase.order.line":
        return _STAGE_OF_PURCHASE.get(document.state, REQUESTED)
    return PLANNED


_STAGE_OF_PURCHASE = {"draft": DRAFT, "purchase": CONFIRMED}


def has_started(run):
    """Tell whether a component was consumed or time was logged on a run."""
    return bool(
        run.state not in ("draft", "confirmed")
        or not run.product_uom_id.is_zero(run.qty_producing)
        or any(move.state == "done" or move.picked for move in run.move_raw_ids)
        or run.workorder_ids.time_ids
        or any(order.state in ("progress", "done") for order in run.workorder_ids)
    )
