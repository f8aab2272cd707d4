"""What is not asked again while a person types in the lines of a quotation.

A form asks the order for all that it shows, of all lines, each time one of them has
changed. What a line shows itself was asked when it was typed (`sale.order.line`'s own
onchange), and the rest is as it was when the form was opened: the same nothing before
and after tells the form that nothing has changed.
"""

from contextlib import contextmanager

from ..memory.memory import confirmation_memory
from ..under_way import get_under_way, under_way

KEY = "pull_through_production.typing_lines"


@contextmanager
def typing_lines(env, field_names):
    """An order's onchange of these fields is under way."""
    with confirmation_memory(env.cr):
        if list(field_names) != ["order_line"]:
            yield
            return
        with under_way(env.cr, KEY):
            yield
        env.invalidate_all()  # what was not asked must not be remembered as nothing


def is_typing_lines(cr):
    """Tell whether an order is asked only because one of its lines was typed in."""
    return get_under_way(cr, KEY) is not None
