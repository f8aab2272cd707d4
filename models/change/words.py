"""What a step of a change says to people, before it is carried out and after."""

from odoo import fields
from odoo.tools.misc import format_date

from . import stages
from .kinds import SENT, SURPLUS, TOO_LATE


def describe_step(env, step):
    """Return the sentence that says what happens to the step's document."""
    values = {
        "quantity": _format(step.quantity),
        "old": _format(step.whole),
        "new": _format(step.left),
        "unit": step.product.uom_id.name,
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
        "quantity": _format(quantity),
        "unit": product.uom_id.name,
        "product": product.display_name,
    }


def describe_quantity(env, line, before, now):
    """Return the sentence that says how an order line's quantity has changed."""
    return env._(
        "%(product)s: %(before)s to %(now)s %(unit)s.",
        product=line.product_id.display_name,
        before=_format(before),
        now=_format(now),
        unit=line.product_uom_id.name,
    )


def describe_more(env, line, quantity):
    """Return the sentence that says that more of an order line will be supplied."""
    return env._(
        "%(quantity)s %(unit)s more are made or bought.",
        quantity=_format(quantity - line.product_uom_qty),
        unit=line.product_uom_id.name,
    )


def describe_promise(env, line, date):
    """Return the sentence that says when an order line is delivered now."""
    return env._(
        "%(product)s: delivery moved to %(date)s.",
        product=line.product_id.display_name,
        date=_format_date(env, date),
    )


def describe_date(env, step):
    """Return the sentence that says what another date does to a document."""
    values = {
        "old": _format_date(env, step.old),
        "wanted": _format_date(env, step.wanted),
        "product": step.product.display_name,
    }
    if step.is_moved:
        return env._("Moved from %(old)s to %(wanted)s.", **values)
    reason = {
        stages.STARTED: env._("It is started already."),
        stages.CONFIRMED: env._("It is ordered already."),
        stages.REQUESTED: env._("The vendor has the request already."),
    }.get(step.stage, env._("A person planned it."))
    return env._(
        "%(reason)s %(product)s stays planned for %(old)s but is wanted on %(wanted)s.",
        reason=reason,
        **values,
    )


def describe_date_remedy(env, step):
    """Return what the responsible can do about a date that was not carried out."""
    if step.document._name == "purchase.order.line":
        return env._("Agree the new date with the vendor, then apply it.")
    return env._("Plan the manufacturing order anew, or apply the new date.")


def _format_date(env, date):
    return format_date(env, fields.Datetime.context_timestamp(env.user, date))


def _get_surplus_sentence(env, kind):
    return {
        SENT: env._(
            "The vendor has the request already: %(quantity)s %(unit)s of %(product)s "
            "are no longer needed."
        ),
        TOO_LATE: env._(
            "Ordered already: %(quantity)s %(unit)s of %(product)s are no longer "
            "needed."
        ),
        SURPLUS: env._(
            "Started already, it is finished as it is: %(quantity)s %(unit)s of "
            "%(product)s go to stock."
        ),
    }[kind]


def _get_sentence(env, step):
    is_run = step.document._name == "mrp.production"
    if step.stage == stages.DRAFT:
        if step.is_cancelled:
            return env._("Removed: %(old)s %(unit)s of %(product)s no longer needed.")
        return env._("Reduced from %(old)s to %(new)s %(unit)s of %(product)s.")
    if step.stage == stages.PLANNED:
        if step.is_cancelled:
            return env._("Cancelled: it was not started.")
        return env._(
            "Reduced from %(old)s to %(new)s %(unit)s of %(product)s: it was not "
            "started."
        )
    if step.stage in stages.EXCEPTION_OF_STAGE:
        return _get_surplus_sentence(env, stages.EXCEPTION_OF_STAGE[step.stage])
    if is_run:
        return env._(
            "Done already: %(quantity)s %(unit)s of %(product)s are free in stock."
        )
    return env._(
        "Received already: %(quantity)s %(unit)s of %(product)s are free in stock."
    )


def _format(quantity):
    return f"{round(quantity, 4):g}"
