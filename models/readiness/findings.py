"""What a finding is, and the arithmetic behind some of them, without queries.

A finding is a dict: `kind` (a code of FINDING_KINDS), `severity`, `message` (what is
wrong, naming the records), `remedy` (what to do), `product_id`, and `res_model` and
`res_id` of the record that causes it, when there is one. What a whole order needs has
its order line in `line` besides.
"""

from dataclasses import dataclass
from typing import Any

from odoo.tools import float_compare

from .kinds import FINDING_INFOS

# Rounding always changes quantities a little; this many times is no rounding any more.
ABSURD_RATIO = 10


@dataclass(frozen=True)
class CheckedNeed:
    """A need of one product, as the checks want it.

    :param product: with superuser rights and in the company of the need
    :param quantity: in the unit of the product
    :param parents: the products that it goes into, may be empty
    :param date: datetime when it must be there
    :param show_costs: whether the reader may see vendors' prices
    """

    product: Any
    quantity: float
    company: Any
    parents: Any
    date: Any
    show_costs: bool

    @property
    def subject(self):
        """How messages call it: the product and what it goes into."""
        parents = self.parents - self.product
        if not parents:
            return self.product.display_name
        return self.product.env._(
            "%(product)s (goes into %(parents)s)",
            product=self.product.display_name,
            parents=", ".join(parents.mapped("display_name")),
        )


def make_finding(kind, product, message, remedy, cause=None):
    """Return a finding; `cause` is the record to open to mend it."""
    return {
        "kind": kind,
        "severity": FINDING_INFOS[kind].severity,
        "message": message,
        "remedy": remedy,
        "product_id": product.id,
        "res_model": cause._name if cause else False,
        "res_id": cause.id if cause else False,
    }


def is_absurd(exact, rounded):
    """Tell whether rounding a converted quantity made something else of it.

    >>> is_absurd(1 / 12, 0.09)  # one piece, in dozens
    False
    >>> is_absurd(0.000001, 0.01)  # a gram, in tons: 10 kg
    True
    >>> is_absurd(0.000001, 0)
    True
    >>> is_absurd(0, 0)
    False
    """
    if exact <= 0:
        return False
    return rounded <= 0 or rounded / exact >= ABSURD_RATIO


def is_whole(quantity, rounding):
    """Tell whether a quantity is a whole number, as far as its unit can tell.

    >>> is_whole(5 / 3, 0.01), is_whole(2.000001, 0.01), is_whole(3, 0.01)
    (False, True, True)
    """
    return float_compare(quantity, round(quantity), precision_rounding=rounding) == 0


def keep_roots(late, ancestors):
    """Return those of the late keys below which nothing is late.

    What goes into a product is needed before it: all that stands above something late
    is late for that reason.

    :param late: keys
    :param ancestors: {key: keys of all that stands above it}

    >>> above = {"fg": (), "sub": ("fg",), "raw": ("sub", "fg"), "comp": ("fg",)}
    >>> keep_roots(["fg", "sub", "raw"], above)
    ['raw']
    >>> keep_roots(["fg", "comp", "sub"], above)
    ['comp', 'sub']
    """
    explained = {above for key in late for above in ancestors[key]}
    return [key for key in late if key not in explained]
