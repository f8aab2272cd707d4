"""What the arithmetic of this room takes for a number."""

from math import isfinite
from numbers import Real


def check_number(name, value, at_least=None, above=None, remedy=""):
    """Return a number as a float.

    :param name: how the message calls it
    :param at_least: the least that it may be
    :param above: what it must be above
    :param remedy: what to do about it, a sentence
    :raise ValueError: it is no finite number, or too small

    >>> check_number("demand", 3, at_least=0)
    3.0
    >>> check_number("demand", float("nan"), remedy="Leave the product out.")
    Traceback (most recent call last):
    ...
    ValueError: demand is nan: it must be a finite number. Leave the product out.
    """
    if not isinstance(value, Real) or isinstance(value, bool) or not isfinite(value):
        _refuse(name, value, "must be a finite number", remedy)
    if at_least is not None and value < at_least:
        _refuse(name, value, f"must be at least {at_least:g}", remedy)
    if above is not None and value <= above:
        _refuse(name, value, f"must be above {above:g}", remedy)
    return float(value)


def _refuse(name, value, what, remedy):
    raise ValueError(f"{name} is {value!r}: it {what}. {remedy}".strip())
