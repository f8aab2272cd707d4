"""What a step of a change says to people: before it is carried out and after, in the
present tense."""

from ..words import format_day, format_number, format_quantity
from . import stages
from .kinds import SENT, SURPLUS, TOO_LATE


def describe_step(env, step):
    """Return the sentence that says what happens to the step's document."""
    values = {
        "quantity": format_quantity(env, step.quantity, step.product.uom_id),
        "old": format_number(step.whole),
        "all": format_quantity(env, step.whole, step.product.uom_id),
        "new": format_quantity(env, step.left, step.product.uom_id),
        "product": step.product.display_name,
    }
    return _get_sentence(env, step) % values


def describe_remedy(env, step):
    """Return what the responsible can do about a surplus, or False."""
    document = step.document
    if document._name == "purchase.order.line" and document._is_pull_direct():
        return env._(
            "Agree a smaller quantity with the vendor and change the purchase order: "
            "what is shipped goes straight to the customer."
        )
    return {
        stages.REQUESTED: env._(
            "Tell the vendor and reduce the request, or keep the surplus as stock."
        ),
        stages.CONFIRMED: env._(
            "Keep the surplus as stock, return it when it is received, or agree a "
            "smaller quantity with the vendor and change the purchase order."
        ),
        stages.STARTED: env._(
            "Keep the surplus as stock, or change the quantity of the manufacturing "
            "order if work can still stop."
        ),
    }.get(step.stage, False)


def describe_surplus(env, kind, product, quantity):
    """Return the sentence about a surplus that needs a decision."""
    return _get_surplus_sentence(env, kind) % {
        "quantity": format_quantity(env, quantity, product.uom_id),
        "product": product.display_name,
    }


def describe_quantity(env, line, before, now):
    """Return the sentence that says how an order line's quantity has changed."""
    return env._(
        "%(product)s: %(before)s to %(now)s.",
        product=line.product_id.display_name,
        before=format_number(before),
        now=format_quantity(env, now, line.product_uom_id),
    )


def describe_more(env, line, quantity):
    """Return the sentence that says that more of an order line will be supplied."""
    return env._(
        "To be made or bought besides: %(quantity)s.",
        quantity=format_quantity(
            env, quantity - line.product_uom_qty, line.product_uom_id
        ),
    )


def describe_promise(env, line, date):
    """Return the sentence that says when an order line is delivered now."""
    return env._(
        "%(product)s: delivery on %(date)s.",
        product=line.product_id.display_name,
        date=format_day(env, date),
    )


def describe_date(env, step):
    """Return the sentence that says what another date does to a document."""
    values = {
        "old": format_day(env, step.old),
        "wanted": format_day(env, step.wanted),
        "product": step.product.display_name,
    }
    if step.is_moved:
        return env._("Moves from %(old)s to %(wanted)s.", **values)
    reason = {
        stages.STARTED: env._("It is started already."),
        stages.CONFIRMED: env._("It is ordered already."),
        stages.REQUESTED: env._("The vendor has the request already."),
    }.get(step.stage, env._("A person planned it."))
    return env._(
        "%(reason)s %(product)s stays planned for %(old)s, wanted is %(wanted)s.",
        reason=reason,
        **values,
    )


def describe_date_remedy(env, step):
    """Return what the responsible can do about a date that was not carried out."""
    if step.document._name == "purchase.order.line":
        return env._("Agree the new date with the vendor, then apply it.")
    return env._("Plan the manufacturing order anew, or apply the new date.")


def _get_surplus_sentence(env, kind):
    return {
        SENT: env._(
            "The vendor has the request already. No longer needed: %(quantity)s of "
            "%(product)s."
        ),
        TOO_LATE: env._(
            "Ordered already. No longer needed: %(quantity)s of %(product)s."
        ),
        SURPLUS: env._(
            "Started already, it is finished as it is. To stock: %(quantity)s of "
            "%(product)s."
        ),
    }[kind]


def _get_sentence(env, step):
    is_run = step.document._name == "mrp.production"
    if step.stage == stages.DRAFT:
        if step.is_cancelled:
            return env._("No longer needed: %(all)s of %(product)s. It is removed.")
        return env._("%(product)s: from %(old)s to %(new)s.")
    if step.stage == stages.PLANNED:
        if step.is_cancelled:
            return env._("It is not started, and is cancelled.")
        return env._("%(product)s: from %(old)s to %(new)s. It is not started.")
    if step.stage in stages.EXCEPTION_OF_STAGE:
        return _get_surplus_sentence(env, stages.EXCEPTION_OF_STAGE[step.stage])
    if is_run:
        return env._("Done already. Free in stock: %(quantity)s of %(product)s.")
    return env._("Received already. Free in stock: %(quantity)s of %(product)s.")
