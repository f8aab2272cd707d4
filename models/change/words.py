"""What a step of a change says to people, before it is carried out and after."""

from ..exceptions.kinds import SENT, SURPLUS, TOO_LATE
from . import stages


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


def describe_remedy(env, stage):
    """Return what the responsible can do about a surplus, or False."""
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
    }.get(stage, False)


def describe_surplus(env, kind, product, quantity):
    """Return the sentence about a surplus that needs a decision."""
    return _get_surplus_sentence(env, kind) % {
        "quantity": _format(quantity),
        "unit": product.uom_id.name,
        "product": product.display_name,
    }


def _get_surplus_sentence(env, kind):
    return {
        SENT: env._(
            "The vendor has the request already: %(quantity)s %(unit)s of %(product)s "
            "are too many."
        ),
        TOO_LATE: env._(
            "Ordered already: %(quantity)s %(unit)s of %(product)s are too many."
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
