"""Questions about needs (moves that wait for goods), asked by the screens."""

from ..policy.policies import HYBRID, PULL


def is_open(move):
    return move.state not in ("done", "cancel")


def is_direct(values, location):
    """Tell whether a procurement asks for what is brought straight to the customer of
    an order line: no move waits for it.

    :param values: the values of the procurement
    :param location: where it wants the goods
    """
    is_for_line = values.get("sale_line_id") and not values.get("move_dest_ids")
    return bool(is_for_line and location._is_outgoing())


def get_shortage(move, graph):
    """Return what a pulled need has no supply for, in the unit of its product.

    What is reserved for it, what is under way and what has arrived and is still there
    count; a cancelled run or purchase does not. The part that a hybrid need takes from
    stock has no supply of its own: it lacks one only when its run or purchase was
    cancelled, or when the stock is gone.
    """
    if not is_open(move):
        return 0
    if not _is_pulled(move, graph):
        return graph.get_lost(move)
    flows = graph.get_flows(move)
    coming = sum(
        quantity
        for supply, quantity in flows.items()
        if supply._name == "purchase.order.line" or is_open(supply)
    )
    own = move._get_pull_own_quantity() - graph.get_owed(move)
    covered = max(own + coming, sum(flows.values()))
    missing = move.product_qty - covered
    return missing if move.product_id.uom_id.compare(missing, 0) > 0 else 0


def lacks_supply(move, graph):
    """Tell whether a policy pulls this need and too little is on its way to it."""
    return get_shortage(move, graph) > 0


def _is_pulled(move, graph):
    if move._is_pull_part_from_stock():
        return _lost_its_supply(move)
    return move._get_pull_decision() in (PULL, HYBRID) or _is_brought(move, graph)


def _is_brought(move, graph):
    """Tell whether steps bring all that this need takes on."""
    is_later = move._is_pull_later_step() and not move.pull_goes_back
    return is_later and bool(graph.get_offers(move))


def _lost_its_supply(move):
    created = move.created_purchase_line_ids.mapped("state")
    created += move.created_production_id.mapped("state")
    return not move.move_orig_ids and "cancel" in created


def are_reserved(needs):
    """Tell whether all that these moves still have to deliver is there for them.

    Of several delivery steps the first that is not done counts: the goods wait for it.
    What a vendor ships straight to the customer is never there.
    """
    todo = needs.filtered(is_open)
    if any(move._is_pull_direct() for move in todo):
        return False
    first = todo.filtered(lambda move: not (move.move_orig_ids & todo))
    return bool(first) and all(move.state == "assigned" for move in first)
