"""How texts for people write days and quantities: everywhere alike, and as the lists
and forms beside them do."""

from babel.dates import format_skeleton

from odoo import fields
from odoo.tools import get_lang
from odoo.tools.misc import babel_locale_parse


def format_day(env, moment):
    """Return a date, or the day of a datetime for its reader, as "Dec 23".

    The year stands with it when it is not the present one.
    """
    if not moment:
        return ""
    day = fields.Date.to_date(moment)
    if hasattr(moment, "hour"):
        day = fields.Datetime.context_timestamp(env.user, moment).date()
    this_year = day.year == fields.Date.context_today(env.user).year
    locale = babel_locale_parse(get_lang(env).code)
    return format_skeleton("MMMd" if this_year else "yMMMd", day, locale=locale)


def format_number(number):
    """Return a quantity without the zeros behind it.

    >>> format_number(3.0), format_number(1.66667), format_number(1234567.5)
    ('3', '1.6667', '1234567.5')
    """
    text = f"{round(number, 4):.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def format_quantity(env, quantity, uom):
    """Return a quantity with its unit: "1 unit", "3 units", "2.5 m"."""
    number = format_number(quantity)
    if uom.id != env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit"):
        return f"{number} {uom.name}"
    if number == "1":
        return env._("1 unit")
    return env._("%(quantity)s units", quantity=number)
