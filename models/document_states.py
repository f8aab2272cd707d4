"""One state for every kind of supply document, for screens that show them together."""

DRAFT = "draft"
REQUEST = "request"
WAITING = "waiting"
READY = "ready"
PROGRESS = "progress"
ORDERED = "ordered"
DONE = "done"
CANCEL = "cancel"

DOCUMENT_STATES = [
    (DRAFT, "Draft"),
    (REQUEST, "To Order"),
    (WAITING, "Waiting"),
    (READY, "Ready"),
    (PROGRESS, "In Progress"),
    (ORDERED, "Ordered"),
    (DONE, "Done"),
    (CANCEL, "Cancelled"),
]

# Somebody has begun to work on the document, or has paid for it.
STARTED_STATES = (PROGRESS, ORDERED, DONE)

_RUN_STATES = {"draft": DRAFT, "done": DONE, "cancel": CANCEL}


def get_document_state(node, document):
    """Return the state of a node of the chain, whose document this is.

    Of a transfer, that of the node's product alone: its other products may be ready.
    """
    if document._name == "mrp.production":
        return _get_run_state(document)
    if document._name == "purchase.order.line":
        return _get_purchase_line_state(document)
    moves = document if document._name == "stock.move" else document.move_ids
    return get_transfer_state(
        _get_move_state(move)
        for move in moves
        if move.product_id.id == node["product_id"]
    )


def _get_move_state(move):
    """What a vendor ships straight to the customer counts as there for core."""
    is_open = move.state not in ("draft", "done", "cancel")
    return "waiting" if is_open and move._is_pull_direct() else move.state


def get_transfer_state(states):
    """Return the state of a transfer whose moves have these.

    >>> get_transfer_state(["assigned", "done", "cancel"])
    'ready'
    >>> get_transfer_state(["assigned", "partially_available"])
    'waiting'
    >>> get_transfer_state(["done", "cancel"]), get_transfer_state(["cancel"])
    ('done', 'cancel')
    """
    living = set(states) - {"cancel"}
    if not living:
        return CANCEL
    if living == {"done"}:
        return DONE
    if living == {"draft"}:
        return DRAFT
    return READY if living <= {"assigned", "done"} else WAITING


def _get_run_state(run):
    if run.state == "confirmed":
        return READY if run.reservation_state == "assigned" else WAITING
    return _RUN_STATES.get(run.state, PROGRESS)


def _get_purchase_line_state(line):
    if line.state == "cancel":
        return CANCEL
    if line.state != "purchase":
        return REQUEST
    received = line.product_uom_id.compare(line.qty_received, line.product_qty) >= 0
    return DONE if received else ORDERED


def get_document_name(document):
    """Return what people call a document: a purchase line by its order."""
    if document._name == "purchase.order.line":
        return document.order_id.name
    return document.display_name
