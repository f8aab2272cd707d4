"""A confirmation under way: documents are made and confirmed because of it.

The memory is open in a confirmation, but not only there: who answers a question about
an order opens it too. Ask `is_confirming` for what a confirmation does differently, and
the memory for nothing but answers. `supply` opens confirmations, where it owns core's
launch and confirm.
"""

from contextlib import contextmanager

from ..under_way import get_under_way, under_way
from .memory import confirmation_memory

KEY = "pull_through_production.confirmation"


@contextmanager
def confirmation(cr):
    """Confirm inside, with a memory; nested confirmations are one."""
    with under_way(cr, KEY), confirmation_memory(cr):
        yield


def is_confirming(cr):
    """Tell whether a confirmation is under way on this cursor."""
    return get_under_way(cr, KEY) is not None
