"""What the form of a quotation is not told at once, because it takes a walk.

- When it opens or has saved, it shows what is stored and then asks for the rest by
  itself (`pull_sale_order_form.js`).
- When a person has typed in a line, it asks the order for all that it shows of all
  lines. What a line shows itself was told when it was typed (`sale.order.line`'s own
  onchange), and the rest is as it was: the same nothing before and after tells the form
  that nothing has changed.
"""

from contextlib import contextmanager

from ..under_way import get_under_way, under_way

KEY = "pull_through_production.told_later"


@contextmanager
def told_later(env):
    """Walk nothing inside: computed fields that take a walk are empty."""
    with under_way(env.cr, KEY):
        yield
    env.invalidate_all()  # what was not asked must not be remembered as nothing


def is_told_later(cr):
    """Tell whether a form is answered that asks for what takes a walk later."""
    return get_under_way(cr, KEY) is not None
